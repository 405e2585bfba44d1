"""Where a trade's result came from: the way of the mid, what trading cost, and how much is luck.

    net = path - delay - spread - fees          path = timing + carry

Each leg closes at `c` what was opened at `o`; with the mids M at those two moments its gross is
sign * size * ((Mc - Mo) - sign * (o - Mo) + sign * (c - Mc)): the way of the mid less what was
paid beyond it on either side. M is the mid just before the match; for an order that took, the
mid at its decision, and what the mid did in between is `delay`. Exact, so that the parts add up
to the micro-dollar (analysis-methods.md 2.8).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from gametape.analyze.decision import Decision
from gametape.analyze.metrics.measured import Found, Measured, withheld
from gametape.analyze.metrics.trades import Trade, held
from gametape.analyze.parameters import Parameters
from gametape.analyze.pricing.doubts import FINE, NO_BOOK, ONE_SIDED, OPEN, OVER
from gametape.analyze.pricing.lines import Floats, Traded
from gametape.ledger.trades import Leg
from gametape.model.times import SECOND

PARTS = ("path", "timing", "carry", "delay_usd", "spread_usd", "fees_usd")
LUCK = ("luck_sd", "luck_z")

GRID_S = 5
"""Seconds between the moments at which the noise of a path is summed."""


class _UnknownError(Exception):
    """A mid that the identity needs is not to be had; says why."""


def attribution(trade: Trade, decisions: Mapping[str, Decision], parameters: Parameters) -> Found:
    """The parts of a trade's net result in micro-dollars, and the band that luck alone makes."""
    traded = trade.traded
    if traded is None:
        return {name: withheld(NO_BOOK) for name in (*PARTS, *LUCK)}
    found: Found = {"fees_usd": Measured(trade.episode.fees)}
    try:
        sides = [(leg, *_sides(leg, traded, decisions)) for leg in trade.legs]
    except _UnknownError as unknown:
        why = str(unknown)
        found |= {name: Measured(None, why) for name in PARTS if name != "fees_usd"}
        return found | _luck(trade, traded, None)
    delay, spread = Fraction(0), Fraction(0)
    for leg, opened, closed in sides:
        size = leg.size * leg.direction
        spread += size * (Fraction(leg.open_price) - opened.before)
        spread -= size * (Fraction(leg.close_price) - closed.before)
        delay += size * (opened.before - opened.reference)
        delay -= size * (closed.before - closed.reference)
    found["delay_usd"], found["spread_usd"] = Measured(round(delay)), Measured(round(spread))
    path = trade.episode.net + trade.episode.fees + round(delay) + round(spread)
    found["path"] = Measured(path)
    found |= _timing(sides, path, traded, parameters)
    return found | _luck(trade, traded, path)


class _Side:
    """One side of a leg, dollars a share: the mid before its match, and the mid it is held to."""

    __slots__ = ("before", "later_us", "reference")

    def __init__(self, before: Fraction, reference: Fraction, later_us: int | None) -> None:
        self.before = before
        self.reference = reference
        self.later_us = later_us


def _sides(leg: Leg, traded: Traded, decisions: Mapping[str, Decision]) -> tuple[_Side, _Side]:
    opener = decisions.get(leg.opened_by[0]) if len(leg.opened_by) == 1 else None
    opened = _side(leg.opened_us, opener, traded)
    if leg.cause != "trade":
        paid = Fraction(leg.close_price)
        return opened, _Side(paid, paid, None)
    return opened, _side(leg.closed_us, decisions.get(leg.closed_by), traded)


def _side(at_us: int, decision: Decision | None, traded: Traded) -> _Side:
    before = _mid(traded, at_us - 1)
    took = decision is not None and decision.taking and decision.matched_us == at_us
    reference = _mid(traded, decision.decided_us) if decision is not None and took else before
    return _Side(before, reference, at_us)


def _mid(traded: Traded, at_us: int) -> Fraction:
    """A mid in dollars, exact."""
    code = traded.doubts.one(at_us, at_us)
    if code != FINE:
        raise _UnknownError(traded.doubts.reason(code))
    bid, ask = traded.course.quote(at_us)
    if bid < 0 or ask < 0:
        raise _UnknownError(traded.doubts.reason(ONE_SIDED))
    return Fraction(bid + ask, 20_000)


def _timing(
    sides: Sequence[tuple[Leg, _Side, _Side]], path: int, traded: Traded, parameters: Parameters
) -> Found:
    """The first minute's drift after every order, and the rest of the path."""
    timing = Fraction(0)
    try:
        for leg, opened, closed in sides:
            size = leg.size * leg.direction
            timing += size * _drift(opened, traded, parameters)
            timing -= size * _drift(closed, traded, parameters)
    except _UnknownError as unknown:
        return {name: Measured(None, str(unknown)) for name in ("timing", "carry")}
    return {"timing": Measured(round(timing)), "carry": Measured(path - round(timing))}


def _drift(side: _Side, traded: Traded, parameters: Parameters) -> Fraction:
    """Dollars a share that the mid moved within a minute of an order; 0 after a settlement."""
    if side.later_us is None:
        return Fraction(0)
    at_us = side.later_us + parameters.primary_s * SECOND
    if traded.settled_us is not None and traded.pays is not None and at_us >= traded.settled_us:
        return traded.pays - side.before
    end_us, last, doubt = traded.ending
    if doubt == FINE and at_us > end_us:
        if side.later_us > end_us:
            raise _UnknownError(traded.doubts.reason(OVER))
        return Fraction(last) / 100 - side.before
    return _mid(traded, at_us) - side.before


def _luck(trade: Trade, traded: Traded, path: int | None) -> Found:
    """Standard deviation of what holding through that noise makes, micro-dollars; and the path's z.

    `sd = sqrt(sum E^2 dm^2)` on a grid of five seconds.
    """
    moves = noise(trade, traded)
    if isinstance(moves, Measured):
        return dict.fromkeys(LUCK, moves)
    sd = float(np.sqrt((moves**2).sum()))
    z = (
        Measured(None, "the price did not move")
        if not sd
        else Measured(
            None if path is None else path / 1e6 / sd, "" if path is not None else "see path"
        )
    )
    return {"luck_sd": Measured(round(sd * 1e6)), "luck_z": z}


def noise(trade: Trade, traded: Traded) -> Floats | Measured:
    """Dollars made by each move of the mid on the grid of a closed trade, or why not."""
    if trade.episode.closed_us is None:
        return withheld(OPEN)
    path = held(trade.legs)
    grid = np.arange(path.from_us[0], path.to_us[-1], GRID_S * SECOND, dtype=np.int64)
    grid = np.append(grid, path.to_us[-1] - 1)
    code = traded.doubts.one(int(grid[0]), int(grid[-1]))
    if code != FINE:
        return Measured(None, traded.doubts.reason(code))
    mids = traded.course.mids(grid)
    end_us, last, doubt = traded.ending
    if doubt == FINE:
        mids = np.where(grid > end_us, last, mids)
    if traded.pays is not None and trade.episode.ended == "settlement":
        mids[-1] = float(traded.pays) * 100.0
    if np.isnan(mids).any():
        return withheld(ONE_SIDED)
    where = np.maximum(np.searchsorted(np.array(path.from_us), grid[:-1], "right") - 1, 0)
    sizes = np.array(path.sizes, np.float64)[where] / 1e6
    moved: Floats = np.diff(mids) / 100.0 * sizes
    return moved * trade.episode.direction
