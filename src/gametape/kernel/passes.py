"""Passes over the rows of a track: best prices and depth after every row, and a call at each.

A row is a slot and a size: bids are slots 0 to levels - 1, asks levels to 2 * levels - 1, by rising
price; slot 2 * levels is no level (a trade) and changes nothing. Sizes are absolute, 0 removes.
Which twin runs is decided by `choice`; an extension older than these functions has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gametape.kernel.choice import KERNEL

DEPTH = 5
"""Levels of a side whose sizes make its depth."""

NONE = -1
"""Where a side has no level."""


class _Half:
    """One side by rank: a higher rank is a better price."""

    __slots__ = ("best", "depth", "last", "mask", "sizes")

    def __init__(self, levels: int) -> None:
        self.sizes = [0] * levels
        self.mask = bytearray(levels)
        self.best = NONE
        self.last = 0
        self.depth = 0

    def store(self, rank: int, size: int) -> None:
        before = self.sizes[rank]
        self.sizes[rank] = size
        if (size == 0) == (before == 0):
            if rank >= self.last:
                self.depth = _wrapped(self.depth + size - before)
            return
        self.mask[rank] = 1 if size else 0
        if rank >= self.best:
            self.best = self.mask.rfind(1)
        if rank >= self.last:
            self._count()

    def _count(self) -> None:
        rank, depth, found = self.best, 0, 0
        while rank >= 0:
            depth += self.sizes[rank]
            found += 1
            if found == DEPTH:
                break
            rank = self.mask.rfind(1, 0, rank)
        self.last = max(rank, 0)
        self.depth = _wrapped(depth)


def plain_tops(slots: Any, sizes: Any, levels: int) -> Iterator[tuple[int, int, int, int]]:
    """Best bid, best ask, depth of both after every row; the plain twin of both passes.

    Raises ValueError for slots that are not in the book and for columns of unequal length.
    """
    slots, sizes = _checked(slots, sizes, levels)
    bids, asks = _Half(levels), _Half(levels)
    top = levels - 1
    for slot, size in zip(slots, sizes, strict=True):
        if slot < levels:
            bids.store(slot, size)
        elif slot < 2 * levels:
            asks.store(2 * levels - 1 - slot, size)
        ask = NONE if asks.best == NONE else top - asks.best
        yield bids.best, ask, bids.depth, asks.depth


def plain_features(
    slots: Any, sizes: Any, levels: int, bid: Any, ask: Any, bid_depth: Any, ask_depth: Any
) -> None:
    """The plain twin of `features`."""
    if len({len(column) for column in (slots, bid, ask, bid_depth, ask_depth)}) > 1:
        raise ValueError("the columns are not as long as there are rows")
    for row, told in enumerate(plain_tops(slots, sizes, levels)):
        bid[row], ask[row], bid_depth[row], ask_depth[row] = told


def plain_each_top(
    slots: Any, sizes: Any, levels: int, callback: Callable[[int, int], Any]
) -> None:
    """The plain twin of `each_top`."""
    for bid, ask, _, _ in plain_tops(slots, sizes, levels):
        callback(bid, ask)


def _checked(slots: Any, sizes: Any, levels: int) -> tuple[list[int], list[int]]:
    if not 1 <= levels <= 1 << 20:
        raise ValueError("levels: 1 to 2**20 are wanted")
    whole = memoryview(slots).tolist(), memoryview(sizes).tolist()
    if len(whole[0]) != len(whole[1]):
        raise ValueError("slots and sizes differ in length")
    if whole[0] and not 0 <= min(whole[0]) <= max(whole[0]) <= 2 * levels:
        raise ValueError("a slot is not in the book")
    return whole


def _wrapped(number: int) -> int:
    """As 64 bits hold it."""
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)


features: Callable[..., None] = getattr(KERNEL, "features", plain_features)
"""features(slots, sizes, levels, bid, ask, bid_depth, ask_depth): fills the last four columns.

`slots` and `sizes` are buffers of 8-byte integers; `bid` and `ask` take keys as 4-byte integers
(-1: none), the depths 8-byte sums of the best five levels. Raises ValueError as `plain_tops`.
"""

each_top: Callable[..., None] = getattr(KERNEL, "each_top", plain_each_top)
"""each_top(slots, sizes, levels, callback): calls callback(best bid, best ask) after every row.

What the callback raises ends the pass and comes through.
"""
