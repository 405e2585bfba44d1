"""Single zstd frames for what is derived from a tape: packed with checksums, read in bounds."""

from __future__ import annotations

import threading

import zstandard

from gametape.errors import TapeError

_LEVEL = 3
# Short matches among bytes of numbers save little, and unpacking them takes long.
_PARTS = zstandard.ZstdCompressionParameters.from_level(
    6, min_match=6, source_size=1 << 18, write_checksum=True, write_content_size=True
)


class _Contexts(threading.local):
    """Making these costs more than a small frame does, and no two threads may share them."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(
            _LEVEL, write_checksum=True, write_content_size=True
        )
        self.parts_compressor = zstandard.ZstdCompressor(compression_params=_PARTS)
        self.decompressor = zstandard.ZstdDecompressor()


_contexts = _Contexts()


def pack(data: bytes) -> bytes:
    """One zstd-3 frame that holds `data`, its length and a checksum."""
    return _contexts.compressor.compress(data)


def pack_parts(parts: list[bytes]) -> bytes:
    """One zstd frame that holds these, one behind the other, each packed with tables of its own.

    For columns that do not resemble one another: smaller than `pack`, and faster to unpack.
    """
    stream = _contexts.parts_compressor.compressobj(size=sum(map(len, parts)))
    packed = [
        stream.compress(part) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK) for part in parts
    ]
    return b"".join([*packed, stream.flush()])


def unpack(frame: bytes, length: int) -> bytes:
    """The `length` bytes in a frame that `pack` made; never unpacks more than that.

    Raises TapeError if the frame is damaged, holds anything else or more than it should.
    """
    try:
        if zstandard.frame_content_size(frame) != length:
            raise TapeError(f"A packed section does not hold the {length} bytes it should.")
        data = _contexts.decompressor.decompress(frame, max_output_size=length)
    except (zstandard.ZstdError, MemoryError, OverflowError, ValueError) as error:
        raise TapeError(f"A packed section cannot be read: {error}.") from None
    if len(data) != length:
        raise TapeError(f"A packed section does not hold the {length} bytes it should.")
    return data
