"""Flush sums: every flush says what it holds, so that an unfinished frame can be trusted too.

A zstd frame's own checksum stands at its end and covers nothing while the frame is open, which is
how every crash leaves one. So the last line of each flush carries `"f"`: the CRC-32 of all bytes
of the flush before it. Costs about 0.6 bytes a line at 28 lines a flush.
"""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

# Only a flush sum looks like this at a line's end: a message that is an object has its own brace
# between, and no message contains a line end.
_SUM = re.compile(rb',"f":(\d{1,10})\}\n')


def close_flush(lines: bytearray) -> None:
    """Write the flush sum into the last line of `lines` (whole lines, at least one)."""
    lines[-2:] = b',"f":%d}\n' % zlib.crc32(memoryview(lines)[:-2])


class Flushes(NamedTuple):
    """The flushes whose sums hold; whether others failed; whether text is left behind the last."""

    text: bytes
    failed: bool
    torn: bool


def whole_flushes(text: bytes) -> Flushes:
    """What of a decoded text can be trusted; the text may be torn or false anywhere.

    A flush whose sum fails is left out; those around it are kept.
    """
    kept: list[bytes] = []
    start = good = 0
    failed = False
    for match in _SUM.finditer(text):
        if zlib.crc32(memoryview(text)[start : match.start()]) == int(match[1]):
            kept.append(text[start : match.end()])
            good = match.end()
        else:
            failed = True
        start = match.end()
    return Flushes(b"".join(kept), failed, good < len(text))


def without_sums(text: bytes) -> bytes:
    """The same lines without flush sums, to be flushed anew."""
    return _SUM.sub(b"}\n", text)
