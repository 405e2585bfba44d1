"""Prices at every look: moves, shocks, highs and lows, each from nothing later than the look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gametape.analyze.context.looking import (
    SLOW_S,
    Bools,
    Floats,
    Int64s,
    Sums,
    highest,
    last_where,
    looks,
    lowest,
    steps,
)
from gametape.analyze.context.sigma import sigma_of
from gametape.analyze.material.course import CELLS_PER_CENT, Course
from gametape.analyze.material.phases import Phase
from gametape.analyze.parameters import Parameters
from gametape.model.times import SECOND

BEST_S = 60.0
RANK_S = 120.0


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """Arrays over looks; cents, microseconds; NaN where the book could not be believed.

    `move` is S_30; `rise` and `fall` its greatest and least of the last 45 s; `high` and `low` the
    mid's of the last 60 s. `up_us` and `down_us` are when the last shock of each direction began
    (-1 never), `up_last_us` and `down_last_us` the last look at which it still was one. `ema` is
    the exponential average of the mid over 300 s; `sums` are of the mid less 50, `jumps` of its
    changes from one slow look to the next. `began` is when the phase began (-1 before any).
    """

    times: Int64s
    mid: Floats
    move: Floats
    sigma: Floats
    threshold: Floats
    rise: Floats
    fall: Floats
    high: Floats
    low: Floats
    up_us: Int64s
    up_last_us: Int64s
    down_us: Int64s
    down_last_us: Int64s
    ema: Floats
    sums: Sums
    jumps: Sums
    in_play: Bools
    began: Int64s


def prices_of(course: Course, phases: tuple[Phase, ...], parameters: Parameters) -> Prices:
    """All arrays of a course."""
    times = looks(course.first_us, course.last_us)
    window = steps(parameters.shock_window_s)
    mid = np.where(doubtful(course, times, 0), np.nan, course.mids(times))
    move = np.full(len(times), np.nan)
    move[window:] = mid[window:] - mid[:-window]
    move[doubtful(course, times, round(parameters.shock_window_s * SECOND))] = np.nan
    in_play, began = played(course, times, phases)
    slow = steps(SLOW_S)
    whole = in_play.copy()
    whole[window:] &= in_play[:-window]
    samples = np.where(whole, move, np.nan)[::slow]
    sigma = np.repeat(sigma_of(samples, parameters), slow)[: len(times)]
    threshold = threshold_of(ticks(course, times), sigma, parameters)
    ups, downs = move >= threshold, move <= -threshold
    return Prices(
        times=times,
        mid=mid,
        move=move,
        sigma=sigma,
        threshold=threshold,
        rise=highest(move, parameters.shock_alive_s),
        fall=lowest(move, parameters.shock_alive_s),
        high=highest(mid, BEST_S),
        low=lowest(mid, BEST_S),
        up_us=last_where(_begins(ups), times),
        up_last_us=last_where(ups, times),
        down_us=last_where(_begins(downs), times),
        down_last_us=last_where(downs, times),
        ema=_averaged(mid[::slow], slow, len(times)),
        sums=Sums(mid - 50.0),
        jumps=Sums(np.diff(mid[::slow], prepend=np.nan)),
        in_play=in_play,
        began=began,
    )


def ticks(course: Course, times: Int64s) -> Floats:
    """The tick at each time, in cents; one cent where nobody said."""
    found = np.ones(len(times))
    for from_us, cells in course.ticks:
        found[times >= from_us] = cells / CELLS_PER_CENT
    return found


def threshold_of(tick: Floats, sigma: Floats, parameters: Parameters) -> Floats:
    """From how far on a move is a shock, cents; NaN where sigma is not known yet."""
    least = np.maximum(parameters.shock_floor_c, parameters.shock_floor_ticks * tick)
    return np.asarray(np.maximum(least, parameters.shock_sigmas * sigma), dtype=np.float64)


def doubtful(course: Course, times: Int64s, back_us: int) -> Bools:
    """Times from which a window of `back_us` reaches into a bad stretch that was known by then."""
    found = np.zeros(len(times), np.bool_)
    for span in course.bad:
        low = times.searchsorted(max(span.from_us, span.told_us), "left")
        found[low : times.searchsorted(span.to_us + back_us, "right")] = True
    return found


def played(course: Course, times: Int64s, phases: tuple[Phase, ...]) -> tuple[Bools, Int64s]:
    """Whether the game was on, and when the phase began (-1 before any).

    Until a phase is told it is on from its scheduled beginning, and always where not even that is
    known: that a phase will be told later is nothing that could be known.
    """
    start_us = course.game_start_us
    begun = np.ones(len(times), np.bool_) if start_us is None else times >= start_us
    since = np.full(len(times), -1) if start_us is None else np.where(begun, start_us, -1)
    if not phases:
        return begun, since
    starts = np.array([phase.from_us for phase in phases], np.int64)
    on = np.array([phase.in_play for phase in phases])
    at = starts.searchsorted(times, "right") - 1
    return np.where(at >= 0, on[at], begun), np.where(at >= 0, starts[at], since)


def _begins(marks: Bools) -> Bools:
    return np.asarray(marks & ~np.concatenate([[False], marks[:-1]]), dtype=np.bool_)


def _averaged(samples: Floats, slow: int, count: int) -> Floats:
    """Exponential average with a span of 300 s at the slow looks, held in between."""
    weight = 2 / (300.0 / SLOW_S + 1)
    average, found = float("nan"), []
    for value in samples.tolist():
        if value == value:
            average = value if average != average else average + weight * (value - average)
        found.append(average)
    return np.repeat(np.asarray(found, np.float64), slow)[:count]
