"""Every level of a line's book through time: what takers got at any of many moments, in one pass.

Moments are put in order, and the book is moved from one to the next by the rows in between; a copy
of it is kept now and then, so that a single moment is not far from one.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.material.course import BooksUntil, Course, Int32s, Int64s
from gametape.analyze.material.walking import (
    ANY,
    Moving,
    Order,
    Sizes,
    Steps,
    Takers,
    walk_held,
    walk_rows,
)
from gametape.model.grid import NONE
from gametape.replay.film.unfolding import store

SIDE = 10_001
"""Levels of a side on the uniform grid."""

NO_LIMIT = ANY

_APART = 1 << 16
"""Rows between two copies of the book."""


class Changes(NamedTuple):
    """Every change of a book in order of time: when, side (0 bid, 1 ask), cell, its new size."""

    times: Int64s
    sides: NDArray[np.uint8]
    cells: Int32s
    sizes: Int64s


class Rows(NamedTuple):
    """Rows that move a book, in order of time: see `walking.Moving` for places and units.

    `book` is as it stood before the first of them. `turned`: the line's asset is the opposite of
    the one the rows are of, its bids are their asks, and its cells count from the top down.
    """

    times: Int64s
    slots: NDArray[np.uint16]
    sizes: Sizes
    book: Sizes
    levels: int
    stride: int
    unit: int
    turned: bool


class TellsRows(Protocol):
    """Books that can tell all their changes."""

    def rows(self) -> Rows:
        """In order of time."""
        ...


class TellsChanges(Protocol):
    """Books that can tell what changed, level by level."""

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
        self._rows = rows_of(course)
        self._top = SIDE - 1 if self._rows.turned else None
        self._owned = own is not None and len(own.times) > 0
        if own is not None and self._owned:
            self._rows = self._joined(own)
        self._book = self._rows.book.copy()
        self._at = 0
        self._kept = [self._rows.book]

    def walks(
        self,
        at_us: Int64s,
        directions: Int64s,
        sizes: Int64s,
        limits: Int64s | None = None,
        reach: int = -1,
    ) -> Walks:
        """`Course.walk` of many takers: +1 buys from the asks, -1 sells to the bids.

        `limits` are the worst cells that each accepts, NO_LIMIT for any; with a `reach` from 0 on
        only levels so many cells from the first that gives something are taken.
        """
        order = at_us.argsort(kind="stable")
        asked, sides = at_us[order], directions[order]
        known = self.course.rows(asked)
        best = np.where(sides > 0, self.course.ask[known], self.course.bid[known])
        best = np.where(known >= 0, best, NONE).astype(np.int64)
        bound = np.full(len(order), NO_LIMIT, np.int64) if limits is None else limits[order]
        if self._top is not None:
            sides = -sides
            best = np.where(best >= 0, self._top - best, NONE)
            bound = np.where(bound == NO_LIMIT, NO_LIMIT, self._top - bound)
        rows = self._rows.times.searchsorted(asked, "right").astype(np.int64)
        out = np.empty((3, len(order)), np.int64)
        takers = Takers(rows, sides, sizes[order].astype(np.int64), best, bound, *out)
        ends = [*(np.flatnonzero(np.diff(rows) > 2 * _APART) + 1).tolist(), len(rows)]
        begin = 0
        for end in ends if len(rows) else ():
            some = Takers(*(column[begin:end] for column in takers))
            walk_rows(self._moving(int(rows[begin])), some, reach)
            self._at = int(rows[end - 1])
            begin = end
        found = np.empty_like(out)
        found[:, order] = out
        return self._of_line(*found)

    def held(
        self, from_us: Int64s, to_us: Int64s, directions: Int64s, sizes: Int64s
    ) -> tuple[Int64s, Int64s, Walks]:
        """Walks of takers at `from_us` and after every message before `to_us` that changed them.

        One taker after the other: where each begins, when each walk was first so, and the walks.
        """
        rows, buys = self._rows, directions > 0
        first = rows.times.searchsorted(from_us, "right")
        until = np.maximum(rows.times.searchsorted(to_us, "left"), first)
        known = self.course.rows(from_us)
        best = np.where(buys, self.course.ask[known], self.course.bid[known]).astype(np.int64)
        best = np.where(known >= 0, best, NONE)
        if self._top is not None:
            buys, best = ~buys, np.where(best >= 0, self._top - best, NONE)
        room = np.empty((4, int((until - first).max(initial=0)) + 1), np.int64)
        steps, parts, counts = Steps(*room), [room[:, :0]], []
        asked = (column.tolist() for column in (first, until, buys, sizes, best))
        for begin, end, buying, size, cell in zip(*asked, strict=True):
            order = Order(buying, size, cell)
            many = walk_held(self._moved(begin), end, rows.times, order, steps)
            self._at = end
            parts.append(room[:, :many].copy())
            counts.append(many)
        at, *got = np.concatenate(parts, axis=1)
        starts = np.cumsum([0, *counts], dtype=np.int64)[:-1]
        times = rows.times[at - 1] if len(at) else at
        times[starts] = from_us
        return starts, times, self._of_line(*got)

    def size(self, side: int, cell: int, at_us: int) -> int:
        """Micro-shares at a level (0 bid, 1 ask) at a moment, one's own with them."""
        slot = self._slot(side, cell)
        row = int(self._rows.times.searchsorted(at_us, "right"))
        if slot is None:
            return 0
        return int(self._moved(row).book[slot]) * self._rows.unit

    def level(self, side: int, cell: int, from_us: int, to_us: int) -> tuple[Int64s, Int64s]:
        """When one level changed within (from, to], and to what."""
        slot, rows = self._slot(side, cell), self._rows
        begin, end = rows.times.searchsorted([from_us, to_us], "right").tolist()
        at = begin + np.flatnonzero(rows.slots[begin:end] == (-1 if slot is None else slot))
        return rows.times[at], np.multiply(rows.sizes[at], rows.unit, dtype=np.int64)

    def _slot(self, side: int, cell: int) -> int | None:
        """The place of a level; None where it is between all that there ever were."""
        if self._top is not None:
            side, cell = 1 - side, self._top - cell
        key, rest = divmod(cell, self._rows.stride)
        return None if rest else side * self._rows.levels + key

    def _of_line(self, filled: Int64s, paid: Int64s, worst: Int64s) -> Walks:
        if self._top is None:
            return Walks(filled, paid, worst)
        return Walks(
            filled, self._top * filled - paid, np.where(worst >= 0, self._top - worst, NONE)
        )

    def _moving(self, row: int) -> Moving:
        """The book somewhere before a row, not far where that can be."""
        rows, at = self._rows, self._at
        if not at <= row <= at + 2 * _APART:
            number = row // _APART
            while len(self._kept) <= number:
                part = slice((len(self._kept) - 1) * _APART, len(self._kept) * _APART)
                book = self._kept[-1].copy()
                store(book, rows.slots[part], rows.sizes[part])
                self._kept.append(book)
            self._book[:] = self._kept[number]
            at = self._at = number * _APART
        return Moving(
            self._book, rows.slots, rows.sizes, at, rows.levels, rows.stride, rows.unit, self._owned
        )

    def _moved(self, row: int) -> Moving:
        """The book right before a row."""
        rows, moving = self._rows, self._moving(row)
        store(moving.book, rows.slots[moving.at : row], rows.sizes[moving.at : row])
        self._at = row
        return moving._replace(at=row)

    def _joined(self, own: Changes) -> Rows:
        """The rows with one's own among them, which write to a second book behind the first."""
        rows = self._rows
        sides, cells = own.sides.astype(np.int64), own.cells.astype(np.int64)
        if self._top is not None:
            sides, cells = 1 - sides, self._top - cells
        on = cells % rows.stride == 0
        slots = 2 * rows.levels + 1 + sides * rows.levels + cells // rows.stride
        at = rows.times.searchsorted(own.times[on], "right")
        sizes = np.multiply(rows.sizes, rows.unit, dtype=np.int64)
        book = np.multiply(rows.book, rows.unit, dtype=np.int64)
        return Rows(
            np.insert(rows.times, at, own.times[on]),
            np.insert(rows.slots, at, slots[on].astype(np.uint16)),
            np.insert(sizes, at, own.sizes[on]),
            np.concatenate([book, np.zeros_like(book)]),
            rows.levels, rows.stride, 1, rows.turned,
        )  # fmt: skip


def tells_rows(course: Course) -> bool:
    """Whether a course's books tell their rows, so that a ladder costs no look at each book."""
    books = course.books
    return hasattr(books.books if isinstance(books, BooksUntil) else books, "rows")


def rows_of(course: Course) -> Rows:
    """All rows of a course's books: as they tell them, or else book by book."""
    books = course.books
    if isinstance(books, BooksUntil) and tells_rows(course):
        rows = cast(TellsRows, books.books).rows()
        known = int(rows.times.searchsorted(books.at_us, "right"))
        times, slots, sizes = rows.times[:known], rows.slots[:known], rows.sizes[:known]
        return rows._replace(times=times, slots=slots, sizes=sizes)
    if tells_rows(course):
        return cast(TellsRows, books).rows()
    changes = changes_of(course)
    slots = changes.sides.astype(np.uint16) * np.uint16(SIDE) + changes.cells.astype(np.uint16)
    book = np.zeros(2 * SIDE + 1, np.int64)
    return Rows(changes.times, slots, changes.sizes, book, SIDE, 1, 1, False)


def changes_of(course: Course) -> Changes:
    """All changes of a course's books: as they tell them, or else found book by book."""
    if hasattr(course.books, "changes"):
        return cast(TellsChanges, course.books).changes()
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
        columns[:, 0].copy(),
        columns[:, 1].astype(np.uint8),
        columns[:, 2].astype(np.int32),
        columns[:, 3].copy(),
    )
