"""Reading tracks: the index first, then only the blocks that are asked for."""

from __future__ import annotations

import io
from bisect import bisect_right
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import msgspec

from gametape.errors import TapeError
from gametape.replay.film.blocks import Block, check_entry, decode_block
from gametape.replay.film.layout import (
    CELLS_LIMIT,
    END_MAGIC,
    HEAD,
    HEADER_LIMIT,
    INDEX_LIMIT,
    MAGIC,
    TRAILER,
    VERSION,
    BlockEntry,
    Header,
    Index,
    SecondsEntry,
)
from gametape.replay.film.rows import Int64s
from gametape.replay.film.seconds import read_seconds

_header = msgspec.json.Decoder(Header)
_index = msgspec.json.Decoder(Index)


class TrackFile:
    """A track of which parts are read when they are needed.

    Raises TapeError, and nothing else, for whatever is no track, torn, damaged or too new. Memory
    is bounded by the index and one block.
    """

    def __init__(self, source: Path | bytes) -> None:
        self._name = "The track" if isinstance(source, bytes) else str(source)
        try:
            # Unbuffered: a buffer would read on behind the two small parts wanted at first.
            self._file: BinaryIO = (
                io.BytesIO(source) if isinstance(source, bytes) else source.open("rb", buffering=0)
            )
        except OSError as error:
            raise TapeError(f"{source!s} cannot be read: {error.strerror}.") from error
        try:
            self.header, self._begin = self._read_header()
            self.index = self._read_index()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> TrackFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def block(self, number: int) -> Block:
        """The rows of one block and the book before them."""
        entry = self.index.blocks[number]
        return decode_block(self.stored(entry), entry, self.header.cells, self.header.codec)

    def block_at(self, at_us: int) -> int | None:
        """The block that holds the last row received by `at_us`; None before the first row."""
        number = bisect_right(self.index.blocks, at_us, key=lambda entry: entry.first_us) - 1
        return number if number >= 0 else None

    def seconds(self) -> dict[str, Int64s] | None:
        """The pyramid's columns (see `SecondsEntry`); None of a track without one."""
        entry = self.index.seconds
        return None if entry is None else read_seconds(self.stored(entry), entry, self.header.codec)

    def stored(self, entry: BlockEntry | SecondsEntry) -> bytes:
        """The bytes of a part as they stand in the file."""
        return self._part(entry.at, entry.bytes)

    def _read_header(self) -> tuple[Header, int]:
        magic, length, _ = HEAD.unpack(self._part(0, HEAD.size))
        if magic != MAGIC:
            raise TapeError(f"{self._name} is not a track.")
        if length > HEADER_LIMIT or length % 8:
            raise TapeError(f"{self._name} has a header of an impossible length.")
        try:
            header = _header.decode(self._part(HEAD.size, length))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise TapeError(f"{self._name} has an unreadable header: {error}.") from None
        if header.version != VERSION:
            raise TapeError(
                f"{self._name} is a track of version {header.version}.", "Make the film again."
            )
        if not 1 < header.cells <= CELLS_LIMIT:
            raise TapeError(f"{self._name} has an impossible price grid.")
        return header, HEAD.size + length

    def _read_index(self) -> Index:
        size = self._file.seek(0, io.SEEK_END)
        at, length, magic = TRAILER.unpack(self._part(max(0, size - TRAILER.size), TRAILER.size))
        if magic != END_MAGIC or length > INDEX_LIMIT or at + length != size - TRAILER.size:
            raise TapeError(f"{self._name} is torn: its end is not a track's.")
        try:
            index = _index.decode(self._part(at, length))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise TapeError(f"{self._name} has an unreadable index: {error}.") from None
        self._check(index, at)
        return index

    def _check(self, index: Index, end: int) -> None:
        reached, time_us, seq, rows = self._begin, None, None, 0
        for entry in index.blocks:
            check_entry(entry, self.header.cells)
            in_order = entry.at == reached and 0 < entry.bytes <= end - entry.at
            later = (
                time_us is None
                or seq is None
                or (entry.first_us >= time_us and entry.first_seq >= seq)
            )
            if not in_order or not later or entry.last_us < entry.first_us or entry.rows < 1:
                raise TapeError(f"{self._name} has blocks that do not follow one another.")
            reached, time_us, seq = entry.at + entry.bytes, entry.last_us, entry.first_seq
            rows += entry.rows
        seconds = index.seconds
        if seconds is not None and not 0 <= seconds.bytes <= end - max(seconds.at, 0):
            raise TapeError(f"{self._name} has a pyramid that is not in the file.")
        if rows != self.header.rows:
            raise TapeError(f"{self._name} holds {rows} rows, its header says {self.header.rows}.")

    def _part(self, at: int, length: int) -> bytes:
        try:
            self._file.seek(at)
            data = self._file.read(length)
        except (OSError, OverflowError, ValueError) as error:
            raise TapeError(f"{self._name} cannot be read: {error}.") from None
        if len(data) != length:
            raise TapeError(f"{self._name} is torn: {length} bytes at {at} are not all there.")
        return data
