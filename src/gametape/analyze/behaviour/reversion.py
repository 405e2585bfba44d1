"""What came after market signals: whether the price came back, beside what chance does.

That a fast move was half taken back proves nothing: a price without drift does so most of the time
(methods 3.3). So each rate stands beside that of random moments of the same game and beside the
driftless formula, and the signed drift of the mid is what signals are to be ranked by.
"""

from __future__ import annotations

import hashlib
from math import sqrt

import msgspec
import numpy as np
from scipy.stats import norm

from gametape.analyze.context.prices import doubtful
from gametape.analyze.context.surroundings import Context
from gametape.model.times import SECOND
from gametape.signals.signal import Kind, Signal

WITHIN_US = 120 * SECOND
_DRIFTS = (60, 120)


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


def touched(context: Context, at_us: int, move: float) -> bool | None:
    """Whether half of a move was taken back after a moment, as if it had ended there."""
    found = _touch(context, at_us, -1 if move > 0 else 1, abs(move) / 2)
    return None if found is None else found[0] is not None


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


def moments(context: Context, of: str, count: int) -> list[int]:
    """Random moments of the game, the same ones each time for equal words `of`; in order."""
    prices = context.prices
    fine = prices.in_play & ~np.isnan(prices.threshold) & ~np.isnan(prices.mid)
    fine &= ~doubtful(context.course, prices.times, 0)
    known = prices.times[fine]
    if not len(known) or not count:
        return []
    digest = hashlib.sha256(f"{context.course.line.asset}\x00{of}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "little"))
    return sorted(known[rng.integers(0, len(known), count)].tolist())


def _known(value: float) -> float | None:
    return value if value == value else None
