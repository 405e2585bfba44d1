"""The order book: dense arrays of resting size over the cells of a price grid."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache

from gametape.model.grid import NONE

Level = tuple[int, int]
"""(cell, size in micro-shares)."""


class Side(StrEnum):
    """The side of an order or of a trade's taker: BUY orders rest as bids, SELL orders as asks."""

    BUY = "BUY"
    SELL = "SELL"

    @property
    def opposite(self) -> Side:
        """The other side."""
        return Side.SELL if self is Side.BUY else Side.BUY


class _Half:
    """One side of a book: sizes per cell and a byte per cell that says where there are any.

    The byte mask is what makes it fast without compiled code: the best level is one `find` or
    `rfind` over it, which is memchr in C.
    """

    __slots__ = ("mask", "sizes")

    def __init__(self, cells: int) -> None:
        self.sizes = array("q", bytes(8 * cells))
        self.mask = bytearray(cells)

    def clear(self) -> None:
        """Empty in place: who follows a book holds on to its memory."""
        self.sizes[:], self.mask[:] = _nothing(len(self.mask))


@cache
def _nothing(cells: int) -> tuple[array[int], bytes]:
    return array("q", bytes(8 * cells)), bytes(cells)


class OrderBook:
    """Resting sizes of one asset; sizes are absolute, zero removes a level.

    `cells` is the size of the price grid. All sizes are micro-shares; all prices are cells.
    """

    __slots__ = ("_asks", "_bids", "cells")

    def __init__(self, cells: int) -> None:
        self.cells = cells
        self._bids = _Half(cells)
        self._asks = _Half(cells)

    def set_level(self, side: Side, cell: int, size: int) -> None:
        """Store the new total size of a level; raises IndexError outside the grid."""
        half = self._bids if side == "BUY" else self._asks
        half.sizes[cell] = size
        half.mask[cell] = 1 if size else 0

    def replace(self, bids: Iterable[Level], asks: Iterable[Level]) -> None:
        """Forget everything and hold these levels instead (a snapshot)."""
        for half, levels in ((self._bids, bids), (self._asks, asks)):
            half.clear()
            for cell, size in levels:
                half.sizes[cell] = size
                half.mask[cell] = 1 if size else 0

    @property
    def memory(self) -> tuple[array[int], bytearray, array[int], bytearray]:
        """Sizes by cell and a byte by cell that is 1 where there are any: bids, then asks.

        It stays the same as long as the book, so that a compiled loop may move it in place.
        """
        return self._bids.sizes, self._bids.mask, self._asks.sizes, self._asks.mask

    def size_at(self, side: Side, cell: int) -> int:
        """Size resting at one price, in micro-shares."""
        return (self._bids if side == "BUY" else self._asks).sizes[cell]

    @property
    def best_bid(self) -> int:
        """Cell of the highest bid, or NONE."""
        return self._bids.mask.rfind(1)

    @property
    def best_ask(self) -> int:
        """Cell of the lowest ask, or NONE."""
        return self._asks.mask.find(1)

    @property
    def crossed(self) -> bool:
        """Whether a bid stands at or above an ask: impossible on a venue, possible on a wire."""
        ask = self.best_ask
        return ask != NONE and self.best_bid >= ask

    def bids(self) -> Iterator[Level]:
        """Levels of the bid side, best (highest) first."""
        mask, sizes = self._bids.mask, self._bids.sizes
        cell = mask.rfind(1)
        while cell != NONE:
            yield cell, sizes[cell]
            cell = mask.rfind(1, 0, cell)

    def asks(self) -> Iterator[Level]:
        """Levels of the ask side, best (lowest) first."""
        mask, sizes = self._asks.mask, self._asks.sizes
        cell = mask.find(1)
        while cell != NONE:
            yield cell, sizes[cell]
            cell = mask.find(1, cell + 1)

    def levels(self, side: Side) -> Iterator[Level]:
        """Levels of one side, best first."""
        return self.bids() if side == "BUY" else self.asks()

    def depth(self, side: Side, levels: int = 5) -> int:
        """Total size of the best `levels` price levels of a side, in micro-shares."""
        total = 0
        for rank, (_, size) in enumerate(self.levels(side)):
            if rank == levels:
                break
            total += size
        return total

    def walk(self, taker: Side, size: int) -> list[Level]:
        """Fills of a taker of `size` micro-shares: (cell, size) taken, best price first.

        The sum falls short of `size` when the book does not hold enough.
        """
        fills: list[Level] = []
        for cell, resting in self.levels(taker.opposite):
            if size <= 0:
                break
            taken = min(size, resting)
            fills.append((cell, taken))
            size -= taken
        return fills

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OrderBook):
            return NotImplemented
        return self._bids.sizes == other._bids.sizes and self._asks.sizes == other._asks.sizes

    __hash__ = None  # type: ignore[assignment]
