"""What rests in the book near the best prices, one's own orders left out (methods 2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np

from gametape.analyze.context.looking import SLOW_S, Bools, Floats, Int64s, steps
from gametape.analyze.context.prices import Prices
from gametape.analyze.context.volume import usual
from gametape.analyze.material.course import CELLS_PER_CENT, Course
from gametape.analyze.material.ladder import Ladder, tells_rows
from gametape.analyze.material.owned import Own
from gametape.analyze.parameters import Parameters
from gametape.model.book import Level
from gametape.model.times import SECOND

NEAR = 3
"""Cents whose depth the baseline, support and the signals are told of."""


_ALL = 1 << 60
"""Micro-shares that no book has."""

_ROUNDED = 1 - 1e-9
"""An average of equal numbers is not quite their number."""


class Side(NamedTuple):
    """Shares within so many cents of the best price, and at it; shares and dollars in five levels.

    `best` is a cell, -1 for an empty side.
    """

    within: dict[int, float]
    best: int
    best_shares: float
    five_usd: float
    five_shares: float


class DepthNow(NamedTuple):
    """Both sides of the book at a moment; cents."""

    bid: Side
    ask: Side

    @property
    def spread(self) -> float:
        """Best ask less best bid; not a number where a side is empty."""
        if self.bid.best < 0 or self.ask.best < 0:
            return float("nan")
        return (self.ask.best - self.bid.best) / CELLS_PER_CENT

    @property
    def microprice(self) -> float:
        """Mid weighted by the other side's size at the best price."""
        whole = self.bid.best_shares + self.ask.best_shares
        if self.bid.best < 0 or self.ask.best < 0 or not whole:
            return float("nan")
        above, below = self.ask.best * self.bid.best_shares, self.bid.best * self.ask.best_shares
        return (above + below) / whole / CELLS_PER_CENT

    def imbalance(self, cents: int) -> float:
        """(bids - asks) / (bids + asks) within so many cents; not a number for nothing."""
        bids, asks = self.bid.within[cents], self.ask.within[cents]
        return (bids - asks) / (bids + asks) if bids + asks else float("nan")


class Depth:
    """Depth of one course at any moment, and what is usual; nothing is looked at before asked."""

    def __init__(self, course: Course, own: Own, prices: Prices, fresh: Bools, of: Parameters):
        self._course = course
        self._own = own
        self._prices = prices
        self._fresh = fresh
        self._parameters = of

    def at(self, at_us: int) -> DepthNow:
        """The book at a moment."""
        bids, asks = self._course.books.levels(at_us)
        own = self._own.resting(at_us)
        cents = self._parameters.depth_cents
        return DepthNow(side_of(bids, own[0], cents), side_of(asks, own[1], cents))

    def usual(self, at_us: int) -> tuple[float, float]:
        """Usual shares within three cents of bids and of asks; NaN at first."""
        at = self.slow(at_us)
        bid, ask = self._usual
        return float(bid[at]), float(ask[at])

    def slow(self, at_us: int) -> int:
        """The number of the last slow look by a moment; 0 before the first."""
        at = (at_us - self._course.first_us) // round(SLOW_S * SECOND)
        return min(max(0, at), len(self._fresh) - 1)

    def supported(self, at_us: int, direction: int, size: int) -> bool | None:
        """Whether enough rests behind a position (+1 long: bids) to take `size` micro-shares.

        The least of the last seconds must be `wanted`. None where what is usual is not known yet.
        A flag, not a forecast.
        """
        wanted = self.wanted(at_us, direction, size)
        return None if wanted is None else self.least(at_us, direction) >= wanted

    def wanted(self, at_us: int, direction: int, size: int) -> float | None:
        """From how many shares on it is support: a fixed least, what is usual, five times `size`.

        None where what is usual is not known yet.
        """
        usual_shares = self.usual(at_us)[0 if direction > 0 else 1]
        if usual_shares != usual_shares:
            return None
        return max(self._parameters.support_shares, usual_shares * _ROUNDED, 5 * size / 1e6)

    def least(self, at_us: int, direction: int) -> float:
        """The least shares within three cents in the last five seconds (a flicker does not count).

        +1 asks for bids, -1 for asks.
        """
        held_us = round(self._parameters.support_hold_s * SECOND)
        times = self._course.times
        low, high = times.searchsorted([at_us - held_us, at_us], "right").tolist()
        first_us = max(at_us - held_us, self._course.first_us)
        moments = np.concatenate([[first_us], times[low:high], [at_us]]).astype(np.int64)
        return float(self._within(moments, direction, self._parameters.support_cents).min())

    def _within(self, at_us: Int64s, direction: int, cents: int) -> Floats:
        """Shares within so many cents of the best bid (+1) or ask (-1) at each moment.

        In one pass over the rows of the film; where books do not tell rows, and before the first
        message, book by book.
        """
        shares = np.empty(len(at_us))
        ladder = self._ladder
        passed = at_us >= (np.inf if ladder is None else self._course.times[0])
        if ladder is not None and passed.any():
            moments = at_us[passed]
            ways, wanted = np.full((2, len(moments)), [[-direction], [_ALL]])
            reach = cents * CELLS_PER_CENT
            shares[passed] = ladder.walks(moments, ways, wanted, reach=reach).filled / 1e6
        which = 0 if direction > 0 else 1
        for number in np.flatnonzero(~passed).tolist():
            moment = int(at_us[number])
            levels, own = self._course.books.levels(moment), self._own.resting(moment)
            shares[number] = side_of(levels[which], own[which], (cents,)).within[cents]
        return shares

    @cached_property
    def _ladder(self) -> Ladder | None:
        return Ladder(self._course, self._own.changes()) if tells_rows(self._course) else None

    @cached_property
    def usual_spread(self) -> Floats:
        """Usual spread in cents at slow looks."""
        course = self._course
        times, known = self._slow
        rows = course.rows(times)
        bid, ask = course.bid[rows], course.ask[rows]
        known = known & (rows >= 0)
        spread = np.where(known, (ask - bid) / float(CELLS_PER_CENT), np.nan)
        return usual(spread, self._fresh, self._parameters)

    @cached_property
    def _usual(self) -> tuple[Floats, Floats]:
        times, known = self._slow
        rows = np.full((2, len(times)), np.nan)
        for row, direction in zip(rows, (1, -1), strict=True):
            row[known] = self._within(times[known], direction, NEAR)
        bid, ask = (usual(row, self._fresh, self._parameters) for row in rows)
        return bid, ask

    @property
    def _slow(self) -> tuple[Int64s, Bools]:
        """Slow looks, and at which of them both sides of the book could be believed."""
        slow = steps(SLOW_S)
        return self._prices.times[::slow], ~np.isnan(self._prices.mid[::slow])

    def near(self, at_us: int) -> tuple[float, float]:
        """Shares within three cents of bids and asks."""
        bids, asks = self._course.books.levels(at_us)
        own = self._own.resting(at_us)
        bid, ask = side_of(bids, own[0], (NEAR,)), side_of(asks, own[1], (NEAR,))
        return bid.within[NEAR], ask.within[NEAR]


def side_of(levels: list[Level], own: Mapping[int, int], cents: tuple[int, ...]) -> Side:
    """One side without one's own; levels best first, in cells and micro-shares."""
    best, at_best, near, five, dollars, many = -1, 0, dict.fromkeys(cents, 0), 0, 0, 0
    for cell, resting in levels:
        size = resting - own.get(cell, 0) if own else resting
        if size <= 0:
            continue
        if best < 0:
            best, at_best = cell, size
        away = abs(cell - best)
        if away > CELLS_PER_CENT * cents[-1] and five >= 5:
            break
        for one in cents:
            if away <= CELLS_PER_CENT * one:
                near[one] += size
        if five < 5:
            five, dollars, many = five + 1, dollars + size * cell, many + size
    within = {one: size / 1e6 for one, size in near.items()}
    return Side(within, best, at_best / 1e6, dollars / 1e10, many / 1e6)
