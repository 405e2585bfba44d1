"""A track in memory: the exact book of one asset at any moment, in microseconds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gametape.errors import TapeError
from gametape.model.book import Level, Side
from gametape.replay.film.blocks import Before, Block, Jumps
from gametape.replay.film.growing import Growing
from gametape.replay.film.layout import TRADE_BUY, TRADE_SELL, BlockEntry, Header
from gametape.replay.film.reading import TrackFile
from gametape.replay.film.rows import Int64s
from gametape.replay.film.unfolding import Room, Sizes, Slots, store

ROWS_LIMIT = 200_000_000
"""Most rows that are loaded whole: some eight gigabytes."""

_RESERVED = 16_000_000  # rows that a header is believed to have before they are seen

_MOST_NARROW = 1 << 31

FRAME_ROWS = ((512, 1_024), (4_096, 4_096), (1 << 62, 16_384))
"""Rows between two copies of the book, by its slots: copies take a tenth of what the rows take."""


class Print:
    """A public trade of a track: cell, size in micro-shares, the taker's side if known."""

    __slots__ = ("at_us", "cell", "seq", "side", "size")

    def __init__(self, at_us: int, seq: int, cell: int, size: int, side: Side | None) -> None:
        self.at_us = at_us
        self.seq = seq
        self.cell = cell
        self.size = size
        self.side = side


class Track:
    """Rows of one asset and its book at one of them; `seek` moves the book.

    The book is dense over the cells that occur (the native stride): bids, then asks, then one
    slot that takes what trades would write, so that applying rows needs no branch. A copy of it
    is kept every so many rows; a seek copies the last one and stores the rows since. Where rows
    write to one slot several times the last one counts (performance.md 6.2). Copies are made when
    they are first needed, from the book that is stored before each block. Sizes are held in the
    largest unit that all blocks allow, in 32 bits where they fit.
    """

    def __init__(self, header: Header) -> None:
        self.header = header
        self.stride = 100 if (header.cells - 1) % 100 == 0 else 1
        self._times = Growing(np.int64)
        self._seqs = Growing(np.int64)
        self._unit = 1
        self._sizes = Growing(np.int32)
        self._slots = Growing(np.uint16)
        self._trades = Growing(np.int64)
        self._trade_kinds = Growing(np.uint8)
        self._trade_cells = Growing(np.int32)
        self._unread: list[Jumps] = []
        self._stored: list[tuple[int, Before | None]] = []
        self._frames: dict[int, Sizes] = {}
        self._levels = 0
        self._spacing = _spacing(1)
        self._book: Sizes = np.zeros(0, np.int32)
        self._at = 0
        self._regrid(self.stride)

    @classmethod
    def load(cls, source: Path | bytes) -> Track:
        """A whole track from a file or its bytes; raises TapeError if it is damaged."""
        with TrackFile(source) as file:
            if file.header.rows > ROWS_LIMIT:
                raise TapeError(f"A track of {file.header.rows} rows is too long to be loaded.")
            track = cls(file.header)
            track._allow(file.index.blocks)
            track._reserve(min(file.header.rows, _RESERVED))
            for number in range(len(file.index.blocks)):
                track._append(file.block(number))
        return track

    def append(self, increment: bytes) -> None:
        """Take over the new rows of a running track; raises TapeError if they do not follow."""
        with TrackFile(increment) as file:
            if (file.header.asset, file.header.cells) != (self.header.asset, self.header.cells):
                raise TapeError("These rows are another asset's.")
            for number, entry in enumerate(file.index.blocks):
                if self.rows and entry.first_us < self.time_us(self.rows - 1):
                    raise TapeError("These rows are earlier than those there are.")
                self._allow([entry])
                self._append(file.block(number))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self._times)

    @property
    def times(self) -> Int64s:
        """Receive times of the rows, microseconds, never falling; do not write to it."""
        return self._times.view

    @property
    def seqs(self) -> Int64s:
        """Tape sequence numbers of the rows, never falling; do not write to it."""
        # Most tracks are never asked for numbers: they are added up when one is.
        for jumps in self._unread:
            jumps.into(self._seqs.more(len(jumps.steps)))
        self._unread.clear()
        return self._seqs.view

    @property
    def levels(self) -> int:
        """Keys of one side: cells at the native stride."""
        return self._levels

    def columns(self) -> tuple[NDArray[np.uint8], NDArray[np.int32], Int64s]:
        """Kind (0 bid, 1 ask, 2 trade), key and size of every row, as `gametape.kernel.fold` wants.

        Keys are cells divided by the stride; those of trades are 0.
        """
        kinds, keys = np.divmod(self._slots.view, np.uint16(self._levels))
        return kinds.astype(np.uint8), keys.astype(np.int32), self._micro(self._sizes.view)

    @property
    def unit(self) -> int:
        """Micro-shares that a size counts as it is held."""
        return self._unit

    def held(self) -> tuple[Slots, Sizes, Sizes]:
        """Place and size of every row as they are held, and the book before the first of them.

        Places are those of the dense book; do not write to the first two.
        """
        self.seek_row(0)
        return self._slots.view, self._sizes.view, self._book.copy()

    def time_us(self, row: int) -> int:
        """When a row was received."""
        return int(self._times.view[row])

    def seq_of(self, row: int) -> int:
        """The tape's number of a row."""
        return int(self.seqs[row])

    def rows_by(self, at_us: int) -> int:
        """How many rows had been received by `at_us`."""
        return int(self._times.view.searchsorted(at_us, "right"))

    def rows_to(self, seq: int) -> int:
        """How many rows stand on the tape up to and including line `seq`."""
        return int(self.seqs.searchsorted(seq, "right"))

    def seek(self, at_us: int) -> int:
        """Move the book to `at_us`; gives the number of rows applied."""
        return self.seek_row(self.rows_by(at_us))

    def seek_seq(self, seq: int) -> int:
        """Move the book behind line `seq` of the tape; gives the number of rows applied."""
        return self.seek_row(self.rows_to(seq))

    def seek_row(self, row: int) -> int:
        """Move the book behind the first `row` rows.

        Raises TapeError where the book stored before a block is none that a writer writes.
        """
        at = self._at
        if not at <= row <= at + self._spacing:
            number = row // self._spacing
            at = number * self._spacing
            found = self._frames.get(number)
            self._book[:] = self._frame(number) if found is None else found
        store(self._book, self._slots.view[at:row], self._sizes.view[at:row])
        self._at = row
        return row

    @property
    def position(self) -> int:
        """How many rows the book has been through."""
        return self._at

    def bids(self) -> list[Level]:
        """(cell, size) of the bids where the book stands now, best first."""
        half = self._book[: self._levels]
        keys = np.flatnonzero(half)[::-1]
        return list(
            zip((keys * self.stride).tolist(), self._micro(half[keys]).tolist(), strict=True)
        )

    def asks(self) -> list[Level]:
        """(cell, size) of the asks where the book stands now, best first."""
        half = self._book[self._levels : -1]
        keys = np.flatnonzero(half)
        return list(
            zip((keys * self.stride).tolist(), self._micro(half[keys]).tolist(), strict=True)
        )

    def last_trade(self, row: int) -> Print | None:
        """The last trade among the first `row` rows."""
        number = int(self._trades.view.searchsorted(row, "left")) - 1
        return self.trade(number) if number >= 0 else None

    @property
    def trades(self) -> Int64s:
        """The rows that are trades; do not write to it."""
        return self._trades.view

    def trade_columns(self) -> tuple[Int64s, NDArray[np.int32], Int64s, NDArray[np.int8]]:
        """All trades: receive time, cell, micro-shares, side (+1 bought, -1 sold, 0 unknown)."""
        rows, kinds = self._trades.view, self._trade_kinds.view
        sides = (kinds == TRADE_BUY).astype(np.int8) - (kinds == TRADE_SELL).astype(np.int8)
        return (
            self._times.view[rows],
            self._trade_cells.view,
            self._micro(self._sizes.view[rows]),
            sides,
        )

    def trade(self, number: int) -> Print:
        """The trade of this number, counted from 0."""
        row = int(self._trades.view[number])
        kind = int(self._trade_kinds.view[number])
        side = {TRADE_BUY: Side.BUY, TRADE_SELL: Side.SELL}.get(kind)
        return Print(
            self.time_us(row),
            self.seq_of(row),
            int(self._trade_cells.view[number]),
            int(self._sizes.view[row]) * self._unit,
            side,
        )

    def play(self, from_row: int = 0) -> Iterator[int]:
        """Move the book message by message; gives the number of rows applied after each."""
        self.seek_row(from_row)
        seqs = self.seqs
        row, end = from_row, len(seqs)
        ends = np.flatnonzero(np.diff(seqs[row:end], append=-1)) + row + 1
        for row in ends.tolist():
            yield self.seek_row(row)

    def _append(self, block: Block) -> None:
        start, count = self.rows, len(block)
        columns = (self._times, self._slots, self._sizes)
        apart = (self._trades, self._trade_kinds, self._trade_cells)
        jumps = block.jumps
        room = Room(*(column.room(count) for column in (*columns, *apart)))
        trades = block.unfold(room, self._levels, self.stride, self._unit)
        room.trades[:trades] += start
        room.keys[:trades] *= block.entry.stride
        for column in columns:
            column.took(count)
        for column in apart:
            column.took(trades)
        self._unread.append(jumps)
        before = block.before
        # Rows that are new while a session runs come without the book that is there already.
        if not start or len(before.keys):
            self._stored.append((start, before))
        if not start:
            self._book[:] = self._dense(before)

    def _reserve(self, rows: int) -> None:
        for column in (self._times, self._slots, self._sizes):
            column.reserve(rows)

    def _micro(self, sizes: Sizes) -> Int64s:
        """Sizes as they are held, in micro-shares."""
        return np.multiply(sizes, self._unit, dtype=np.int64)

    def _frame(self, number: int) -> Sizes:
        """The book before row `number * spacing`; those on the way to it are kept too."""
        spacing, frames = self._spacing, self._frames
        stored = bisect_right(self._stored, number * spacing, key=itemgetter(0)) - 1
        row, before = self._stored[stored] if stored >= 0 else (0, None)
        nearest = next((n for n in range(number, row // spacing, -1) if n in frames), None)
        if nearest is not None:
            row, book = nearest * spacing, frames[nearest].copy()
        else:
            book = self._dense(before)
        while row < number * spacing:
            end = (row // spacing + 1) * spacing
            store(book, self._slots.view[row:end], self._sizes.view[row:end])
            row = end
            frames[row // spacing] = book.copy()
        return frames.setdefault(number, book)

    def _dense(self, before: Before | None) -> Sizes:
        book = np.zeros_like(self._book)
        if before is not None:
            slots, sizes = before.keyframe()
            sides, cells = np.divmod(slots, self.header.cells)
            book[sides * self._levels + cells // self.stride] = sizes // self._unit
        return book

    def _allow(self, entries: list[BlockEntry]) -> None:
        """Make prices and sizes fine enough for these blocks."""
        stride = min((entry.stride for entry in entries), default=self.stride)
        if stride < self.stride:
            self._regrid(stride)
        unit = min((unit for entry in entries for unit in _units(entry)), default=self._unit)
        if not self.rows:
            self._unit = unit
        if unit < self._unit or any(_most(entry, self._unit) > _MOST_NARROW for entry in entries):
            self._widen()

    def _widen(self) -> None:
        """Hold sizes in micro-shares of 64 bits."""
        if self._sizes.view.dtype == np.int64:
            return
        sizes, self._book = self._micro(self._sizes.view), self._micro(self._book)
        self._unit, self._frames = 1, {}
        self._sizes = Growing(np.int64)
        self._sizes.extend(sizes)

    def _regrid(self, stride: int) -> None:
        """Make the cells finer; what there is moves to its new places."""
        old_stride, old, slots, book = self.stride, self._levels, self._slots.view, self._book
        self.stride, self._levels = stride, (self.header.cells - 1) // stride + 1
        size, finer = 2 * self._levels + 1, old_stride // stride
        self._book = np.zeros(size, book.dtype)
        self._spacing, self._frames = _spacing(size), {}
        if old:
            self._book[: self._levels : finer] = book[:old]
            self._book[self._levels : -1 : finer] = book[old:-1]
            sides, keys = np.divmod(slots.astype(np.int64), old)
            self._slots = Growing(np.uint16)
            self._slots.extend(np.minimum(sides * self._levels + keys * finer, size - 1))


def _spacing(slots: int) -> int:
    return next(rows for most, rows in FRAME_ROWS if slots <= most)


def _units(entry: BlockEntry) -> tuple[int, ...]:
    """What sizes of a block count, and those of the book before it if there are any."""
    kept = any(count for name, _, count in entry.sections if name == "kf_size")
    return (entry.size_unit, entry.kf_unit) if kept else (entry.size_unit,)


def _most(entry: BlockEntry, unit: int) -> int:
    """The largest size, in this unit, that a block may hold by the width of its columns."""
    widths = {name: width for name, width, _ in entry.sections}
    most: int = max(
        256 ** widths.get("size", 0) * entry.size_unit // unit,
        256 ** widths.get("kf_size", 0) * entry.kf_unit // unit,
    )
    return most
