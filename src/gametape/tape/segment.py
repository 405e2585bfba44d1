"""One segment file being written: flushes go in, whole zstd frames stand on the disk."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import zstandard

from gametape.tape.durable import BINARY, sync_file, sync_folder, write_all
from gametape.tape.flushes import close_flush

FRAME_BYTES = 512 * 1024


class SegmentFile:
    """A new segment; never one that exists, because a torn zstd file must not be appended to.

    Each `write` is one flush: one compressed block sequence, one system call. A frame is closed
    once it holds `frame_bytes` of raw lines, so that damage costs no more than that. Every method
    raises OSError when the disk refuses; what stood there before a failed write stays readable.
    """

    def __init__(self, path: Path, *, level: int = 1, frame_bytes: int = FRAME_BYTES) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY
        self._fd = os.open(path, flags, 0o644)
        try:
            sync_folder(path.parent)
        except OSError:
            self.abandon()
            raise
        self._compressor = zstandard.ZstdCompressor(
            level=level, write_checksum=True, write_content_size=False
        )
        self._stream: zstandard.ZstdCompressionObj | None = None
        self._frame_bytes = frame_bytes
        self._in_frame = 0
        self._unsafe: OSError | None = None
        self.size = 0

    @property
    def frame_open(self) -> bool:
        """Whether the last frame has lines but no checksum of its own yet."""
        return self._stream is not None

    def write(self, lines: bytearray) -> None:
        """Flush whole lines; when it returns they survive the death of this process."""
        close_flush(lines)
        if self._stream is None:
            self._stream = self._compressor.compressobj()
            self._in_frame = 0
        data = self._stream.compress(lines)
        self._in_frame += len(lines)
        if self._in_frame >= self._frame_bytes:
            data += self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH)
            self._stream = None
        else:
            data += self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        self._put(data)

    def close_frame(self) -> None:
        """End the open frame with its checksum."""
        if self._stream is not None:
            data = self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH)
            self._stream = None
            self._put(data)

    def sync(self) -> None:
        """When it returns, everything written survives a power cut.

        Once it has failed it always fails: Linux forgets the pages it could not write, and the
        next fsync says that all is well.
        """
        if self._unsafe is not None:
            raise self._unsafe
        try:
            sync_file(self._fd)
        except OSError as error:
            self._unsafe = error
            raise

    def seal(self) -> None:
        """End the segment: last frame closed, all of it durable, file closed."""
        self.close_frame()
        self.sync()
        self.abandon()

    def abandon(self) -> None:
        """Close the file as it stands."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def _put(self, data: bytes) -> None:
        try:
            write_all(self._fd, data)
        except OSError:
            # Half a flush helps nobody; the file then ends with the last whole one.
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, self.size)
            raise
        self.size += len(data)
