"""A track in memory: the exact book of one asset at any moment, in microseconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gametape.errors import TapeError
from gametape.model.book import Level, Side
from gametape.replay.film.blocks import Block, is_level
from gametape.replay.film.growing import Growing
from gametape.replay.film.layout import TRADE_BUY, TRADE_SELL, Header
from gametape.replay.film.reading import TrackFile
from gametape.replay.film.rows import Int64s

ROWS_LIMIT = 200_000_000
"""Most rows that are loaded whole: some eight gigabytes."""

_RESERVED = 16_000_000  # rows that a header is believed to have before they are seen

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
    write to one slot several times the last one counts (performance.md 6.2).
    """

    def __init__(self, header: Header) -> None:
        self.header = header
        self.stride = 100 if (header.cells - 1) % 100 == 0 else 1
        self._times = Growing(np.int64)
        self._seqs = Growing(np.int64)
        self._sizes = Growing(np.int64)
        self._slots = Growing(np.intp)
        self._trades = Growing(np.int64)
        self._trade_kinds = Growing(np.uint8)
        self._trade_cells = Growing(np.int32)
        self._frames: list[tuple[int, NDArray[np.int64]]] = []
        self._levels = 0
        self._spacing = _spacing(1)
        self._book = np.zeros(0, np.int64)
        self._at = 0
        self._regrid(self.stride)

    @classmethod
    def load(cls, source: Path | bytes) -> Track:
        """A whole track from a file or its bytes; raises TapeError if it is damaged."""
        with TrackFile(source) as file:
            if file.header.rows > ROWS_LIMIT:
                raise TapeError(f"A track of {file.header.rows} rows is too long to be loaded.")
            track = cls(file.header)
            for entry in file.index.blocks:
                track._need(entry.stride)
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
                self._need(entry.stride)
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
        return self._seqs.view

    @property
    def levels(self) -> int:
        """Keys of one side: cells at the native stride."""
        return self._levels

    def columns(self) -> tuple[NDArray[np.uint8], NDArray[np.int32], Int64s]:
        """Kind (0 bid, 1 ask, 2 trade), key and size of every row, as `gametape.kernel.fold` wants.

        Keys are cells divided by the stride; those of trades are 0. Do not write to the sizes.
        """
        kinds, keys = np.divmod(self._slots.view, self._levels)
        return kinds.astype(np.uint8), keys.astype(np.int32), self._sizes.view

    def time_us(self, row: int) -> int:
        """When a row was received."""
        return int(self._times.view[row])

    def seq_of(self, row: int) -> int:
        """The tape's number of a row."""
        return int(self._seqs.view[row])

    def rows_by(self, at_us: int) -> int:
        """How many rows had been received by `at_us`."""
        return int(self._times.view.searchsorted(at_us, "right"))

    def rows_to(self, seq: int) -> int:
        """How many rows stand on the tape up to and including line `seq`."""
        return int(self._seqs.view.searchsorted(seq, "right"))

    def seek(self, at_us: int) -> int:
        """Move the book to `at_us`; gives the number of rows applied."""
        return self.seek_row(self.rows_by(at_us))

    def seek_seq(self, seq: int) -> int:
        """Move the book behind line `seq` of the tape; gives the number of rows applied."""
        return self.seek_row(self.rows_to(seq))

    def seek_row(self, row: int) -> int:
        """Move the book behind the first `row` rows."""
        at = self._at
        if not at <= row <= at + self._spacing:
            at, levels = self._frames[min(row // self._spacing, len(self._frames) - 1)]
            self._book[:] = levels
        self._book[self._slots.view[at:row]] = self._sizes.view[at:row]
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
        return list(zip((keys * self.stride).tolist(), half[keys].tolist(), strict=True))

    def asks(self) -> list[Level]:
        """(cell, size) of the asks where the book stands now, best first."""
        half = self._book[self._levels : -1]
        keys = np.flatnonzero(half)
        return list(zip((keys * self.stride).tolist(), half[keys].tolist(), strict=True))

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
        return self._times.view[rows], self._trade_cells.view, self._sizes.view[rows], sides

    def trade(self, number: int) -> Print:
        """The trade of this number, counted from 0."""
        row = int(self._trades.view[number])
        kind = int(self._trade_kinds.view[number])
        side = {TRADE_BUY: Side.BUY, TRADE_SELL: Side.SELL}.get(kind)
        return Print(
            self.time_us(row),
            self.seq_of(row),
            int(self._trade_cells.view[number]),
            int(self._sizes.view[row]),
            side,
        )

    def play(self, from_row: int = 0) -> Iterator[int]:
        """Move the book message by message; gives the number of rows applied after each."""
        self.seek_row(from_row)
        seqs = self._seqs.view
        row, end = from_row, len(seqs)
        ends = np.flatnonzero(np.diff(seqs[row:end], append=-1)) + row + 1
        for row in ends.tolist():
            yield self.seek_row(row)

    def _append(self, block: Block) -> None:
        start = self.rows
        if not start and len(block.before.slots):
            before = np.zeros(2 * self._levels + 1, np.int64)
            halves, cells = np.divmod(block.before.slots, self.header.cells)
            before[halves * self._levels + cells // self.stride] = block.before.sizes
            self._frames[0] = (0, before)
            self._book[:] = before
        count = len(block)
        block.times_into(self._times.more(count))
        block.seqs_into(self._seqs.more(count))
        block.sizes_into(self._sizes.more(count))
        block.slots_into(self._slots.more(count), self._levels, self.stride)
        trades = np.flatnonzero(~is_level(block.kinds))
        self._trades.extend(trades + start)
        self._trade_kinds.extend(block.kinds[trades])
        self._trade_cells.extend(block.cells[trades])
        self._keep_frames()

    def _reserve(self, rows: int) -> None:
        for column in (self._times, self._seqs, self._sizes, self._slots):
            column.reserve(rows)

    def _keep_frames(self) -> None:
        """Copies of the book every so many rows, as far as there are rows."""
        row, levels = self._frames[-1]
        while row + self._spacing <= self.rows:
            end = row + self._spacing
            levels = levels.copy()
            levels[self._slots.view[row:end]] = self._sizes.view[row:end]
            row = end
            self._frames.append((row, levels))

    def _need(self, stride: int) -> None:
        if stride < self.stride:
            self._regrid(stride)

    def _regrid(self, stride: int) -> None:
        """Make the cells finer; what there is moves to its new places."""
        old_stride, old = self.stride, self._levels
        self.stride, self._levels = stride, (self.header.cells - 1) // stride + 1
        size = 2 * self._levels + 1
        finer = old_stride // stride

        def moved(book: NDArray[np.int64]) -> NDArray[np.int64]:
            fresh = np.zeros(size, np.int64)
            if old:
                fresh[: self._levels : finer] = book[:old]
                fresh[self._levels : -1 : finer] = book[old:-1]
            return fresh

        self._book = moved(self._book)
        kept = self._frames[:: _spacing(size) // self._spacing] if old else []
        self._spacing = _spacing(size)
        self._frames = [(row, moved(book)) for row, book in kept] or [(0, np.zeros(size, np.int64))]
        if old:
            sides, keys = np.divmod(self._slots.view, old)
            self._slots = Growing(np.intp)
            self._slots.extend(np.minimum(sides * self._levels + keys * finer, size - 1))


def _spacing(slots: int) -> int:
    return next(rows for most, rows in FRAME_ROWS if slots <= most)
