"""Flush sums: every flush says what it holds, so that an unfinished frame can be trusted too.

A zstd frame's own checksum stands at its end and covers nothing while the frame is open, which is
how every crash leaves one. So the last line of each flush carries `"f"`: the CRC-32 of all bytes
of the flush before it. Costs about 0.6 bytes a line at 28 lines a flush.
"""

from __future__ import annotations

import re
import zlib

# Only a flush sum looks like this at a line's end: a message that is an object has its own brace
# between, and no message contains a line end.
_SUM = re.compile(rb',"f":(\d{1,10})\}\n')


def close_flush(lines: bytearray) -> None:
    """Write the flush sum into the last line of `lines` (whole lines, at least one)."""
    lines[-2:] = b',"f":%d}\n' % zlib.crc32(memoryview(lines)[:-2])


def whole_flushes(text: bytes) -> tuple[bytes, bool]:
    """The flushes of a decoded text whose sums hold, and whether anything else was in it.

    `text` may be torn anywhere. A flush whose sum fails is left out; those around it are kept.
    """
    kept: list[bytes] = []
    start = 0
    rest = False
    for match in _SUM.finditer(text):
        if zlib.crc32(memoryview(text)[start : match.start()]) == int(match[1]):
            kept.append(text[start : match.end()])
        else:
            rest = True
        start = match.end()
    return b"".join(kept), rest or start < len(text)


def without_sums(text: bytes) -> bytes:
    """The same lines without flush sums, to be flushed anew."""
    return _SUM.sub(b"}\n", text)
