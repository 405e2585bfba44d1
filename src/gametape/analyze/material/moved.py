"""Positions that moved without a trade: what a conversion did to each line, at which prices.

Splits and merges move no exposure and redemptions none that the market's end has not moved, so
that conversions alone are steps here; the ledger takes all of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

from gametape.analyze.material.material import Material
from gametape.ledger.changes import steps_of_changes
from gametape.ledger.steps import Line, Step
from gametape.model.trading import ChangeKind

_CENT = Decimal("0.01")


def moves_of(material: Material) -> list[tuple[Line, Step]]:
    """Every change of an exposure without a trade, in order of when it happened.

    The trader knew of it then, though a wallet's history may have told it later.
    """
    prices = conversion_prices(material)
    steps = steps_of_changes(material.changes, material.rules, prices, [])
    moving = [(line, one) for line, one in steps if one.change]
    return sorted(moving, key=lambda pair: pair[1].at_us)


def conversion_prices(material: Material) -> Mapping[tuple[str, str], Decimal]:
    """What the assets of recorded markets were worth at each conversion, by (change id, asset).

    The mid to a tenth of a cent; nothing of a book that was one-sided then.
    """
    found = {}
    for change in material.changes:
        if change.kind is not ChangeKind.CONVERSION:
            continue
        for line, course in material.courses.items():
            cents = course.mid(change.at_us)
            if not math.isnan(cents):
                found[change.change_id, line.asset] = Decimal(f"{cents:.1f}") * _CENT
    return found
