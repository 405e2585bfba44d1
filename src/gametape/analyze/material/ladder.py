"""Every level of a line's book through time: what a taker got at any of many moments, at once.

A level's sizes are looked up by one binary search in (level, time); so thousands of walks through
thousands of books cost a few passes over arrays, where a book at a time would be built anew.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.material.course import Course, Int32s, Int64s
from gametape.model.grid import NONE

SIDE = 10_001
"""Levels of a side: a slot is a bid's cell, or an ask's cell and this."""

_SPAN = 44
"""Bits of time below a slot: microseconds of some 200 days."""

NO_LIMIT = -2

_AT_THE_TOUCH = -(1 << 20)
"""So far from the touch is a change that left its side empty: looked at in any case."""


class Changes(NamedTuple):
    """Every change of a book in order of time: when, side (0 bid, 1 ask), cell, its new size.

    The first rows hold the book as it was before the first change.
    """

    times: Int64s
    sides: NDArray[np.uint8]
    cells: Int32s
    sizes: Int64s


class Changing(Protocol):
    """Books that can tell all their changes."""

    def changes(self) -> Changes:
        """Of the line's asset, in order of time."""
        ...


class Walks(NamedTuple):
    """What takers got: micro-shares, cells times micro-shares, the last cell each reached."""

    filled: Int64s
    paid: Int64s
    worst: Int64s

    def cents(self, wanted: Int64s) -> NDArray[np.float64]:
        """Average price, cents a share; not a number where less than `wanted` was filled."""
        full = (self.filled >= wanted) & (self.filled > 0)
        return np.where(full, self.paid / np.maximum(self.filled, 1) / 100.0, np.nan)


class Ladder:
    """All levels of a line's book through time. `own` are changes of one's own resting sizes."""

    def __init__(self, course: Course, own: Changes | None = None) -> None:
        self.course = course
        self.changes = changes_of(course)
        self.own = own if own is not None and len(own.times) else None
        self._base = int(min(course.first_us, self.changes.times[:1].min(initial=course.first_us)))
        self._levels = _Levels(self.changes, self._base)
        self._own = None if self.own is None else _Levels(self.own, self._base)
        slots = np.flatnonzero(np.bincount(_slots(self.changes), minlength=2 * SIDE))
        self._cells = (slots % SIDE).astype(np.int32)
        self._slots = slots.astype(np.int64)
        self._first_ask = int(slots.searchsorted(SIDE))

    def sizes(self, asks: NDArray[np.bool_], cells: Int32s, at_us: Int64s) -> Int64s:
        """Sizes at levels at moments, one's own left out."""
        return self._sizes(np.where(asks, SIDE, 0) + cells.astype(np.int64), at_us)

    @cached_property
    def _near(self) -> tuple[tuple[Int64s, Int64s], tuple[Int64s, Int64s]]:
        """By side: when its levels changed, and how far from the touch that was left, in cells."""
        course, changes = self.course, self.changes
        moments = np.flatnonzero(_fresh(changes.times))
        lasting = np.diff(np.append(moments, len(changes.times)))
        rows = np.repeat(course.rows(changes.times[moments]), lasting)
        sides = []
        for side, best, sign in ((0, course.bid, -1), (1, course.ask, 1)):
            mine = np.flatnonzero(changes.sides == side)
            touch = np.where(rows[mine] >= 0, best[rows[mine]], -1).astype(np.int64)
            away = (changes.cells[mine] - touch) * sign
            sides.append((changes.times[mine], np.where(touch < 0, _AT_THE_TOUCH, away)))
        return sides[0], sides[1]

    def changed(self, direction: int, reach: int) -> Int64s:
        """When a level within `reach` cells of the touch changed on the side that is taken."""
        times, away = self._near[1 if direction > 0 else 0]
        times = times[away <= reach]
        if self.own is not None:
            times = np.concatenate([times, self.own.times])
            times.sort(kind="stable")
        return times[_fresh(times)]

    def level(self, side: int, cell: int, from_us: int, to_us: int) -> tuple[Int64s, Int64s]:
        """When one level changed within (from, to], and to what."""
        return self._levels.between(side * SIDE + cell, from_us, to_us)

    def walks(
        self, at_us: Int64s, directions: Int64s, sizes: Int64s, limits: Int64s | None = None
    ) -> Walks:
        """`Course.walk` of many takers: +1 buys from the asks, -1 sells to the bids.

        `limits` are the worst cells that each accepts; NO_LIMIT for any.
        """
        rows = self.course.rows(at_us)
        best = np.where(directions > 0, self.course.ask[rows], self.course.bid[rows])
        best = np.where(rows >= 0, best, NONE).astype(np.int64)
        filled, paid = np.zeros(len(at_us), np.int64), np.zeros(len(at_us), np.int64)
        worst = np.full(len(at_us), NONE, np.int64)
        at = np.flatnonzero((best >= 0) & (sizes > 0))
        place = self._slots.searchsorted(best[at] + np.where(directions[at] > 0, SIDE, 0))
        step, left = directions[at], sizes[at]
        bound = None if limits is None else limits[at]
        while len(at):
            inside = (place >= np.where(step > 0, self._first_ask, 0)) & (
                place < np.where(step > 0, len(self._slots), self._first_ask)
            )
            if bound is not None:
                cell = self._cells[np.where(inside, place, 0)]
                inside &= (bound == NO_LIMIT) | ((cell - bound) * step <= 0)
            going = inside & (left > 0)
            if not going.all():
                at, place, step, left = at[going], place[going], step[going], left[going]
                bound = None if bound is None else bound[going]
                if not len(at):
                    break
            taken = np.minimum(left, self._sizes(self._slots[place], at_us[at]))
            cell = self._cells[place]
            filled[at] += taken
            paid[at] += taken * cell
            worst[at] = np.where(taken > 0, cell, worst[at])
            left = left - taken
            place = place + step
        return Walks(filled, paid, worst)

    def _sizes(self, slots: Int64s, at_us: Int64s) -> Int64s:
        resting = self._levels.at(slots, at_us)
        if self._own is None:
            return resting
        others: Int64s = np.maximum(resting - self._own.at(slots, at_us), 0)
        return others


class _Levels:
    """Sizes by (slot, time), sorted, so that one search finds the size at a moment."""

    def __init__(self, changes: Changes, base: int) -> None:
        slots = _slots(changes)
        order = np.argsort(slots, kind="stable")
        self._base = base
        self._keys = (slots[order].astype(np.int64) << _SPAN) + (changes.times[order] - base)
        self._sizes = changes.sizes[order]

    def at(self, slots: Int64s, at_us: Int64s) -> Int64s:
        low = slots << _SPAN
        found = self._keys.searchsorted(low + (at_us - self._base), "right") - 1
        known = found >= 0
        known &= self._keys[found] >= low
        resting: Int64s = np.where(known, self._sizes[found], 0)
        return resting

    def between(self, slot: int, from_us: int, to_us: int) -> tuple[Int64s, Int64s]:
        low = slot << _SPAN
        asked = np.array([from_us, to_us], np.int64) - self._base + low
        begin, end = self._keys.searchsorted(asked, "right").tolist()
        return self._keys[begin:end] - low + self._base, self._sizes[begin:end]


def _fresh(times: Int64s) -> NDArray[np.bool_]:
    """Which of sorted times are not the same as the one before."""
    fresh = np.ones(len(times), np.bool_)
    fresh[1:] = times[1:] != times[:-1]
    return fresh


def _slots(changes: Changes) -> NDArray[np.uint16]:
    """Slots of 16 bits: NumPy sorts those in one pass."""
    return (changes.sides.astype(np.uint16) * np.uint16(SIDE)) + changes.cells.astype(np.uint16)


def changes_of(course: Course) -> Changes:
    """All changes of a course's books: as they tell them, or else book by book."""
    if hasattr(course.books, "changes"):
        return cast(Changing, course.books).changes()
    rows: list[tuple[int, int, int, int]] = []
    before: dict[tuple[int, int], int] = {}
    for at_us in course.times.tolist():
        book = {
            (side, cell): size
            for side, levels in enumerate(course.books.levels(at_us))
            for cell, size in levels
        }
        changed = {key: size for key, size in book.items() if before.get(key) != size}
        changed |= dict.fromkeys(before.keys() - book.keys(), 0)
        rows += [(at_us, side, cell, size) for (side, cell), size in sorted(changed.items())]
        before = book
    columns = np.array(rows, np.int64).reshape(-1, 4)
    return Changes(
        columns[:, 0],
        columns[:, 1].astype(np.uint8),
        columns[:, 2].astype(np.int32),
        columns[:, 3],
    )
