"""A day's maker rebate, laid on that day's maker fills."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gametape.ledger.fees import schedule_fee
from gametape.model.market import FeeSchedule
from gametape.model.trading import Fill, Role


def allocate(rebate: int, fills: Sequence[Fill], schedule: FeeSchedule) -> list[int]:
    """Micro-dollars of a paid `rebate` for each fill, adding up to it exactly.

    In proportion to what a taker would have paid (analysis-methods.md 1.4); takers get none.
    `fills` are one market's of one day. All zero if no maker fill would have paid anything.
    """
    weights = [
        (schedule_fee(schedule, fill.size, fill.price) or 0) if fill.role is Role.MAKER else 0
        for fill in fills
    ]
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    shares, given, weight = [], 0, 0
    for one in weights:
        weight += one
        upto = round(Fraction(rebate * weight, whole))
        shares.append(upto - given)
        given = upto
    return shares
