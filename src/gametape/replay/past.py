"""The recent past of one book: how to take its changes back, one after the other."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import NamedTuple

from gametape.model.book import Level, Side
from gametape.model.times import SECOND

UNDO_US = 10 * SECOND
"""How much of a book's past is kept, in venue time, to compare with checkpoints that come late."""

UNDO_DEPTH = 16_384
"""The most changes of one book that are kept."""

_WHOLE = -1
_FIELDS = 5
_MOST_LOOSE = 64

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


class Past:
    """Undo steps of one book, newest last; what is too old falls off as new ones come.

    They lie in one array of 64-bit numbers (seq, venue time, side, cell, size; side 0 is the
    bids), because compiled code hands over thousands of them at once.
    """

    __slots__ = ("_head", "_loose", "_rows", "_whole")

    def __init__(self) -> None:
        self._rows: array[int] = array("q")
        self._head = 0
        self._loose: list[bytes] = []
        self._whole: dict[int, Levels | bytes] = {}

    def change(self, seq: int, venue_us: int, side: Side, cell: int, size: int) -> None:
        """A level is about to change: it had this size."""
        if self._loose:
            self._gather()
        self._make_room(venue_us)
        self._rows.extend((seq, venue_us, 0 if side == "BUY" else 1, cell, size))
        self._shorten()

    def changes(self, rows: bytes) -> None:
        """Levels have changed; `rows` are their undo steps as they lie in memory here."""
        if rows:
            self._loose.append(rows)
            if len(self._loose) >= _MOST_LOOSE:
                self._gather()

    def _gather(self) -> None:
        """Put what came in loose portions in its place; their order is all that matters."""
        rows = b"".join(self._loose)
        self._loose.clear()
        numbers = memoryview(rows).cast("q")
        if len(self) + len(numbers) // _FIELDS > UNDO_DEPTH:
            for at in range(0, len(numbers), _FIELDS):
                self._make_room(numbers[at + 1])
                self._rows.extend(numbers[at : at + _FIELDS])
                self._shorten()
            return
        self._rows.frombytes(rows)
        # One of these rows is not older than the newest of them, and trimming ends there.
        self._make_room(max(numbers[1::_FIELDS]))
        self._shorten()

    def whole(self, seq: int, venue_us: int, levels: Levels | bytes) -> None:
        """A snapshot is about to replace these levels (see `unpacked` for bytes)."""
        if self._loose:
            self._gather()
        self._make_room(venue_us)
        self._rows.extend((seq, venue_us, _WHOLE, 0, 0))
        self._whole[seq] = levels
        self._shorten()

    def __iter__(self) -> Iterator[Undo]:
        """Undo steps, newest first."""
        if self._loose:
            self._gather()
        rows = self._rows
        for at in range(len(rows) - _FIELDS, self._head - 1, -_FIELDS):
            seq, venue_us, side, cell, size = rows[at : at + _FIELDS]
            levels = self._whole[seq] if side == _WHOLE else None
            if isinstance(levels, bytes):
                levels = unpacked(levels)
            yield Undo(seq, venue_us, Side.SELL if side == 1 else Side.BUY, cell, size, levels)

    def __len__(self) -> int:
        if self._loose:
            self._gather()
        return (len(self._rows) - self._head) // _FIELDS

    def _make_room(self, venue_us: int) -> None:
        """Let go of what is too old, seen from a new step."""
        rows, oldest_us = self._rows, venue_us - UNDO_US
        while self._head < len(rows) and rows[self._head + 1] < oldest_us:
            self._drop()

    def _shorten(self) -> None:
        while len(self) > UNDO_DEPTH:
            self._drop()
        if 2 * self._head > len(self._rows):
            del self._rows[: self._head]
            self._head = 0

    def _drop(self) -> None:
        if self._whole and self._rows[self._head + 2] == _WHOLE:
            self._whole.pop(self._rows[self._head], None)
        self._head += _FIELDS


def unpacked(packed: bytes) -> Levels:
    """Levels from 64-bit numbers: how many bids and asks, then cell and size of each."""
    bids, asks, *numbers = memoryview(packed).cast("q")
    levels = list(zip(numbers[::2], numbers[1::2], strict=True))
    assert len(levels) == bids + asks
    return tuple(levels[:bids]), tuple(levels[bids:])
