"""Folds of level rows, plainly: the twin of kernel/src/fold.c.

A book is two arrays of sizes by cell, bids and asks; rows are columns of equal length: `kind` (0
a bid level, 1 an ask level, anything else moves nothing), `cell`, and `size`, the level's new
total, 0 where it goes. Sizes are micro-shares. The arrays are moved on in place, so that the next
rows can follow. Any buffer of 64-bit sizes, 32-bit cells and 8-bit kinds will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

NEAR = 5
"""Levels of a side whose sizes are summed to its depth."""

Column = Any
"""A buffer of integers: an array, a NumPy array, a memoryview."""

Call = Callable[[int, int, int], object]
"""Hears of a row: its number, the best bid and the best ask after it (-1 for an empty side)."""


class _Side:
    """Sizes of one side, which cells have any, the best of them, and the sum of the first five."""

    def __init__(self, sizes: Column, ask: bool) -> None:
        self.sizes = memoryview(sizes)
        self.mask = bytearray(1 if size else 0 for size in self.sizes)
        self.ask = ask
        self.best = -1
        self.depth = 0
        self._look()

    def set(self, cell: int, size: int) -> None:
        self.sizes[cell] = size
        self.mask[cell] = 1 if size else 0
        self._look()

    def _look(self) -> None:
        mask, sizes = self.mask, self.sizes
        find = self._next
        cell = self.best = find(-1 if self.ask else len(mask))
        depth = 0
        for _ in range(NEAR):
            if cell < 0:
                break
            depth += sizes[cell]
            cell = find(cell)
        # Sums wrap as 64-bit numbers do.
        self.depth = (depth + 2**63) % 2**64 - 2**63

    def _next(self, cell: int) -> int:
        return self.mask.find(1, cell + 1) if self.ask else self.mask.rfind(1, 0, max(cell, 0))


def _folded(
    bids: Column, asks: Column, kind: Column, cell: Column, size: Column
) -> Iterator[tuple[_Side, _Side]]:
    kinds, cells, sizes = memoryview(kind), memoryview(cell), memoryview(size)
    if len(kinds) != len(cells) or len(kinds) != len(sizes) or len(bids) != len(asks):
        raise ValueError("sides and columns must be equally long")
    sides = _Side(bids, ask=False), _Side(asks, ask=True)
    for row, one in enumerate(kinds):
        if one < 2:
            where = cells[row]
            if not 0 <= where < len(sides[0].mask):
                raise IndexError(f"row {row}: its cell is not in the book")
            sides[one].set(where, sizes[row])
        yield sides


def fold_rows(bids: Column, asks: Column, kind: Column, cell: Column, size: Column) -> None:
    """Move the book by all rows; of several of one level the last counts.

    Raises ValueError for columns that do not fit together, IndexError for a cell that is not in
    the book: then the rows before it have been moved by.
    """
    for _ in _folded(bids, asks, kind, cell, size):
        pass


def fold_features(
    bids: Column,
    asks: Column,
    kind: Column,
    cell: Column,
    size: Column,
    best_bid: Column,
    best_ask: Column,
    depth_bid: Column,
    depth_ask: Column,
) -> None:
    """Move the book by all rows; after each, best cells (-1: none) and the depth of five levels.

    `best_*` are 32-bit, `depth_*` 64-bit buffers with a place for every row. Raises as `fold_rows`.
    """
    outputs = tuple(memoryview(one) for one in (best_bid, best_ask, depth_bid, depth_ask))
    if any(len(one) != len(memoryview(kind)) for one in outputs):
        raise ValueError("best_bid, best_ask, depth_bid, depth_ask must have a place for every row")
    for row, (buying, selling) in enumerate(_folded(bids, asks, kind, cell, size)):
        told = (buying.best, selling.best, buying.depth, selling.depth)
        for output, value in zip(outputs, told, strict=True):
            output[row] = value


def fold_each(
    bids: Column, asks: Column, kind: Column, cell: Column, size: Column, call: Call
) -> None:
    """Move the book row by row, and tell of each; what the call raises ends it. See `fold_rows`."""
    for row, (buying, selling) in enumerate(_folded(bids, asks, kind, cell, size)):
        call(row, buying.best, selling.best)
