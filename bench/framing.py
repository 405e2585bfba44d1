"""What two choices of the tape format cost in bytes: small zstd frames, and named connections.

python -m bench.framing FILE    any file of one JSON message a line, plain, .gz or .bz2
"""

from __future__ import annotations

import bz2
import gzip
import sys
import tempfile
from pathlib import Path

from gametape.tape.lines import encode_line
from gametape.tape.segment import FRAME_BYTES, SegmentFile

LINES_A_FLUSH = 28
"""About what gathers in 100 ms at 280 messages a second."""

LINE_US = 3_500


def messages(path: Path) -> list[bytes]:
    """The messages of a file, one a line."""
    unpack = {".bz2": bz2.decompress, ".gz": gzip.decompress}.get(path.suffix, bytes)
    return unpack(path.read_bytes()).splitlines()


def size(raws: list[bytes], connection: str, frame_bytes: int) -> int:
    """Bytes of one segment with these messages, written as the recorder writes it."""
    lines = [
        encode_line(1_760_000_000_000_000 + LINE_US * seq, seq, "market", connection, raw)
        for seq, raw in enumerate(raws)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "segment")
        segment = SegmentFile(path, frame_bytes=frame_bytes)
        for start in range(0, len(lines), LINES_A_FLUSH):
            segment.write(bytearray(b"".join(lines[start : start + LINES_A_FLUSH])))
        segment.seal()
        return path.stat().st_size


def main() -> None:
    """Print the sizes and their ratios."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    raws = messages(Path(sys.argv[1]))
    chosen = size(raws, "polymarket.market#1", FRAME_BYTES)
    one_context = size(raws, "polymarket.market#1", sys.maxsize)
    numbered = size(raws, "1", FRAME_BYTES)
    print(f"{len(raws)} messages, {chosen} bytes, {chosen / len(raws):.1f} a message")
    print(f"frames of {FRAME_BYTES // 1024} KiB / one context: {chosen / one_context:.3f}")
    print(f"named / numbered connections: {chosen / numbered:.3f}")


if __name__ == "__main__":
    main()
