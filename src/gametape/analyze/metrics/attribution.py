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
from math import lcm, sqrt
from typing import NamedTuple

import numpy as np

from gametape.analyze.material.course import Int64s
from gametape.analyze.material.decision import Decision
from gametape.analyze.metrics.measured import Found, Measured, withheld
from gametape.analyze.metrics.trades import Trade
from gametape.analyze.parameters import Parameters
from gametape.analyze.pricing.doubts import FINE, NO_BOOK, ONE_SIDED, OPEN, OUTSIDE, OVER
from gametape.analyze.pricing.exact import nearest
from gametape.analyze.pricing.lines import Floats, Traded
from gametape.model.times import SECOND

PARTS = ("path", "timing", "carry", "delay_usd", "spread_usd", "fees_usd")
LUCK = ("luck_sd", "luck_z")

GRID_S = 5
"""Seconds between the moments at which the noise of a path is summed."""


def attributions(
    trades: Sequence[Trade], decisions: Mapping[str, Decision], parameters: Parameters
) -> list[Found]:
    """The parts of each trade's net result in micro-dollars, and the band that luck alone makes.

    All trades are of one line.
    """
    if not trades:
        return []
    traded = trades[0].traded
    if traded is None:
        return [dict.fromkeys((*PARTS, *LUCK), withheld(NO_BOOK)) for _ in trades]
    sides = [_sides(trade, decisions) for trade in trades]
    every = [side for of_one in sides for side in of_one]
    before = _mids(traded, [side.at_us - 1 for side in every])
    reference = _mids(traded, [side.reference_us for side in every])
    later = _later(traded, every, parameters)
    made = noises(trades)
    found, place = [], 0
    for trade, of_one, moves in zip(trades, sides, made, strict=True):
        part = slice(place, place + len(of_one))
        place += len(of_one)
        one = _parts(trade, of_one, traded, before.of(part), reference.of(part), later.of(part))
        found.append(one | _luck(moves, one["path"].value))
    return found


def _parts(
    trade: Trade,
    sides: Sequence[_Side],
    traded: Traded,
    before: _Mids,
    reference: _Mids,
    later: _Mids,
) -> Found:
    found: Found = {"fees_usd": Measured(trade.episode.fees)}
    code = before.doubt if before.doubt != FINE else reference.doubt
    if code != FINE:
        why = Measured(None, traded.doubts.reason(code))
        return found | {name: why for name in PARTS if name != "fees_usd"}
    delay, paid = 0, 0
    for side, mid, held_to in zip(sides, before.values, reference.values, strict=True):
        delay += side.shares * (mid - held_to)
        paid += side.shares * mid
    late, spread = nearest(delay, _HALF_CELLS), _beyond(sides, paid)
    path = trade.episode.net + trade.episode.fees + late + spread
    found["delay_usd"], found["spread_usd"] = Measured(late), Measured(spread)
    found["path"] = Measured(path)
    if later.doubt != FINE:
        why = Measured(None, traded.doubts.reason(later.doubt))
        return found | dict.fromkeys(("timing", "carry"), why)
    drift = sum(
        side.shares * (after - mid)
        for side, mid, after in zip(sides, before.values, later.values, strict=True)
    )
    timing = nearest(drift, _HALF_CELLS)
    return found | {"timing": Measured(timing), "carry": Measured(path - timing)}


def _beyond(sides: Sequence[_Side], paid: int) -> int:
    """What was paid beyond the mids, which are `paid` half cells times micro-shares in all."""
    under = lcm(_HALF_CELLS, *(side.price[1] for side in sides))
    over = sum(side.shares * side.price[0] * (under // side.price[1]) for side in sides)
    return nearest(over - paid * (under // _HALF_CELLS), under)


_HALF_CELLS = 20_000
"""Mids are counted in half cells: so many are a dollar."""


class _Side(NamedTuple):
    """One side of a leg that was traded: shares bought (sold: negative), price, when.

    The price is a ratio of whole numbers, dollars a share. `reference_us` is the moment whose mid
    it is held to.
    """

    shares: int
    price: tuple[int, int]
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
    return _Side(shares, price.as_integer_ratio(), at_us, reference_us)


class _Mids(NamedTuple):
    """Mids in half cells, exact, and what makes each doubtful."""

    values: list[int]
    codes: list[int]

    def of(self, part: slice) -> _Mids:
        return _Mids(self.values[part], self.codes[part])

    @property
    def doubt(self) -> int:
        """The first doubt of any of them."""
        if self.codes.count(FINE) == len(self.codes):
            return FINE
        return next(code for code in self.codes if code != FINE)


def _mids(traded: Traded, moments: Sequence[int]) -> _Mids:
    at_us = np.array(moments, np.int64)
    rows = traded.course.rows(at_us)
    bid, ask = traded.course.bid[rows], traded.course.ask[rows]
    codes = traded.doubts.of(at_us, at_us)
    codes = np.where((codes == FINE) & (at_us > traded.course.last_us), OUTSIDE, codes)
    empty = (rows < 0) | (bid < 0) | (ask < 0)
    codes = np.where((codes == FINE) & empty, ONE_SIDED, codes)
    return _Mids((bid.astype(np.int64) + ask).tolist(), codes.tolist())


def _later(traded: Traded, sides: Sequence[_Side], parameters: Parameters) -> _Mids:
    """Mids a minute after every order.

    Behind the end of the game its last mid counts, and the payout once it is decided.
    """
    later = [side.at_us + parameters.primary_s * SECOND for side in sides]
    found = _mids(traded, later)
    end_us, last, doubt = traded.ending
    pays = None if traded.pays is None else round(traded.pays * _HALF_CELLS)
    for number, (side, at_us) in enumerate(zip(sides, later, strict=True)):
        if traded.settled_us is not None and pays is not None and at_us >= traded.settled_us:
            found.values[number], found.codes[number] = pays, FINE
        elif doubt == FINE and at_us > end_us:
            found.codes[number] = OVER if side.at_us > end_us else FINE
            found.values[number] = round(last * 200)
    return found


def _luck(moves: Floats | Measured, path: int | float | None) -> Found:
    """Standard deviation of what holding through that noise makes, micro-dollars; and the path's z.

    `sd = sqrt(sum E^2 dm^2)` on a grid of five seconds.
    """
    if isinstance(moves, Measured):
        return dict.fromkeys(LUCK, moves)
    sd = sqrt(moves @ moves)
    if not sd:
        z = Measured(None, "the price did not move")
    elif path is None:
        z = Measured(None, "a mid that it rests on is not known")
    else:
        z = Measured(path / 1e6 / sd)
    return {"luck_sd": Measured(round(sd * 1e6)), "luck_z": z}


def noises(trades: Sequence[Trade]) -> list[Floats | Measured]:
    """Dollars made by each move of the mid on the grid of each trade of one line, or why not."""
    traded = trades[0].traded
    if traded is None:
        return [withheld(NO_BOOK)] * len(trades)
    grids = [_grid(trade) for trade in trades]
    every = np.concatenate(grids)
    mids = traded.course.mids(every)
    end_us, last, doubt = traded.ending
    if doubt == FINE:
        mids = np.where(every > end_us, last, mids)
    ends = np.array([grid[[0, -1]] if len(grid) else (0, 0) for grid in grids], np.int64)
    codes = traded.doubts.of(ends[:, 0], ends[:, 1]).tolist()
    found: list[Floats | Measured] = []
    place = 0
    for trade, grid, code in zip(trades, grids, codes, strict=True):
        part = mids[place : place + len(grid)]
        place += len(grid)
        found.append(_moves(trade, traded, grid, part, code))
    return found


def _grid(trade: Trade) -> Int64s:
    path = trade.path
    if not path.sizes:
        return np.zeros(0, np.int64)
    begin, end, step = path.from_us[0], path.to_us[-1], GRID_S * SECOND
    grid = np.arange(begin, end + step, step, dtype=np.int64)
    many = -((begin - end) // step)
    grid[many] = end - 1
    return grid[: many + 1]


def _moves(
    trade: Trade, traded: Traded, grid: Int64s, mids: Floats, code: int
) -> Floats | Measured:
    if not len(grid):
        return withheld(OPEN)
    if code != FINE:
        return Measured(None, traded.doubts.reason(code))
    if traded.pays is not None and trade.episode.ended == "settlement":
        mids[-1] = float(traded.pays) * 100.0
    if np.isnan(mids.sum()):
        return withheld(ONE_SIDED)
    path = trade.path
    if len(path.sizes) == 1:
        moved: Floats = (mids[1:] - mids[:-1]) * (path.sizes[0] / 1e8 * trade.episode.direction)
        return moved
    where = np.maximum(np.searchsorted(np.array(path.from_us), grid[:-1], "right") - 1, 0)
    sizes = np.array(path.sizes, np.float64)[where] / 1e8
    several: Floats = np.diff(mids) * sizes * trade.episode.direction
    return several
