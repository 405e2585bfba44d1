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
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from gametape.analyze.decision import Decision
from gametape.analyze.metrics.measured import Found, Measured, withheld
from gametape.analyze.metrics.trades import Trade, held
from gametape.analyze.parameters import Parameters
from gametape.analyze.pricing.doubts import FINE, NO_BOOK, ONE_SIDED, OPEN, OVER
from gametape.analyze.pricing.lines import Floats, Traded
from gametape.model.times import SECOND

PARTS = ("path", "timing", "carry", "delay_usd", "spread_usd", "fees_usd")
LUCK = ("luck_sd", "luck_z")

GRID_S = 5
"""Seconds between the moments at which the noise of a path is summed."""


def attribution(trade: Trade, decisions: Mapping[str, Decision], parameters: Parameters) -> Found:
    """The parts of a trade's net result in micro-dollars, and the band that luck alone makes."""
    traded = trade.traded
    if traded is None:
        return {name: withheld(NO_BOOK) for name in (*PARTS, *LUCK)}
    found: Found = {"fees_usd": Measured(trade.episode.fees)}
    sides = _sides(trade, decisions)
    moments = [moment for side in sides for moment in (side.at_us - 1, side.reference_us)]
    mids, code = _mids(traded, moments)
    if code != FINE:
        why = traded.doubts.reason(code)
        found |= {name: Measured(None, why) for name in PARTS if name != "fees_usd"}
        return found | _luck(trade, traded, None)
    delay, beyond = 0, Fraction(0)
    for number, side in enumerate(sides):
        before, reference = mids[2 * number], mids[2 * number + 1]
        delay += side.shares * (before - reference)
        beyond += side.shares * side.price - Fraction(side.shares * before, _HALF_CELLS)
    late = round(Fraction(delay, _HALF_CELLS))
    spread = round(beyond)
    found["delay_usd"], found["spread_usd"] = Measured(late), Measured(spread)
    path = trade.episode.net + trade.episode.fees + late + spread
    found["path"] = Measured(path)
    found |= _timing(sides, mids[::2], path, traded, parameters)
    return found | _luck(trade, traded, path)


_HALF_CELLS = 20_000
"""Mids are counted in half cells: so many are a dollar."""


class _Side(NamedTuple):
    """One side of a leg that was traded: shares bought (sold: negative), dollars a share, when.

    `reference_us` is the moment whose mid it is held to.
    """

    shares: int
    price: Fraction
    at_us: int
    reference_us: int


def _sides(trade: Trade, decisions: Mapping[str, Decision]) -> list[_Side]:
    """Both sides of every leg; what was closed by a settlement has one, its price is the mid's."""
    sides = []
    for leg in trade.legs:
        opener = decisions.get(leg.opened_by[0]) if len(leg.opened_by) == 1 else None
        shares = leg.direction * leg.size
        sides.append(_side(shares, leg.open_price, leg.opened_us, opener))
        if leg.cause == "trade":
            closer = decisions.get(leg.closed_by)
            sides.append(_side(-shares, leg.close_price, leg.closed_us, closer))
    return sides


def _side(shares: int, price: Decimal, at_us: int, decision: Decision | None) -> _Side:
    took = decision is not None and decision.taking and decision.matched_us == at_us
    reference_us = decision.decided_us if decision is not None and took else at_us - 1
    return _Side(shares, Fraction(price), at_us, reference_us)


def _mids(traded: Traded, moments: Sequence[int]) -> tuple[list[int], int]:
    """Mids in half cells, exact, and the first doubt of any of them."""
    at_us = np.array(moments, np.int64)
    codes = traded.doubts.of(at_us, at_us)
    if (codes != FINE).any():
        return [], int(codes[codes != FINE][0])
    rows = traded.course.rows(at_us)
    bid, ask = traded.course.bid[rows], traded.course.ask[rows]
    if ((rows < 0) | (bid < 0) | (ask < 0)).any():
        return [], ONE_SIDED
    return (bid.astype(np.int64) + ask).tolist(), FINE


def _timing(
    sides: Sequence[_Side],
    before: Sequence[int],
    path: int,
    traded: Traded,
    parameters: Parameters,
) -> Found:
    """The first minute's drift after every order, and the rest of the path.

    Behind the end of the game its last mid counts, and the payout once it is decided.
    """
    later = [side.at_us + parameters.primary_s * SECOND for side in sides]
    end_us, last, doubt = traded.ending
    settled_us = traded.settled_us if traded.pays is not None else None
    fixed: dict[int, Fraction] = {}
    for number, (side, at_us) in enumerate(zip(sides, later, strict=True)):
        if settled_us is not None and at_us >= settled_us:
            fixed[number] = (traded.pays or Fraction(0)) * _HALF_CELLS
        elif doubt == FINE and at_us > end_us:
            if side.at_us > end_us:
                return dict.fromkeys(("timing", "carry"), withheld(OVER))
            fixed[number] = Fraction(round(last * 200))
    asked = [number for number in range(len(sides)) if number not in fixed]
    mids, code = _mids(traded, [later[number] for number in asked])
    if code != FINE:
        why = Measured(None, traded.doubts.reason(code))
        return dict.fromkeys(("timing", "carry"), why)
    fixed |= {number: Fraction(mid) for number, mid in zip(asked, mids, strict=True)}
    drift = sum(side.shares * (fixed[n] - before[n]) for n, side in enumerate(sides))
    timing = round(drift / _HALF_CELLS)
    return {"timing": Measured(timing), "carry": Measured(path - timing)}


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
