"""The names and bounds of a track file (docs/track-format.md): magic, header, index, trailer."""

from __future__ import annotations

import struct
from typing import Literal

import msgspec

from gametape.errors import TapeError

MAGIC = b"GTRACK1\n"
END_MAGIC = b"GTE1"
VERSION = 2

BLOCK_ROWS = 32_768
"""A block is closed by the message that brings it to so many rows; messages are never split."""

ROWS_LIMIT = 1 << 18
"""Most rows of one block, far above what one message over the largest grid can add."""

SECONDS_LIMIT = 1 << 20
"""Most rows of the pyramid; longer tracks have longer steps."""

HEADER_LIMIT = 1 << 16
INDEX_LIMIT = 1 << 28
CELLS_LIMIT = 32_767
"""Both sides of a book, and a place for what is no level, must fit a key of 16 bits."""

BID, ASK, TRADE_BUY, TRADE_SELL, TRADE_UNKNOWN = range(5)
"""Kinds of rows: a level's new total size, or a public trade by its taker's side."""

STRIDES = (100, 10, 1)
TIME_UNITS = tuple(10**power for power in range(6, -1, -1))
SIZE_UNITS = tuple(10**power for power in range(12, -1, -1))

Codec = Literal["zstd", "none"]
Section = tuple[str, int, int]
"""(name, width, count): a column of so many integers of so many bytes, directly behind the last."""

HEAD = struct.Struct("<8sII")
TRAILER = struct.Struct("<QI4s")


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What a track says of itself. Times are microseconds; 0 where there are no rows."""

    version: int
    session: str
    asset: str
    market: str
    grid: str
    cells: int
    codec: Codec
    rows: int
    block_rows: int
    from_us: int
    to_us: int
    basis: str


class BlockEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Where a block stands, and the units and bases of its columns."""

    at: int
    bytes: int
    rows: int
    first_us: int
    last_us: int
    first_seq: int
    time_unit: int
    stride: int
    size_unit: int
    kf_unit: int
    bid_key: int
    ask_key: int
    sections: list[Section]


class SecondsEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Where the pyramid stands: `n` steps of `step_us` from `first_us` on."""

    at: int
    bytes: int
    first_us: int
    n: int
    step_us: int
    sections: list[Section]


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """All that is needed to read one block and nothing else."""

    blocks: list[BlockEntry]
    seconds: SecondsEntry | None = None


def header_bytes(header: Header, room: int = 0) -> bytes:
    """Magic, length and header; with `room`, the JSON is padded with spaces to that many bytes."""
    text = msgspec.json.encode(header)
    length = max(len(text) + -len(text) % 8, room)
    if length > HEADER_LIMIT:
        raise TapeError(f"The header of a track has {length} bytes; names must be shorter.")
    return HEAD.pack(MAGIC, length, 0) + text.ljust(length)


def header_room(header: Header) -> int:
    """Bytes of a header's JSON that leave room for any number of rows and any times."""
    return len(msgspec.json.encode(header)) // 8 * 8 + 72


def closing_bytes(index: Index, at: int) -> bytes:
    """Index and trailer, for a file in which the index begins at `at`."""
    text = msgspec.json.encode(index)
    return text + TRAILER.pack(at, len(text), END_MAGIC)
