"""The recent past of one book: how to take its changes back, one after the other."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gametape.model.book import Level, Side
from gametape.model.times import SECOND

UNDO_US = 10 * SECOND
"""How much of a book's past is kept, in venue time, to compare with checkpoints that come late."""

UNDO_DEPTH = 16_384
"""The most changes of one book that are kept."""

_WHOLE = -1
_FIELDS = 5
_PORTION = 1024 * _FIELDS
_WHOLES = 32

Levels = tuple[tuple[Level, ...], tuple[Level, ...]]
"""Bids and asks, each best first."""


class Undo(NamedTuple):
    """How to take one message's change to a book back: its line, the time and level before it.

    `levels` is set for a snapshot: the whole book that it replaced.
    """

    seq: int
    venue_us: int
    side: Side
    cell: int
    size: int
    levels: Levels | None = None


class _Portion(NamedTuple):
    """Undo steps that are done with: the latest of their times, and the snapshots among them."""

    latest_us: int
    rows: array[int]
    wholes: tuple[int, ...]


class Past:
    """Undo steps of one book: the last `UNDO_DEPTH` of them, without the old ones at their head.

    Old is what lies `UNDO_US` or more before the latest step so far. They lie in arrays of 64-bit
    numbers (seq, venue time, side, cell, size; side 0 is the bids), because compiled code hands
    over thousands of them at once; what is too old is let go by whole portions. Snapshots lie
    packed, and equal ones in a row once: a giant frame may hold thousands.
    """

    __slots__ = ("_count", "_last", "_latest_us", "_levels", "_portions", "_rows", "_wholes")

    def __init__(self) -> None:
        self._rows: array[int] = array("q")
        self._wholes: list[int] = []
        self._portions: deque[_Portion] = deque()
        self._levels: dict[int, bytes] = {}
        self._last = b""
        self._latest_us = -(2**63)
        self._count = 0

    def change(self, seq: int, venue_us: int, side: Side, cell: int, size: int) -> None:
        """A level is about to change: it had this size."""
        self._rows.extend((seq, venue_us, 0 if side == "BUY" else 1, cell, size))
        if len(self._rows) >= _PORTION:
            self._close()

    def changes(self, rows: bytes) -> None:
        """Levels have changed; `rows` are their undo steps as they lie in memory here."""
        self._rows.frombytes(rows)
        if len(self._rows) >= _PORTION:
            self._close()

    def whole(self, seq: int, venue_us: int, levels: bytes) -> None:
        """A snapshot is about to replace these levels (see `packed`)."""
        self._rows.extend((seq, venue_us, _WHOLE, 0, 0))
        if levels != self._last:
            self._last = levels
        self._levels[seq] = self._last
        self._wholes.append(seq)
        if len(self._wholes) >= _WHOLES:
            self._close()

    def __iter__(self) -> Iterator[Undo]:
        """Undo steps, newest first."""
        rows = array("q")
        for portion in self._portions:
            rows.extend(portion.rows)
        rows.extend(self._rows)
        if not rows:
            return
        oldest_us = max(self._latest_us, max(rows[1::_FIELDS])) - UNDO_US
        head = max(0, len(rows) - UNDO_DEPTH * _FIELDS)
        while head < len(rows) and rows[head + 1] < oldest_us:
            head += _FIELDS
        for at in range(len(rows) - _FIELDS, head - 1, -_FIELDS):
            seq, venue_us, side, cell, size = rows[at : at + _FIELDS]
            levels = unpacked(self._levels[seq]) if side == _WHOLE else None
            yield Undo(seq, venue_us, Side.SELL if side == 1 else Side.BUY, cell, size, levels)

    def _close(self) -> None:
        """Put a portion aside, and let go of those that nobody can ask for any more."""
        latest_us = max(self._rows[1::_FIELDS])
        self._latest_us = max(self._latest_us, latest_us)
        self._portions.append(_Portion(latest_us, self._rows, tuple(self._wholes)))
        self._count += len(self._rows) // _FIELDS
        self._rows = array("q")
        self._wholes.clear()
        while self._portions:
            oldest = self._portions[0]
            left = self._count - len(oldest.rows) // _FIELDS
            if oldest.latest_us >= self._latest_us - UNDO_US and left < UNDO_DEPTH:
                break
            self._portions.popleft()
            self._count = left
            for seq in oldest.wholes:
                self._levels.pop(seq, None)


def packed(bids: Iterable[Level], asks: Iterable[Level]) -> bytes:
    """Levels as 64-bit numbers: how many bids and asks, then cell and size of each, best first."""
    numbers = array("q", (0, 0))
    for side, levels in enumerate((bids, asks)):
        for level in levels:
            numbers.extend(level)
            numbers[side] += 1
    return numbers.tobytes()


def unpacked(packed: bytes) -> Levels:
    """The levels that `packed` has packed."""
    bids, asks, *numbers = memoryview(packed).cast("q")
    levels = list(zip(numbers[::2], numbers[1::2], strict=True))
    assert len(levels) == bids + asks
    return tuple(levels[:bids]), tuple(levels[bids:])
