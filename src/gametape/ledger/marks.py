"""What is open is worth now: at prices somebody stands ready to pay, and at the mid."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import msgspec

from gametape.ledger.exposure import FEES_UNKNOWN, NO_BOOK, Quoted
from gametape.ledger.fees import schedule_fee
from gametape.ledger.trades import LineAccount
from gametape.model.market import FeeSchedule


class Mark(msgspec.Struct, frozen=True):
    """Unrealized profit of a line, micro-dollars.

    `executable` is the headline: close all of it into the book, pay the closing fee, and take off
    the opening fees still carried. `thin`: the book does not hold enough; what is left over
    counts at the worst price there is (0 for a long, 1 for a short). `mid` is exposure times the
    way from the average opening price to the mid, without fees: for attribution only, never a
    result. None where it cannot be told; `why` says so for `executable`.
    """

    executable: int | None
    mid: int | None
    thin: bool
    why: str


def mark(line: LineAccount, quoted: Quoted | None, schedule: FeeSchedule | None) -> Mark:
    """The mark of what is open in a line; `quoted` is the book of the line's asset.

    (analysis-methods.md 1.7: long `E * (sell(E).vwap - average)`, short
    `|E| * (average - buy(|E|).vwap)`, both less fees.)
    """
    position = line.position
    size = position.exposure
    if not size:
        return Mark(0, 0, thin=False, why="")
    if quoted is None or quoted.reason:
        return Mark(None, None, thin=False, why=NO_BOOK if quoted is None else quoted.reason)
    bids, asks = list(quoted.bids), list(quoted.asks)
    sign, left = (1 if size > 0 else -1), abs(size)
    worth = Fraction(0)
    for cell, resting in bids if sign > 0 else asks:
        taken = min(left, resting)
        price = quoted.grid.price(cell)
        fee = schedule_fee(schedule, taken, price) if schedule is not None else 0
        if fee is None:
            return Mark(None, None, thin=False, why=FEES_UNKNOWN)
        worth += sign * taken * Fraction(price) - fee
        left -= taken
        if not left:
            break
    thin = left > 0
    if sign < 0:
        worth -= left
    mid = None
    for (bid, _), (ask, _) in islice(zip(bids, asks, strict=False), 1):
        middle = Fraction(quoted.grid.price(bid) + quoted.grid.price(ask)) / 2
        mid = round(size * middle - position.cost)
    return Mark(round(worth) - position.cost - position.fees, mid, thin=thin, why="")
