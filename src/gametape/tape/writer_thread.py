"""The thread that compresses and writes the tape, so that the event loop never waits for a disk."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Condition, Thread
from typing import NamedTuple

from gametape.errors import TapeError, TapeFullError
from gametape.model.times import iso_text
from gametape.tape.segment import SegmentFile

SYNC_S = 1.0
_AT_ONCE = 512 * 1024


class Batch(NamedTuple):
    """Whole lines of one segment, in order; `lines` belongs to the thread from here on."""

    segment: int
    lines: bytearray
    last_q: int
    last_t: int


class _Sync(NamedTuple):
    pass


class _Stop(NamedTuple):
    pass


class WriterThread:
    """Takes batches in order; `written_q` and `durable_q` move only after the system call."""

    def __init__(
        self, open_segment: Callable[[int], SegmentFile], last_q: int, frame_s: float
    ) -> None:
        self.written_q = last_q
        self.written_t: int | None = None
        self.durable_q = last_q
        self.raw_bytes = 0
        self.error: TapeError | None = None
        self._open_segment = open_segment
        self._frame_s = frame_s
        self._queue: SimpleQueue[Batch | _Sync | _Stop] = SimpleQueue()
        self._ahead: Batch | _Sync | _Stop | None = None
        self._moved = Condition()
        self._segment: SegmentFile | None = None
        self._number = -1
        self._sealed_bytes = 0
        self._synced_at = self._frame_at = time.monotonic()
        self._thread = Thread(target=self._run, name="tape-writer", daemon=True)
        self._thread.start()

    @property
    def file_bytes(self) -> int:
        """Compressed bytes that the system has taken so far."""
        segment = self._segment
        return self._sealed_bytes + (segment.size if segment else 0)

    def put(self, batch: Batch) -> None:
        """Hand over lines; never waits."""
        self._queue.put(batch)

    def sync(self) -> None:
        """Make what was put durable soon."""
        self._queue.put(_Sync())

    def stop(self) -> None:
        """Write everything put before, seal, and end the thread; returns when that is done."""
        self._queue.put(_Stop())
        self._thread.join()

    def wait(self, reached: Callable[[], bool], timeout: float | None) -> bool:
        """Wait until a mark has moved far enough; False after `timeout` seconds or an error."""
        with self._moved:
            self._moved.wait_for(lambda: reached() or self.error is not None, timeout)
            return reached()

    def _run(self) -> None:
        try:
            while self._step():
                pass
        except OSError as error:
            self._fail(self._refused(error))
        except BaseException as error:  # noqa: BLE001  a silent death here would lose an evening
            self._fail(TapeError(f"The tape writer failed: {error!r}. {self._safe()}"))

    def _step(self) -> bool:
        item = self._next()
        if isinstance(item, _Stop):
            if self._segment is not None:
                self._seal(self._segment)
            return False
        if isinstance(item, Batch):
            self._write(item)
        now = time.monotonic()
        if self._segment is not None:
            if self._segment.frame_open and now >= self._frame_at + self._frame_s:
                self._segment.close_frame()
            due = isinstance(item, _Sync) or now >= self._synced_at + SYNC_S
            if due and self.durable_q < self.written_q:
                self._segment.sync()
                self._mark_durable()
        return True

    def _next(self) -> Batch | _Sync | _Stop | None:
        if self._ahead is not None:
            item, self._ahead = self._ahead, None
            return item
        now = time.monotonic()
        deadlines = []
        if self.durable_q < self.written_q:
            deadlines.append(self._synced_at + SYNC_S)
        if self._segment is not None and self._segment.frame_open:
            deadlines.append(self._frame_at + self._frame_s)
        try:
            return self._queue.get(timeout=max(0.0, min(deadlines) - now) if deadlines else None)
        except Empty:
            return None

    def _write(self, batch: Batch) -> None:
        if batch.segment != self._number:
            if self._segment is not None:
                self._seal(self._segment)
            self._segment = self._open_segment(batch.segment)
            self._number = batch.segment
        assert self._segment is not None
        batch = self._joined(batch)
        if not self._segment.frame_open:
            self._frame_at = time.monotonic()
        size = len(batch.lines)
        self._segment.write(batch.lines)
        with self._moved:
            self.raw_bytes += size
            self.written_q, self.written_t = batch.last_q, batch.last_t
            self._moved.notify_all()

    def _joined(self, batch: Batch) -> Batch:
        # When the disk is behind, fewer and larger writes let it catch up.
        while len(batch.lines) < _AT_ONCE and not self._queue.empty():
            item = self._queue.get()
            if not isinstance(item, Batch) or item.segment != batch.segment:
                self._ahead = item
                break
            batch.lines.extend(item.lines)
            batch = item._replace(lines=batch.lines)
        return batch

    def _seal(self, segment: SegmentFile) -> None:
        segment.seal()
        self._sealed_bytes += segment.size
        self._segment = None
        self._mark_durable()

    def _mark_durable(self) -> None:
        self._synced_at = time.monotonic()
        with self._moved:
            self.durable_q = self.written_q
            self._moved.notify_all()

    def _fail(self, error: TapeError) -> None:
        if self._segment is not None:
            with contextlib.suppress(OSError):
                self._segment.sync()
                self._mark_durable()
            with contextlib.suppress(OSError):
                self._segment.abandon()
        with self._moved:
            self.error = error
            self._moved.notify_all()

    def _refused(self, error: OSError) -> TapeFullError:
        return TapeFullError(
            f"The disk refused the tape ({error.strerror or error}). {self._safe()}",
            "Free some space and start again: the session continues in a new segment.",
        )

    def _safe(self) -> str:
        if self.written_t is None:
            return "Nothing of this run was written."
        return f"Safe is everything up to line {self.written_q} ({iso_text(self.written_t)})."
