"""What closing at every other moment would have brought: the curve under the replay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from gametape.analyze.course import Int64s
from gametape.analyze.evidence import Curve
from gametape.analyze.pricing.doubts import FINE
from gametape.analyze.pricing.lines import Traded
from gametape.analyze.pricing.series import Pieces, Series, series
from gametape.analyze.whatif.contract import Scene, Subject
from gametape.analyze.whatif.legs import seconds

BEFORE_S = 300
AFTER_S = 600
POINTS = 720
"""Most points of a curve; of several in one of its steps the last is kept."""


class Hindsight(NamedTuple):
    """The best there was, knowing what came: micro-dollars, when. Never part of a total."""

    order: str
    best: int
    at_us: int


class Path(NamedTuple):
    """A curve of net profit and its hindsight, None where nothing could be priced."""

    curve: Curve
    hindsight: Hindsight | None


def bid_paths(scene: Scene) -> list[Path]:
    """For every order that closed something: net profit of those legs, had it been sent otherwise.

    From five minutes before (not before they were open) to ten minutes after, after every
    message; net of the fees of both sides. Values are None where the book is not believed or did
    not hold enough.
    """
    by_order: dict[str, list[Subject]] = defaultdict(list)
    for one in scene.legs:
        if one.traded is not None and one.leg.cause == "trade":
            by_order[one.leg.closed_by].append(one)
    by_line: dict[Traded, list[list[Subject]]] = defaultdict(list)
    for legs in by_order.values():
        if (traded := legs[0].traded) is not None:
            by_line[traded].append(legs)
    found: dict[str, Path] = {}
    for traded, groups in by_line.items():
        prices = series(traded.ladder, _pieces(traded, groups))
        for number, legs in enumerate(groups):
            found[legs[0].leg.closed_by] = _path(traded, legs, prices, prices.of(number))
    return [found[order] for order in by_order]


def _pieces(traded: Traded, groups: Sequence[Sequence[Subject]]) -> Pieces:
    rows = []
    for legs in groups:
        left_us = legs[0].leg.closed_us
        open_us = max(one.leg.opened_us for one in legs)
        last_us = min(left_us + seconds(AFTER_S), traded.course.last_us, traded.ending[0])
        begin = max(left_us - seconds(BEFORE_S), open_us, traded.course.first_us)
        size = sum(one.leg.size for one in legs)
        rows.append((begin, max(last_us, begin + 1), -legs[0].leg.direction, size))
    table = np.array(rows, np.int64).reshape(-1, 4)
    return Pieces(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def _path(traded: Traded, legs: Sequence[Subject], prices: Series, part: slice) -> Path:
    times, paid = prices.times[part], prices.walks.paid[part]
    size = sum(one.leg.size for one in legs)
    known = (prices.walks.filled[part] == size) & (traded.doubts.of(times, times) == FINE)
    actual = sum(one.leg.net for one in legs)
    order, left_us = legs[0].leg.closed_by, legs[0].leg.closed_us
    worth = _Worth(traded, legs)
    best = None
    if known.any():
        at = int(np.flatnonzero(known)[worth.roughly(times[known], paid[known]).argmax()])
        best = Hindsight(order, worth.net(int(times[at]), int(paid[at])), int(times[at]))
    kept = _thinned(times)
    values = tuple(
        worth.net(int(times[row]), int(paid[row])) if known[row] else None for row in kept
    )
    moments = tuple(times[kept].tolist())
    return Path(
        Curve(order=order, actual_us=left_us, actual=actual, times=moments, values=values), best
    )


class _Worth:
    """Net profit of some legs, closed together for so many cells times micro-shares."""

    def __init__(self, traded: Traded, legs: Sequence[Subject]) -> None:
        self._traded = traded
        self._sign = legs[0].leg.direction
        self._size = sum(one.leg.size for one in legs)
        cost = sum((Fraction(one.leg.open_price) * one.leg.size for one in legs), Fraction(0))
        self._spent = self._sign * cost + sum((one.opening_fee for one in legs), Fraction(0))
        self._known: dict[tuple[int, int], int] = {}

    def net(self, at_us: int, paid: int) -> int:
        """Micro-dollars."""
        schedule, _ = self._traded.fees(at_us)
        key = (paid, id(schedule))
        if key not in self._known:
            fee = self._traded.fee(at_us, self._size, paid)
            self._known[key] = round(self._sign * Fraction(paid, 10_000) - fee - self._spent)
        return self._known[key]

    def roughly(self, times: Int64s, paid: Int64s) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Cents a share net of the fee, to find the best by."""
        cents = paid / self._size / 100.0
        net: np.ndarray[tuple[int], np.dtype[np.float64]] = (
            self._sign * cents - self._traded.fee_cents(times, cents)
        )
        return net


def _thinned(times: Int64s) -> Int64s:
    """Rows to keep: the first, and the last of each step."""
    if len(times) <= POINTS:
        return np.arange(len(times), dtype=np.int64)
    steps = (times - times[0]) * POINTS // (times[-1] - times[0] + 1)
    last = np.flatnonzero(np.append(steps[1:] != steps[:-1], True))
    return last.astype(np.int64)
