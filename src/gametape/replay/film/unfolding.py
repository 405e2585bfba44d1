"""The rows of a block: planes to times, places in a dense book, and sizes, in one pass.

The kernel has a compiled twin of `unfold_plainly`, which is used where there is one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gametape.kernel.choice import KERNEL
from gametape.replay.film.layout import TRADE_BUY, TRADE_UNKNOWN
from gametape.replay.film.planes import Ints, from_planes
from gametape.replay.film.rows import Int64s

LEVEL, GONE, TRADE, UNKNOWN_TRADE = range(4)
"""How a row's kind is stored: a level's new size, none, a trade, one whose taker nobody told."""

Slots = NDArray[np.uint16]
Sizes = NDArray[np.int32] | NDArray[np.int64]

Where = tuple[int, int]
"""Where planes begin, and how many there are."""

_FAR = 1 << 62


class Counts(NamedTuple):
    """Rows, and sizes: a level that is gone has none."""

    rows: int
    sizes: int


class Units(NamedTuple):
    """What stored numbers mean, and where places go.

    A stored size counts `size_unit` of whatever the room's sizes count, and is `most_size` at most.
    Keys count from `bid_key` down or from `ask_key` up, within `levels` at the block's stride. The
    book has `wide` levels a side, `finer` of them for one of the block's.
    """

    first_us: int
    time_unit: int
    size_unit: int
    most_size: int
    bid_key: int
    ask_key: int
    levels: int
    wide: int
    finer: int


class Room(NamedTuple):
    """Arrays with room for all rows.

    Time, place in the book, size; and for trades apart their rows, kinds (of `layout`) and keys.
    Trades have the place behind all levels.
    """

    times: Int64s
    slots: Slots
    sizes: Sizes
    trades: Int64s
    kinds: NDArray[np.uint8]
    keys: NDArray[np.int32]

    @classmethod
    def of(cls, rows: int) -> Room:
        """Fresh room for so many rows."""
        return cls(
            np.empty(rows, np.int64), np.empty(rows, np.uint16), np.empty(rows, np.int64),
            np.empty(rows, np.int64), np.empty(rows, np.uint8), np.empty(rows, np.int32),
        )  # fmt: skip


def unfold_plainly(
    data: bytes,
    counts: Counts,
    dt: Where,
    kind: Where,
    place: Where,
    size: Where,
    units: Units,
    room: Room,
) -> int:
    """Fill `room` with the rows in `data`; gives how many of them are trades.

    Raises ValueError for rows that no writer writes.
    """
    rows, sized = counts
    _add_up(_ints(data, dt, rows), units, room.times[:rows])
    packed = _ints(data, kind, (rows + 3) // 4)
    codes = (packed[:, None] >> np.array([0, 2, 4, 6], np.uint8) & 3).ravel()[:rows]
    places = _ints(data, place, rows).astype(np.int64)
    sides, away = places & 1, places >> 1
    keys = np.where(sides, units.ask_key + away, units.bid_key - away)
    if rows and not 0 <= keys.min() <= keys.max() < units.levels:
        raise ValueError("a price off the grid")
    stated, values = codes != GONE, _ints(data, size, sized)
    if np.count_nonzero(stated) != sized:
        raise ValueError("rows and sizes differ in number")
    if int(values.max(initial=0)) > units.most_size:
        raise ValueError("a size beyond all bounds")
    room.sizes[:rows] = 0
    room.sizes[:rows][stated] = values.astype(room.sizes.dtype) * units.size_unit
    room.slots[:rows] = np.where(
        codes < TRADE, keys * units.finer + sides * units.wide, 2 * units.wide
    )
    trades = np.flatnonzero(codes >= TRADE)
    unknown = codes[trades] == UNKNOWN_TRADE
    if (unknown & (sides[trades] == 0)).any():
        raise ValueError("a trade of a kind that does not exist")
    room.trades[: len(trades)] = trades
    room.kinds[: len(trades)] = np.where(unknown, TRADE_UNKNOWN, TRADE_BUY + 1 - sides[trades])
    room.keys[: len(trades)] = keys[trades]
    return len(trades)


def _ints(data: bytes, where: Where, count: int) -> Ints:
    at, width = where
    return from_planes(data[at : at + width * count], width, count)


def _add_up(steps: Ints, units: Units, out: Int64s) -> None:
    if not len(steps):
        return
    top = int(steps.max())
    if steps[0] or top * units.time_unit >= _FAR // len(steps):
        raise ValueError("times beyond all bounds")
    np.cumsum(steps, dtype=np.int64, out=out)
    out *= units.time_unit
    out += units.first_us


def store_plainly(book: Sizes, slots: Slots, sizes: Sizes) -> None:
    """Store sizes at their places; where a place occurs several times, the last one counts.

    Raises an exception where a place is not in the book.
    """
    # Of repeated places the last one counts (performance.md 6.2; a test holds it).
    book[slots] = sizes


unfold = getattr(KERNEL, "unfold_rows", unfold_plainly)
"""`unfold_plainly` or its compiled twin."""

store = getattr(KERNEL, "store_rows", store_plainly)
"""`store_plainly` or its compiled twin."""
