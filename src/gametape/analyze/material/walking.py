"""Takers in a book that rows move: what each gets, at many moments or after every message.

The kernel has compiled twins of the plain functions, which are used where there are any.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gametape.kernel.choice import KERNEL
from gametape.model.grid import NONE

Int64s = NDArray[np.int64]
Sizes = NDArray[np.int32] | NDArray[np.int64]

ANY = -2
"""No limit."""


class Moving(NamedTuple):
    """A book behind the first `at` of some rows; walking moves it on.

    Bids by key, then asks, then one place for rows that are no levels; where `owned` a second such
    book follows, of one's own orders, which are not there to take. `slots` are places in it. A key
    counts `stride` cells, a size `unit` micro-shares.
    """

    book: Sizes
    slots: NDArray[np.uint16]
    sizes: Sizes
    at: int
    levels: int
    stride: int
    unit: int
    owned: bool


class Takers(NamedTuple):
    """Columns of takers, in order of `rows`, how many rows were stored before each.

    Above 0 in `sides` buys. `best` is the cell to begin at, -1 for an empty side, `limits` the
    worst cell that is taken or ANY. The last three are filled in: micro-shares, cells times
    micro-shares, the last cell or -1.
    """

    rows: Int64s
    sides: Int64s
    wanted: Int64s
    best: Int64s
    limits: Int64s
    filled: Int64s
    paid: Int64s
    worst: Int64s


class Steps(NamedTuple):
    """Room for walks after every message: rows stored by then, and as in `Takers`."""

    rows: Int64s
    filled: Int64s
    paid: Int64s
    worst: Int64s


class Order(NamedTuple):
    """One taker: whether it buys, micro-shares, the best cell of that side (-1: empty)."""

    buys: bool
    wanted: int
    best: int


def walk_rows_plainly(moving: Moving, takers: Takers, reach: int) -> None:
    """Fill in what each taker gets.

    With `reach` from 0 on only levels so many cells from the first that gives something count.
    Raises ValueError for rows that fall.
    """
    at = moving.at
    columns = zip(*(column.tolist() for column in takers[:5]), strict=True)
    for number, (row, side, wanted, best, limit) in enumerate(columns):
        if not at <= row <= len(moving.slots):
            raise ValueError("rows must be asked for in their order")
        moving.book[moving.slots[at:row]] = moving.sizes[at:row]
        at = row
        got = _walk(moving, Order(side > 0, wanted, best), limit, reach)
        takers.filled[number], takers.paid[number], takers.worst[number] = got


def walk_held_plainly(moving: Moving, until: int, times: Int64s, order: Order, steps: Steps) -> int:
    """Walk before and after every message up to row `until`; gives how many walks differed.

    Rows of one of the `times` are one message. `steps` holds the walks that were not as the one
    before. Raises ValueError where there is no room for one more.
    """
    book, slots, levels = moving.book, moving.slots, moving.levels
    if not moving.at <= until <= len(slots):
        raise ValueError("rows must be asked for in their order")
    first = levels if order.buys else 0
    got, count = _walk(moving, order, ANY, -1), 0
    row, best = moving.at, order.best
    before: tuple[int, int] | None = None
    while True:
        if got[:2] != before:
            if count == len(steps.rows):
                raise ValueError("rows must be asked for in their order")
            steps.rows[count] = row
            steps.filled[count], steps.paid[count], steps.worst[count] = got
            before, count = got[:2], count + 1
        if row == until:
            return count
        end = min(int(times.searchsorted(times[row], "right")), until)
        book[slots[row:end]] = moving.sizes[row:end]
        touched = False
        for slot in slots[row:end].tolist():
            own = moving.owned and slot > 2 * levels
            key = slot - first - (2 * levels + 1 if own else 0)
            if not 0 <= key < levels:
                continue
            cell = key * moving.stride
            ahead = best < 0 or (cell < best if order.buys else cell > best)
            if not own and ahead and book[slot]:
                best = cell
            near = cell <= got[2] if order.buys else cell >= got[2]
            touched |= got[0] < order.wanted or near
        row = end
        if touched:
            got = _walk(moving, order._replace(best=best), ANY, -1)


def _walk(moving: Moving, order: Order, limit: int, reach: int) -> tuple[int, int, int]:
    step = 1 if order.buys else -1
    first = moving.levels if order.buys else 0
    side = moving.book[first : first + moving.levels]
    left, paid, worst = order.wanted, 0, NONE
    best = order.best // moving.stride
    if order.best < 0 or best >= moving.levels:
        return 0, 0, NONE
    keys = np.flatnonzero(side[best:] if order.buys else side[best::-1]) * step + best
    for key in keys.tolist():
        cell = key * moving.stride
        if left <= 0 or (limit != ANY and (cell - limit) * step > 0):
            break
        size = int(side[key]) * moving.unit
        if moving.owned:
            size -= int(moving.book[2 * moving.levels + 1 + first + key])
        taken = min(left, max(size, 0))
        if taken:
            if worst == NONE and reach >= 0:
                limit = cell + step * reach
            left, paid, worst = left - taken, paid + taken * cell, cell
    return max(order.wanted, 0) - max(left, 0), paid, worst


walk_rows = getattr(KERNEL, "walk_rows", walk_rows_plainly)
"""`walk_rows_plainly` or its compiled twin."""

walk_held = getattr(KERNEL, "walk_held", walk_held_plainly)
"""`walk_held_plainly` or its compiled twin."""
