"""What came after market signals: whether the price came back, beside what chance does.

That a fast move was half taken back proves nothing: a price without drift does so most of the time
(methods 3.3). So each rate stands beside that of random moments of the same game and beside the
driftless formula, and the signed drift of the mid is what signals are to be ranked by.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from math import sqrt

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from gametape.analyze.context.prices import doubtful
from gametape.analyze.context.surroundings import Context
from gametape.model.times import SECOND
from gametape.signals.signal import Kind, Signal

WITHIN_US = 120 * SECOND
_DRIFTS = (60, 120)

Int64s = NDArray[np.int64]


class Reversion(msgspec.Struct, frozen=True):
    """What came after one signal; cents a share in the direction against the move.

    `touched`: the price at which who faded it could leave came back by half of the move within two
    minutes, `touch_s` after how long. `driftless` is the chance of that for a price that only
    diffuses as this market did. `fade_*` are drifts of the mid, `best` the best price to leave at
    (hindsight). None where the book could not be believed.
    """

    kind: Kind
    at_us: int
    strict: bool
    touched: bool | None
    touch_s: float | None
    driftless: float | None
    fade_60: float | None
    fade_120: float | None
    best: float | None


class Reverted(msgspec.Struct, frozen=True):
    """All signals of a kind in a course; `chance` is the rate of random moments for their moves."""

    kind: Kind
    n: int
    touched: float | None
    chance: float | None
    driftless: float | None
    fade_60: float | None
    fade_120: float | None
    strict_fade_120: float | None


def reversion(context: Context, signal: Signal) -> Reversion:
    """What came after a signal."""
    way = -1 if signal.move > 0 else 1
    wanted = abs(signal.move) / 2
    touch = _touch(context, signal.at_us, way, wanted)
    course = context.course
    before = course.mid(signal.at_us)
    fades = [
        way * (course.mid(signal.at_us + seconds * SECOND) - before)
        if not _doubt(context, signal.at_us, seconds * SECOND)
        else float("nan")
        for seconds in _DRIFTS
    ]
    return Reversion(
        kind=signal.kind,
        at_us=signal.at_us,
        strict=signal.strict,
        touched=None if touch is None else touch[0] is not None,
        touch_s=None if touch is None else touch[0],
        driftless=driftless(context, signal.at_us, wanted),
        fade_60=_known(fades[0]),
        fade_120=_known(fades[1]),
        best=None if touch is None else touch[1],
    )


def driftless(context: Context, at_us: int, wanted: float) -> float | None:
    """Chance that a driftless price goes so many cents in two minutes: 2 Phi(-x / (s sqrt T))."""
    sigma = context.at(at_us).sigma
    if sigma != sigma:
        return None
    spread = sigma / sqrt(context.parameters.shock_window_s) * sqrt(WITHIN_US / SECOND)
    return float(2 * norm.cdf(-wanted / spread))


def reverted(context: Context, kind: Kind, signals: Sequence[Signal], twins: int = 30) -> Reverted:
    """What came after all signals of a kind; the same moves at random moments beside it."""
    mine = [one for one in signals if one.kind == kind]
    told = [reversion(context, one) for one in mine]
    drawn = _moments(context, twins * len(mine))
    random = [
        found[0] is not None
        for number, at_us in enumerate(drawn.tolist())
        if (found := _of(context, at_us, mine[number % len(mine)])) is not None
    ]
    strict = [one.fade_120 for one in told if one.strict]
    return Reverted(
        kind=kind,
        n=len(mine),
        touched=_mean([one.touched for one in told]),
        chance=_mean(random),
        driftless=_mean([one.driftless for one in told]),
        fade_60=_mean([one.fade_60 for one in told]),
        fade_120=_mean([one.fade_120 for one in told]),
        strict_fade_120=_mean(strict),
    )


def _of(context: Context, at_us: int, signal: Signal) -> tuple[float | None, float] | None:
    return _touch(context, at_us, -1 if signal.move > 0 else 1, abs(signal.move) / 2)


def _touch(
    context: Context, at_us: int, way: int, wanted: float
) -> tuple[float | None, float] | None:
    """Seconds until the price to leave at had gone `wanted` cents, and the furthest it went."""
    if _doubt(context, at_us, WITHIN_US):
        return None
    course = context.course
    side = course.bid if way > 0 else course.ask
    first, last = course.row(at_us), course.row(at_us + WITHIN_US)
    if first < 0 or side[first] < 0:
        return None
    later = side[first + 1 : last + 1]
    gone = np.where(later >= 0, way * (later - side[first]) / 100.0, -np.inf)
    if not len(gone):
        return None, 0.0
    reached = np.flatnonzero(gone >= wanted)
    took = None
    if len(reached):
        took = (int(course.times[first + 1 + reached[0]]) - at_us) / 1e6
    return took, max(0.0, float(gone.max()))


def _doubt(context: Context, at_us: int, for_us: int) -> bool:
    return bool(context.course.bad_in(at_us, at_us + for_us)) or (
        at_us + for_us > context.course.last_us
    )


def _moments(context: Context, count: int) -> Int64s:
    """Random moments of the game, the same ones each time."""
    prices = context.prices
    fine = prices.in_play & ~np.isnan(prices.threshold) & ~np.isnan(prices.mid)
    fine &= ~doubtful(context.course, prices.times, 0)
    moments = prices.times[fine]
    if not len(moments) or not count:
        return np.zeros(0, np.int64)
    digest = hashlib.sha256(f"{context.course.line.asset}\x00{count}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "little"))
    return np.asarray(moments[rng.integers(0, len(moments), count)], dtype=np.int64)


def _mean(values: Sequence[float | bool | None]) -> float | None:
    known = [float(one) for one in values if one is not None]
    return sum(known) / len(known) if known else None


def _known(value: float) -> float | None:
    return value if value == value else None
