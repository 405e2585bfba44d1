"""The writer of a tape: the event loop appends, a thread writes, marks say what is safe."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import NamedTuple

from gametape import __version__
from gametape.errors import TapeError
from gametape.model.times import MINUTE, SECOND
from gametape.tape.lines import OWN_CONNECTION, RAW_LIMIT, OwnKind, encode_line
from gametape.tape.records import End, Previous, SegmentHead, encode_record
from gametape.tape.segment import FRAME_BYTES, SegmentFile
from gametape.tape.session import SessionFolder
from gametape.tape.tail import LastLine, last_line
from gametape.tape.versions import FORMAT, READER
from gametape.tape.writer_thread import Batch, WriterThread

Opening = Callable[[], Iterable[tuple[str, bytes]]]
"""Gives (connection, raw JSON of an OpeningBook) for each book as it stands now."""

BUFFER_BYTES = 256 * 1024
SOFT_BACKLOG = 64 * 1024 * 1024
HARD_BACKLOG = 512 * 1024 * 1024


class Room(NamedTuple):
    """Room for lines made elsewhere, each as `lines.encode_line` makes them, numbered from `seq`.

    At most `most_lines`, none received at `until_us` or later, and no more once `lines` has
    `most_bytes`.
    """

    lines: bytearray
    seq: int
    most_lines: int
    until_us: int
    most_bytes: int


class TapeWriter:
    """Appends to a session's tape; the only writer it has while this lives.

    `append` and `flush` never wait for the disk. `written_q` is the last line that survives the
    death of this process, `durable_q` the last that survives a power cut; both move only after
    the system call that made it so. Use it from one thread; the waiting methods from any.
    """

    def __init__(
        self,
        folder: SessionFolder,
        *,
        level: int = 1,
        opening: Opening | None = None,
        frame_bytes: int = FRAME_BYTES,
        frame_us: int = 30 * SECOND,
        segment_lines: int = 250_000,
        segment_us: int = 10 * MINUTE,
    ) -> None:
        """Take the session's lock and go on behind its last readable line, in a new segment.

        Raises TapeBusyError if the session is being written, TapeError if it cannot be read.
        """
        self._folder = folder
        self._opening = opening
        self._segment_lines = segment_lines
        self._segment_us = segment_us
        self._lock = folder.lock()
        try:
            self.resumed_from: LastLine | None = last_line(folder)
            segments = folder.segments()
        except BaseException:
            self._lock.release()
            raise
        self._restart = bool(segments)
        self._segment = segments[-1][0] if segments else -1
        self._seq = self.resumed_from.seq if self.resumed_from else -1
        self._last_t = self.resumed_from.t if self.resumed_from else None
        self._lines = 0
        self._segment_ends = -(1 << 63)
        self._begun = False
        self._closed = False
        self._told = False
        self._buffer = bytearray()
        self._flushed_bytes = 0

        def open_segment(number: int) -> SegmentFile:
            return SegmentFile(folder.segment_path(number), level=level, frame_bytes=frame_bytes)

        self._thread = WriterThread(open_segment, self._seq, frame_us / SECOND)

    def append(
        self, kind: str, connection: str, raw: bytes, recv_us: int, part: int | None = None
    ) -> int:
        """Add a message and return its sequence number; it is safe once a mark has passed it.

        `raw` comes back byte for byte, JSON or not. Raises TapeFullError or TapeError, and then
        the message is not on the tape: after a failed write, when the disk is hopelessly behind,
        or for a message above `RAW_LIMIT`.
        """
        if self._thread.error is not None or not self._buffer:
            self._admit()
        if len(raw) > RAW_LIMIT:
            raise TapeError(f"A message of {len(raw)} bytes is too long for a tape.")
        if (recv_us >= self._segment_ends or self._lines >= self._segment_lines) and not (
            part and self._begun  # an array frame stays in one segment
        ):
            self._begin_segment(recv_us)
        seq = self._add(kind, connection, raw, recv_us, part)
        if len(self._buffer) >= BUFFER_BYTES:
            self.flush()
        return seq

    def room(self) -> Room | None:
        """Where whole lines may be put by somebody else; None if the next must come by `append`.

        Tell `put` of them before anything else is done with the tape. Raises as `append` does.
        """
        if self._thread.error is not None or not self._buffer:
            self._admit()
        left = self._segment_lines - self._lines
        if not self._begun or left <= 0:
            return None
        return Room(self._buffer, self._seq + 1, left, self._segment_ends, BUFFER_BYTES)

    def put(self, lines: int, last_t: int) -> None:
        """So many lines, the last received at `last_t`, were put behind those of `room`."""
        self._seq += lines
        self._lines += lines
        self._last_t = last_t
        if len(self._buffer) >= BUFFER_BYTES:
            self.flush()

    def flush(self) -> None:
        """Hand what was appended to the thread, which writes it at once."""
        if self._buffer:
            assert self._last_t is not None
            self._thread.put(Batch(self._segment, self._buffer, self._seq, self._last_t))
            self._flushed_bytes += len(self._buffer)
            self._buffer = bytearray()

    def sync(self) -> None:
        """Make everything appended so far durable soon (a hotkey, an own fill)."""
        self.flush()
        self._thread.sync()

    def wait_written(self, seq: int, timeout: float | None = None) -> bool:
        """Wait until line `seq` survives this process; False if `timeout` seconds were too few."""
        return self._wait(lambda: self._thread.written_q >= seq, timeout)

    def wait_durable(self, seq: int, timeout: float | None = None) -> bool:
        """Wait until line `seq` survives a power cut; False if `timeout` seconds were too few."""
        return self._wait(lambda: self._thread.durable_q >= seq, timeout)

    @property
    def last_q(self) -> int:
        """The last line appended; -1 of an empty tape."""
        return self._seq

    @property
    def segment(self) -> int:
        """The number of the segment that is being appended to."""
        return self._segment

    @property
    def written_q(self) -> int:
        """The last line that survives the death of this process."""
        return self._thread.written_q

    @property
    def durable_q(self) -> int:
        """The last line that survives a power cut."""
        return self._thread.durable_q

    @property
    def backlog_bytes(self) -> int:
        """Raw bytes appended and not written yet."""
        return self._flushed_bytes + len(self._buffer) - self._thread.raw_bytes

    @property
    def behind(self) -> bool:
        """Whether the disk is so far behind that a person should know."""
        return self.backlog_bytes > SOFT_BACKLOG

    @property
    def bytes_written(self) -> int:
        """Compressed bytes of this run that the system has taken."""
        return self._thread.file_bytes

    @property
    def error(self) -> TapeError | None:
        """Why writing stopped, if it did."""
        return self._thread.error

    def check(self) -> None:
        """Raise what stopped the writing, with how much was not written; nothing if all is well."""
        error = self._thread.error
        if error is not None:
            self._told = True
            lost = self._seq - self._thread.written_q
            raise type(error)(f"{error.what} Not written: {lost} lines.", error.way_out) from error
        if self._closed:
            raise TapeError(f"The tape of {self._folder.slug} is closed.")

    def close(self, reason: str = "stopped", recv_us: int | None = None) -> None:
        """Write the end line (at `recv_us`, else the last line's time), seal, let the lock go.

        Raises the error that stopped the writing unless it was raised before.
        """
        if self._closed:
            return
        at = self._last_t if recv_us is None else recv_us
        if at is not None and self._thread.error is None and (self._begun or recv_us is not None):
            if not self._begun:
                self._begin_segment(at)
            self._add(OwnKind.END, OWN_CONNECTION, encode_record(End(reason=reason)), at, None)
            self.flush()
        self._closed = True
        self._thread.stop()
        self._lock.release()
        if self._thread.error is not None and not self._told:
            self.check()

    def __enter__(self) -> TapeWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close("stopped" if error is None else f"failed: {error!r}"[:500])

    def _admit(self) -> None:
        self.check()
        if self.backlog_bytes > HARD_BACKLOG:
            raise TapeError(
                f"The disk is {self.backlog_bytes >> 20} MiB behind; the line was not taken. "
                f"Safe is everything up to line {self.written_q}.",
                "Record to a faster disk.",
            )

    def _wait(self, reached: Callable[[], bool], timeout: float | None) -> bool:
        if self._thread.wait(reached, timeout):
            return True
        if self._thread.error is not None:
            self.check()
        return False

    def _begin_segment(self, recv_us: int) -> None:
        self.flush()
        previous = None
        if self._begun and self._last_t is not None:
            previous = Previous(segment=self._segment, q=self._seq, t=self._last_t, closed=False)
        elif self.resumed_from is not None:
            last = self.resumed_from
            previous = Previous(
                segment=last.segment, q=last.seq, t=last.t, closed=last.closed, damage=last.damage
            )
        self._segment += 1
        head = SegmentHead(
            format=FORMAT,
            session=self._folder.slug,
            segment=self._segment,
            made_by=f"gametape {__version__}",
            reader=READER,
            restart=self._restart and not self._begun,
            previous=previous,
        )
        self._begun = True
        self._lines = 0
        self._segment_ends = recv_us + self._segment_us
        self._add(OwnKind.SEGMENT, OWN_CONNECTION, encode_record(head), recv_us, None)
        if self._opening is not None:
            for connection, raw in self._opening():
                self._add(OwnKind.BOOKS, connection, raw, recv_us, None)

    def _add(self, kind: str, connection: str, raw: bytes, recv_us: int, part: int | None) -> int:
        seq = self._seq + 1
        self._buffer += encode_line(recv_us, seq, kind, connection, raw, part)
        self._seq = seq
        self._lines += 1
        self._last_t = recv_us
        return seq
