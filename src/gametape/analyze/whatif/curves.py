"""What closing at every other moment would have brought: the curve under the replay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.evidence import Curve
from gametape.analyze.material.course import Int64s
from gametape.analyze.pricing.doubts import FINE
from gametape.analyze.pricing.exact import nearest
from gametape.analyze.pricing.lines import Traded
from gametape.analyze.whatif.contract import Scene, Subject
from gametape.analyze.whatif.legs import seconds

BEFORE_S = 300
AFTER_S = 600
POINTS = 720
"""Most points of a curve: of a busier book the last message of each step counts."""


class Hindsight(NamedTuple):
    """The best of a curve, knowing what came: micro-dollars, when. Never part of a total."""

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
        moments = [_moments(traded, legs) for legs in groups]
        many = [len(times) for times in moments]
        sizes = [sum(one.leg.size for one in legs) for legs in groups]
        directions = [-legs[0].leg.direction for legs in groups]
        at_us = np.concatenate(moments)
        walks = traded.ladder.walks(at_us, np.repeat(directions, many), np.repeat(sizes, many))
        known = walks.filled == np.repeat(sizes, many)
        known &= traded.doubts.of(at_us, at_us) == FINE
        begin = 0
        for legs, times in zip(groups, moments, strict=True):
            part = slice(begin, begin + len(times))
            begin += len(times)
            path = _path(traded, legs, times, walks.paid[part], known[part])
            found[legs[0].leg.closed_by] = path
    return [found[order] for order in by_order]


def _moments(traded: Traded, legs: Sequence[Subject]) -> Int64s:
    """When to price: at the beginning and after every message, of many the last of each step."""
    course, left_us = traded.course, legs[0].leg.closed_us
    open_us = max(one.leg.opened_us for one in legs)
    begin = max(left_us - seconds(BEFORE_S), open_us, course.first_us)
    end = min(left_us + seconds(AFTER_S), course.last_us, traded.ending[0])
    first, behind = course.times.searchsorted([begin, end], "right").tolist()
    if behind - first > POINTS:
        steps = begin + (np.arange(POINTS, dtype=np.int64) + 1) * (end - begin) // POINTS
        rows = np.unique(course.times.searchsorted(steps, "right") - 1)
        rows = rows[rows >= first]
    else:
        rows = np.arange(first, max(behind, first))
    return np.concatenate([np.array([begin], np.int64), course.times[rows]])


def _path(
    traded: Traded, legs: Sequence[Subject], times: Int64s, paid: Int64s, known: NDArray[np.bool_]
) -> Path:
    actual = sum(one.leg.net for one in legs)
    order, left_us = legs[0].leg.closed_by, legs[0].leg.closed_us
    worth = _Worth(traded, legs)
    rows = zip(times.tolist(), paid.tolist(), known.tolist(), strict=True)
    values = tuple(worth.net(at, spent) if fine else None for at, spent, fine in rows)
    best = max((value for value in values if value is not None), default=None)
    hindsight = None
    if best is not None:
        hindsight = Hindsight(order, best, int(times[values.index(best)]))
    moments = tuple(times.tolist())
    curve = Curve(order=order, actual_us=left_us, actual=actual, times=moments, values=values)
    return Path(curve, hindsight)


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
            over, under = self._spent.as_integer_ratio()
            exact = self._sign * paid * under - (fee * under + over) * 10_000
            self._known[key] = nearest(exact, 10_000 * under)
        return self._known[key]
