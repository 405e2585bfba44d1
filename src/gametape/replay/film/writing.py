"""Writing tracks: block by block into a file, whole ones into bytes, and the twin for the page."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from gametape.errors import TapeError
from gametape.replay.film.layout import (
    BLOCK_ROWS,
    VERSION,
    BlockEntry,
    Codec,
    Header,
    Index,
    SecondsEntry,
    closing_bytes,
    header_bytes,
    header_room,
)
from gametape.replay.film.reading import TrackFile
from gametape.replay.film.sections import packed, plain_length, unpacked

Encoded = tuple[bytes, BlockEntry]
"""A block as `encode_block` gives it: codec none, its place not said yet."""

_GZIP_LEVEL = 6
_Entry = TypeVar("_Entry", BlockEntry, SecondsEntry)


def new_header(
    *, session: str, asset: str, market: str, grid: str, cells: int, codec: Codec, basis: str
) -> Header:
    """The header of a track that has no rows yet."""
    return Header(
        version=VERSION, session=session, asset=asset, market=market, grid=grid, cells=cells,
        codec=codec, rows=0, block_rows=BLOCK_ROWS, from_us=0, to_us=0, basis=basis,
    )  # fmt: skip


class Sink(Protocol):
    """Where a track is written: at its end, and once again at its beginning."""

    def append(self, data: bytes) -> None:
        """Add bytes at the end."""
        ...

    def begin(self, data: bytes) -> None:
        """Write over the first bytes."""
        ...


class FileSink:
    """A file that is open only while it is written to: a session may have many tracks."""

    def __init__(self, path: Path) -> None:
        """Begin it anew; raises TapeError, as all writing does, if the disk refuses."""
        self._path = path
        self._write("wb", b"")

    def append(self, data: bytes) -> None:
        """See `Sink.append`."""
        self._write("ab", data)

    def begin(self, data: bytes) -> None:
        """See `Sink.begin`."""
        self._write("r+b", data)

    def _write(self, mode: str, data: bytes) -> None:
        try:
            with self._path.open(mode) as file:
                file.write(data)
        except OSError as error:
            raise TapeError(f"{self._path} cannot be written: {error.strerror}.") from error


class MemorySink:
    """A track in memory."""

    def __init__(self) -> None:
        self.data = bytearray()

    def append(self, data: bytes) -> None:
        """See `Sink.append`."""
        self.data += data

    def begin(self, data: bytes) -> None:
        """See `Sink.begin`."""
        self.data[: len(data)] = data


class TrackWriter:
    """Writes one track block by block; the header is completed at the end."""

    def __init__(self, out: Sink, header: Header) -> None:
        self._out = out
        self._header = header
        self._room = header_room(header)
        self._at = self._write(header_bytes(header, self._room))
        self._blocks: list[BlockEntry] = []

    def add(self, block: Encoded) -> None:
        """The next block."""
        data, entry = block
        if self._header.codec == "zstd":
            data = packed(data, entry.sections)
        self._blocks.append(msgspec.structs.replace(entry, at=self._at, bytes=len(data)))
        self._at += self._write(data)

    def finish(self, seconds: tuple[bytes, SecondsEntry] | None) -> Header:
        """Write the pyramid, the index and the header; there are no more blocks."""
        placed: SecondsEntry | None = None
        if seconds is not None:
            data, placed = seconds
            if self._header.codec == "zstd":
                data = packed(data, placed.sections)
            placed = msgspec.structs.replace(placed, at=self._at, bytes=len(data))
            self._at += self._write(data)
        self._write(closing_bytes(Index(blocks=self._blocks, seconds=placed), self._at))
        header = _completed(self._header, self._blocks)
        self._out.begin(header_bytes(header, self._room))
        return header

    def _write(self, data: bytes) -> int:
        self._out.append(data)
        return len(data)


def track_bytes(
    header: Header, blocks: Iterable[Encoded], seconds: tuple[bytes, SecondsEntry] | None = None
) -> bytes:
    """A whole track of these blocks."""
    out = MemorySink()
    writer = TrackWriter(out, header)
    for block in blocks:
        writer.add(block)
    writer.finish(seconds)
    return bytes(out.data)


def write_twin(source: Path, target: Path) -> None:
    """The same track with codec none, gzipped: what a browser gets as it stands.

    Reads one block at a time. Raises TapeError if `source` is damaged or the disk refuses.
    """
    with TrackFile(source) as file:
        header, index = _plain_places(file.header, file.index)
        try:
            with (
                target.open("wb") as out,
                gzip.GzipFile("", "wb", _GZIP_LEVEL, out, mtime=0) as body,
            ):
                body.write(header_bytes(header))
                for entry in (*file.index.blocks, file.index.seconds):
                    if entry is not None:
                        body.write(unpacked(file.stored(entry), entry.sections))
                body.write(closing_bytes(index, _end(header, index)))
        except OSError as error:
            raise TapeError(f"{target} cannot be written: {error.strerror}.") from error


def _plain_places(header: Header, index: Index) -> tuple[Header, Index]:
    """Header and index of the same track with codec none."""
    plain = msgspec.structs.replace(header, codec="none")
    at = len(header_bytes(plain))
    blocks: list[BlockEntry] = []
    for entry in index.blocks:
        blocks.append(_plain_entry(entry, at))
        at += blocks[-1].bytes
    seconds = None if index.seconds is None else _plain_entry(index.seconds, at)
    return plain, Index(blocks=blocks, seconds=seconds)


def _plain_entry(entry: _Entry, at: int) -> _Entry:
    return msgspec.structs.replace(entry, at=at, bytes=plain_length(entry.sections))


def _end(header: Header, index: Index) -> int:
    last = index.seconds or (index.blocks[-1] if index.blocks else None)
    return len(header_bytes(header)) if last is None else last.at + last.bytes


def _completed(header: Header, blocks: list[BlockEntry]) -> Header:
    return msgspec.structs.replace(
        header,
        rows=sum(block.rows for block in blocks),
        from_us=blocks[0].first_us if blocks else 0,
        to_us=blocks[-1].last_us if blocks else 0,
    )
