"""The intake: everything that arrives is stamped and put on the tape first, then folded."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from gametape.clock import TapeClock
from gametape.errors import GametapeError
from gametape.model.events import BookCheckpoint, MarketListed, MarketResolved
from gametape.model.frames import Kind
from gametape.record.gaps import GapLog
from gametape.replay.certificate import CertificateBuilder
from gametape.replay.session import SessionFold, Step
from gametape.tape import records
from gametape.tape.lines import Line, text_frame
from gametape.tape.writer import TapeWriter
from gametape.venues.polymarket.wire import split_frame

BUSY_RATE = 500
"""Frames a second from which on only a sample of the book hashes is recomputed."""

RECORDER = "gametape.recorder#0"
"""The connection name of what the recorder says itself."""

_NOT_OF_THE_FEED = (BookCheckpoint, MarketListed, MarketResolved)
"""Market lines that do not show the feed of our assets to be alive: REST books, broadcasts."""

Listener = Callable[[Step], None]


class Intake:
    """One clock, one order, one tape for all sources of a recording.

    `redact` removes the user's own credentials from a frame before it is written; it is the only
    edit ever made. Listeners hear each decoded line after it was handed to the tape.
    """

    def __init__(
        self,
        tape: TapeWriter,
        clock: TapeClock,
        redact: Callable[[bytes], bytes] | None = None,
        wallet: str = "",
    ) -> None:
        self.clock = clock
        self.fold = SessionFold(wallet)
        self.checks = CertificateBuilder()
        self.listeners: list[Listener] = []
        self.last_market_us: int | None = None
        """When the feed last told of one of our assets."""
        self.broken = ""
        """What went wrong in following the tape, if anything ever did."""
        self._tape = tape
        self._redact = redact
        self._gaps = GapLog()
        self._second = 0
        self._frames_this_second = 0

    def receive(self, kind: Kind, connection: str, frame: bytes) -> None:
        """Take in one frame as it came from a socket or a REST answer.

        Raises TapeError when the tape can take no more (disk full, writer dead).
        """
        recv_us = self.clock.now_us()
        if self._redact is not None:
            frame = self._redact(frame)
        start = frame[:1]
        if start == b"{":
            self._put(kind, connection, frame, recv_us, None)
        elif start == b"[":
            for part, raw in enumerate(split_frame(frame)):
                self._put(kind, connection, raw, recv_us, part)
        elif frame[:1].isspace():
            for raw in split_frame(frame):
                self._put(kind, connection, raw, recv_us, None)
        else:
            text = text_frame(frame.decode("utf-8", "surrogateescape")) if frame else b'""'
            self._put(kind, connection, text, recv_us, None)

    def own(self, record: records.Record) -> None:
        """Write one of the recorder's own records (link, gap, note, clock, tag)."""
        tag = isinstance(record, records.Tag)
        connection = f"{records.TAG_SOURCE}#0" if tag else RECORDER
        kind = records.KIND_OF[type(record)]
        raw = records.encode_record(record)
        if self._redact is not None:  # reasons for closing are the venue's own words
            raw = self._redact(raw)
        self._put(kind, connection, raw, self.clock.now_us(), None)

    def note(self, text: str) -> None:
        """Write a sentence about the recording, now."""
        self.own(records.NoteRecord(text=text, at_us=self.clock.now_us()))

    def tick(self) -> None:
        """Hand what has gathered to the writer; write holes that have closed meanwhile."""
        for gap in self._gaps.closed(self.checks.coverage, self.clock.now_us()):
            self.own(gap)
        self._tape.flush()

    def finish(self) -> None:
        """Write the holes still open, as ending now."""
        for gap in self._gaps.unfinished(self.checks.coverage, self.clock.now_us()):
            self.own(gap)

    def _put(
        self, kind: Kind | str, connection: str, raw: bytes, recv_us: int, part: int | None
    ) -> None:
        seq = self._tape.append(kind, connection, raw, recv_us, part)
        line = Line(t=recv_us, q=seq, k=str(kind), c=connection, p=part, m=msgspec.Raw(raw))
        self._pace(recv_us)
        try:
            self._follow(line)
        except GametapeError:
            raise
        except Exception as error:  # noqa: BLE001  the tape goes on; what is derived can be remade
            self._broke(line, error)

    def _follow(self, line: Line) -> None:
        """Decode a line that is on the tape, check it, move the state."""
        step = self.fold.decode(line)
        self.checks.before(step, self.fold.state)
        self.fold.apply(step)
        self.checks.after(step, self.fold.state)
        if line.k == Kind.MARKET and step.events and type(step.events[0]) not in _NOT_OF_THE_FEED:
            self.last_market_us = line.t
        for listener in self.listeners:
            listener(step)

    def _broke(self, line: Line, error: Exception) -> None:
        """A fault of ours in what is derived from the tape: say it once, and go on recording."""
        if self.broken:
            return
        self.broken = (
            f"gametape failed to follow line {line.q} ({type(error).__name__});"
            " what is shown may be wrong, the tape is complete."
        )
        self.checks.warnings.append(self.broken)
        self.note(f"{self.broken} {error!r}"[:500])

    def _pace(self, recv_us: int) -> None:
        """Check every hash in quiet times, every n-th when frames come fast."""
        second = recv_us // 1_000_000
        if second != self._second:
            busy = self._frames_this_second >= BUSY_RATE
            self.checks.books.hashes.every = (
                4 * self._frames_this_second // BUSY_RATE if busy else 1
            )
            self._second, self._frames_this_second = second, 0
        self._frames_this_second += 1
