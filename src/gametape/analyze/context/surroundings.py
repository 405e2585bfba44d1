"""The surroundings of a moment: what could be seen of a line's market when it was decided."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from gametape.analyze.context.depth import Depth
from gametape.analyze.context.looking import SLOW_S, STEP_US, Bools, Floats, Int64s, steps
from gametape.analyze.context.prices import (
    RANK_S,
    Prices,
    played,
    prices_of,
    threshold_of,
    ticks,
)
from gametape.analyze.context.volume import LEAST_SHARES, Volume, usual
from gametape.analyze.material.course import CELLS_PER_CENT, Course
from gametape.analyze.material.owned import Own
from gametape.analyze.material.phases import Phase
from gametape.analyze.parameters import DEFAULTS, Parameters
from gametape.model.times import SECOND

_CALM = 24
"""Slow looks in the two minutes whose volatility is compared with the usual one."""


class Surroundings(NamedTuple):
    """What was around a moment; cents, microseconds, cells; not a number where it is not known.

    `move` is S_30 and `move60` S_60; `rise` and `fall` the greatest and least S_30 of the last
    45 s, both of them now and at looks before; `high` and `low` the mid's of the last minute.
    `up_us`, `down_us`: the last shock of each direction began (-1 never), and `up_last_us`,
    `down_last_us` was last seen going on. `rank` is the share of the last two minutes with a lower
    mid, ties half. `sigma120` is the volatility of the last two minutes scaled to 30 s. `doubtful`:
    a bad stretch, known by then, lies in what the windows reach back to.
    """

    at_us: int
    bid: int
    ask: int
    mid: float
    tick: float
    move: float
    move60: float
    sigma: float
    threshold: float
    rise: float
    fall: float
    high: float
    low: float
    rank: float
    up_us: int
    up_last_us: int
    down_us: int
    down_last_us: int
    sigma120: float
    z300: float
    ema: float
    volume_ratio: float
    in_play: bool
    began_us: int
    doubtful: bool

    def adverse(self, direction: int) -> float:
        """The greatest move of the last 45 s against a direction, cents; never below 0."""
        return max(0.0, -self.fall if direction > 0 else self.rise)

    def favourable(self, direction: int) -> float:
        """The greatest move of the last 45 s in a direction, cents; never below 0."""
        return max(0.0, self.rise if direction > 0 else -self.fall)

    def shock_us(self, direction: int, within_us: int) -> int | None:
        """When the last shock in a direction began, if it was still seen in that time."""
        began, last = (
            (self.up_us, self.up_last_us) if direction > 0 else (self.down_us, self.down_last_us)
        )
        return began if began >= 0 and self.at_us - last <= within_us else None

    def price(self, direction: int) -> float:
        """The price at the touch for who goes in a direction: the ask to buy, the bid to sell."""
        cell = self.ask if direction > 0 else self.bid
        return cell / CELLS_PER_CENT if cell >= 0 else float("nan")


class Seen(NamedTuple):
    """A market at many moments, as arrays: cells, cents; `before` is the mid 30 s earlier."""

    bid: Int64s
    ask: Int64s
    mid: Floats
    before: Floats
    tick: Floats
    sigma: Floats
    threshold: Floats
    volume_ratio: Floats
    in_play: Bools


class Context:
    """Everything about one course that rules look at, computed once and from nothing later.

    What it tells of a moment is the same whether the course is cut there or goes on.
    """

    def __init__(
        self,
        course: Course,
        own: Own | None = None,
        phases: tuple[Phase, ...] = (),
        parameters: Parameters = DEFAULTS,
    ) -> None:
        self.course = course
        self.own = own if own is not None else Own(course.line, (), ())
        self.phases = phases
        self.parameters = parameters

    @cached_property
    def prices(self) -> Prices:
        """Arrays over looks."""
        return prices_of(self.course, self.phases, self.parameters)

    @cached_property
    def volume(self) -> Volume:
        """Traded shares, one's own left out."""
        return Volume(self.course.trades, self.own.prints, self.parameters.shock_window_s)

    @cached_property
    def usual_volume(self) -> Floats:
        """Usual traded shares of 30 s, at slow looks."""
        times = self.prices.times[:: steps(SLOW_S)]
        return usual(self.volume.shares(times), self.fresh, self.parameters)

    @cached_property
    def fresh(self) -> Bools:
        """Slow looks at which a phase has just begun."""
        began = self.prices.began[:: steps(SLOW_S)]
        return np.asarray(np.diff(began, prepend=began[:1]) != 0, dtype=np.bool_)

    @cached_property
    def depth(self) -> Depth:
        """The book near the best prices."""
        return Depth(self.course, self.own, self.prices, self.fresh, self.parameters)

    def at(self, at_us: int) -> Surroundings:
        """The surroundings of one moment."""
        return self.sample(np.array([at_us], np.int64))[0]

    def volume_ratio(self, at_us: Int64s) -> Floats:
        """Traded shares of the last 30 s against what is usual; NaN before that is known."""
        slow = ((at_us - self.course.first_us) // round(SLOW_S * SECOND)).clip(0)
        level = self.usual_volume[np.minimum(slow, len(self.usual_volume) - 1)]
        return np.asarray(self.volume.shares(at_us) / np.maximum(level, LEAST_SHARES))

    def seen(self, at_us: Int64s) -> Seen:
        """The book, the last move and the volume at many moments, as arrays."""
        course, prices = self.course, self.prices
        rows = course.rows(at_us)
        bid, ask = (np.where(rows >= 0, side[rows], -1) for side in (course.bid, course.ask))
        known = (bid >= 0) & (ask >= 0) & ~self._doubtful(at_us, 0)
        mid = np.where(known, (bid + ask) / 200.0, np.nan)
        doubted = self._doubtful(at_us, self._window_us)
        before = np.where(doubted, np.nan, course.mids(at_us - self._window_us))
        tick, sigma = ticks(course, at_us), prices.sigma[self._look(at_us)]
        threshold = threshold_of(tick, sigma, self.parameters)
        in_play = played(course, at_us, self.phases)[0]
        ratio = self.volume_ratio(at_us)
        return Seen(bid, ask, mid, before, tick, sigma, threshold, ratio, in_play)

    def sample(self, at_us: Int64s) -> list[Surroundings]:
        """The surroundings of many moments, in their order; those before the first look too."""
        course, prices, window_us = self.course, self.prices, self._window_us
        look, seen = self._look(at_us), self.seen(at_us)
        doubtful = self._doubtful(at_us, window_us + self._alive_us)
        mid, move = seen.mid, seen.mid - seen.before
        mean, sd = prices.sums.mean_and_sd(look, steps(300.0))
        calm = prices.jumps.mean_and_sd(look // steps(SLOW_S), _CALM)[1]
        columns = (
            at_us, seen.bid, seen.ask, mid, seen.tick, move,
            np.where(doubtful, np.nan, mid - course.mids(at_us - 2 * window_us)),
            seen.sigma, seen.threshold,
            np.fmax(prices.rise[look], move), np.fmin(prices.fall[look], move),
            np.fmax(prices.high[look], mid), np.fmin(prices.low[look], mid),
            self._rank(look, mid),
            prices.up_us[look], prices.up_last_us[look],
            prices.down_us[look], prices.down_last_us[look],
            calm * np.sqrt(30.0 / SLOW_S),
            (mid - 50.0 - mean) / np.maximum(sd, seen.tick),
            prices.ema[look], seen.volume_ratio, seen.in_play, prices.began[look], doubtful,
        )  # fmt: skip
        return list(map(Surroundings._make, zip(*(one.tolist() for one in columns), strict=True)))

    def shocks(self, direction: int, from_us: int, to_us: int) -> list[int]:
        """When shocks in a direction began, within [from, to]."""
        began = self._began[0 if direction > 0 else 1]
        low, high = began.searchsorted([max(0, from_us), to_us + 1], "left").tolist()
        known: list[int] = began[low:high].tolist()
        return known

    def extent(self, from_us: int, to_us: int) -> tuple[float, float]:
        """Lowest and highest mid within [from, to], cents; not numbers where none was known."""
        seen = self.prices.mid[self._looks(from_us, to_us)]
        known = seen[~np.isnan(seen)]
        if not len(known):
            return float("nan"), float("nan")
        return float(known.min()), float(known.max())

    @cached_property
    def _began(self) -> tuple[Int64s, Int64s]:
        """When shocks up and down began."""
        return np.unique(self.prices.up_us), np.unique(self.prices.down_us)

    def _look(self, at_us: Int64s) -> Int64s:
        """The number of the last look by each time; 0 for times before the first."""
        number = (at_us - self.course.first_us) // STEP_US
        return number.clip(0, len(self.prices.times) - 1)

    def _looks(self, from_us: int, to_us: int) -> slice:
        low, high = self.prices.times.searchsorted([from_us, to_us + 1], "left").tolist()
        return slice(low, high)

    @property
    def _window_us(self) -> int:
        return round(self.parameters.shock_window_s * SECOND)

    @property
    def _alive_us(self) -> int:
        return round(self.parameters.shock_alive_s * SECOND)

    def _doubtful(self, at_us: Int64s, back_us: int) -> Bools:
        found = np.zeros(len(at_us), np.bool_)
        for span in self.course.bad:
            low = max(span.from_us, span.told_us)
            found |= (at_us >= low) & (at_us <= span.to_us + back_us)
        return found

    def _rank(self, look: Int64s, mid: Floats) -> Floats:
        """The share of looks of the last two minutes with a lower mid, ties half."""
        size = steps(RANK_S)
        before = np.concatenate([np.full(size, np.nan), self.prices.mid])
        seen = np.lib.stride_tricks.sliding_window_view(before, size)[look + 1]
        lower = (seen < mid[:, None]).sum(axis=1) + (seen == mid[:, None]).sum(axis=1) / 2
        known = (~np.isnan(seen)).sum(axis=1)
        return np.where((known > 0) & ~np.isnan(mid), lower / np.maximum(known, 1), np.nan)
