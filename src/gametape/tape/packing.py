"""Single zstd frames for what is derived from a tape: packed with checksums, read in bounds."""

from __future__ import annotations

from functools import cache

import zstandard

from gametape.errors import TapeError

_LEVEL = 3


@cache
def _compressor() -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(_LEVEL, write_checksum=True, write_content_size=True)


def pack(data: bytes) -> bytes:
    """One zstd-3 frame that holds `data`, its length and a checksum."""
    return _compressor().compress(data)


def unpack(frame: bytes, length: int) -> bytes:
    """The `length` bytes in a frame that `pack` made; never unpacks more than that.

    Raises TapeError if the frame is damaged, holds anything else or more than it should.
    """
    try:
        if zstandard.frame_content_size(frame) != length:
            raise TapeError(f"A packed section does not hold the {length} bytes it should.")
        data = zstandard.ZstdDecompressor().decompress(frame, max_output_size=length)
    except (zstandard.ZstdError, MemoryError, OverflowError, ValueError) as error:
        raise TapeError(f"A packed section cannot be read: {error}.") from None
    if len(data) != length:
        raise TapeError(f"A packed section does not hold the {length} bytes it should.")
    return data
