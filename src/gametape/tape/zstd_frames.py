"""Pieces of a segment: zstd frames found by their structure, decoded as far as they can be trusted.

Pure: bytes in, text out. Format facts: RFC 8878 sections 3.1.1 (frames and blocks), 3.1.2
(skippable frames).
"""

from __future__ import annotations

from typing import NamedTuple

import zstandard

from gametape.tape.damage import DAMAGED, TORN, ZEROED
from gametape.tape.flushes import whole_flushes

MAGIC = b"\x28\xb5\x2f\xfd"
TEXT_LIMIT = 512 * 1024 * 1024
"""Most bytes one frame may decode to; ours close at 512 KiB, a recompressed segment is larger."""
_BLOCK_LIMIT = 128 * 1024
_ZEROS = 8
"""So many zeros at the end are no part of any block but of a file that was never filled."""
_SKIPPABLE = range(0x184D2A50, 0x184D2A60)
_DICTIONARY_ID = (0, 1, 2, 4)
_CONTENT_SIZE = (0, 2, 4, 8)


class Piece(NamedTuple):
    """What stands in `data[start:end]`: verified text of whole lines, and what is wrong, if so.

    `finished` is False for a frame that nobody has closed (yet): its text may still grow.
    `cut_short` says that lines behind the text were lost, not only some between.
    """

    text: bytes
    start: int
    end: int
    cause: str | None
    finished: bool
    cut_short: bool = False


class _Frame(NamedTuple):
    blocks: list[int]  # where each block ends; the header ends at blocks[0]
    end: int
    finished: bool
    checksum: bool


def read_piece(data: bytes, start: int) -> Piece:
    """The frame at `start`, or the damage up to the next frame; never raises, always advances."""
    if int.from_bytes(data[start : start + 4], "little") in _SKIPPABLE:
        size = int.from_bytes(data[start + 4 : start + 8], "little")
        return Piece(b"", start, min(len(data), start + 8 + size), None, True)
    if data[start : start + 4] != MAGIC:
        end = _next_frame(data, start + 1)
        return Piece(b"", start, end, _cause(data, start, end), False)
    frame = _walk(data, start)
    if frame.finished:
        text = _decoded(data[start : frame.end])
        if text is not None and frame.checksum:
            return Piece(text, start, frame.end, None, True)
        if text is not None:
            sums = whole_flushes(text)
            cause = DAMAGED if sums.failed or sums.torn else None
            return Piece(sums.text, start, frame.end, cause, True, sums.torn)
    return _salvaged(data, start, frame)


def _salvaged(data: bytes, start: int, frame: _Frame) -> Piece:
    end = _next_frame(data, start + len(MAGIC))
    text, stopped = _decoded_part(data, start, end, frame)
    sums = whole_flushes(text)
    whole_blocks = not frame.finished and len(frame.blocks) > 1 and frame.blocks[-1] == end
    wrong = stopped or sums.failed
    cause: str | None
    if end < len(data):
        cause = DAMAGED
    elif _zeros(data, start):
        cause = ZEROED
    elif frame.finished or (whole_blocks and wrong):
        cause = DAMAGED
    else:
        cause = None if whole_blocks and not sums.torn else TORN
    return Piece(sums.text, start, end, cause, False, stopped or sums.torn)


def _next_frame(data: bytes, start: int) -> int:
    found = data.find(MAGIC, start)
    return len(data) if found < 0 else found


def _zeros(data: bytes, start: int) -> bool:
    return data.endswith(bytes(min(_ZEROS, len(data) - start)))


def _cause(data: bytes, start: int, end: int) -> str:
    if end < len(data):
        return DAMAGED
    return ZEROED if _zeros(data, start) else TORN


def _walk(data: bytes, start: int) -> _Frame:
    descriptor = data[start + 4] if start + 4 < len(data) else 0
    single = descriptor >> 5 & 1
    content_size = _CONTENT_SIZE[descriptor >> 6] or single
    at = start + 5 + (1 - single) + _DICTIONARY_ID[descriptor & 3] + content_size
    checksum = bool(descriptor >> 2 & 1)
    blocks = [min(at, len(data))]
    while at + 3 <= len(data):
        header = int.from_bytes(data[at : at + 3], "little")
        kind, size = header >> 1 & 3, header >> 3
        if kind == 3 or size > _BLOCK_LIMIT or header == 0:  # zeros are empty blocks to zstd
            break
        at += 3 + (1 if kind == 1 else size)
        if at > len(data):
            break
        blocks.append(at)
        if header & 1:
            end = at + 4 * checksum
            return _Frame(blocks, min(end, len(data)), end <= len(data), checksum)
    return _Frame(blocks, len(data), False, checksum)


def _decoded(frame: bytes) -> bytes | None:
    reader = zstandard.ZstdDecompressor().stream_reader(frame)
    parts: list[bytes] = []
    size = 0
    try:
        while part := reader.read(1 << 20):
            parts.append(part)
            size += len(part)
            if size > TEXT_LIMIT:
                return None
    except (zstandard.ZstdError, MemoryError):
        return None
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _decoded_part(data: bytes, start: int, end: int, frame: _Frame) -> tuple[bytes, bool]:
    # Block by block: when one fails, what the earlier ones gave is not lost with it.
    stream = zstandard.ZstdDecompressor().decompressobj()
    parts: list[bytes] = []
    size = 0
    at = start
    try:
        for stop in (*frame.blocks, end):
            if at < stop <= end and size <= TEXT_LIMIT and not stream.eof:
                parts.append(stream.decompress(data[at:stop]))
                size += len(parts[-1])
                at = stop
    except (zstandard.ZstdError, MemoryError):
        return b"".join(parts), True
    return b"".join(parts), size > TEXT_LIMIT
