"""The intake: everything that arrives is stamped and put on the tape first, then folded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

import msgspec

from gametape.clock import TapeClock
from gametape.errors import GametapeError
from gametape.model.events import BookCheckpoint, MarketListed, MarketResolved
from gametape.model.frames import Kind
from gametape.record.intake.gaps import GapLog
from gametape.record.intake.hash_pace import HashPace
from gametape.replay.certificate.certifying import CertificateBuilder
from gametape.replay.certificate.runs import Lines, ShortWay, Taken
from gametape.replay.session import SessionFold, Step
from gametape.tape import records
from gametape.tape.lines import RAW_LIMIT, Line, line_head, text_frame
from gametape.tape.writer import TapeWriter
from gametape.venues.polymarket.wire import split_frame

RECORDER = "gametape.recorder#0"
"""The connection name of what the recorder says itself."""

_NOT_OF_THE_FEED = (BookCheckpoint, MarketListed, MarketResolved)
"""Market lines that do not show the feed of our assets to be alive: REST books, broadcasts."""

Listener = Callable[[Step], None]
"""Hears each decoded line that went the long way, after the state has moved."""

RunListener = Callable[[Taken], None]
"""Hears of each run of ordinary frames, after the state has moved."""


class _Waiting(NamedTuple):
    """Frames of one connection, one behind the other, with their receive times."""

    kind: Kind
    connection: str
    frames: list[bytes]
    times: list[int]


class Intake:
    """One clock, one order, one tape for all sources of a recording.

    `redact` removes the user's own credentials from frames before they are written; it is the only
    edit ever made. Frames of a socket `arrive`, are stamped at once, and are taken in together at
    the end of the event loop's turn, ordinary ones in whole runs; everything else is taken in at
    once, after what has arrived before it. `listen` to hear of it.
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
        self._run_listeners: list[RunListener] = []
        self._told_of_runs = 0
        self._short: ShortWay | None = ShortWay(self.fold, self.checks)
        self._tape = tape
        self._redact = redact
        self._gaps = GapLog()
        self._pace = HashPace(self.checks.books.hashes)
        self._waiting: list[_Waiting] = []
        self._line_us: int | None = None
        self._failed: Exception | None = None

    def listen(self, lines: Listener, runs: RunListener | None = None) -> None:
        """Hear of every line: `lines` of those that went the long way, `runs` of the others.

        Somebody who hears only of lines, here or in `listeners`, makes all go the long way.
        """
        self.listeners.append(lines)
        if runs is not None:
            self._run_listeners.append(runs)
            self._told_of_runs += 1

    def arrive(self, kind: Kind, connection: str, frame: bytes, recv_us: int) -> bool:
        """A frame came from a socket at `recv_us`, which is `clock.now_us()` just now.

        Whether it is the first to wait: then somebody has to call `take_in` soon.
        """
        waiting = self._waiting
        if waiting and waiting[-1].connection == connection:
            waiting[-1].frames.append(frame)
            waiting[-1].times.append(recv_us)
            return False
        waiting.append(_Waiting(kind, connection, [frame], [recv_us]))
        return len(waiting) == 1

    def receive(self, kind: Kind, connection: str, frame: bytes) -> None:
        """Take in one frame as it came from a socket or a REST answer, and what waits before it.

        Raises TapeError when the tape can take no more (disk full, writer dead).
        """
        self.arrive(kind, connection, frame, self.clock.now_us())
        self.take_in()
        self.settle()

    def take_in(self) -> None:
        """Take in every frame that has arrived; raises as `receive` does."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for number, arrived in enumerate(waiting):
                try:
                    self._take(arrived)
                except BaseException:
                    self._waiting = waiting[number + 1 :] + self._waiting
                    raise

    def take_in_later(self) -> None:
        """The same for an event loop to call: what it raises is raised by the next `check`."""
        try:
            self.take_in()
        except Exception as error:  # noqa: BLE001  nobody would hear of it here
            self._failed = self._failed or error

    def settle(self) -> None:
        """Book what ordinary frames have changed, and tell of it; call it before looking at state.

        Levels of books are moved at once; their times, counts and the certificate wait for this,
        which `tick` does too.
        """
        if self._short is None:
            return
        for taken in self._short.settle():
            self.last_market_us = taken.last_us
            for listener in self._run_listeners:
                listener(taken)

    def check(self) -> None:
        """Raise what kept waiting frames from being taken in, if anything ever did."""
        if self._failed is not None:
            raise self._failed

    def own(self, record: records.Record) -> None:
        """Write one of the recorder's own records (link, gap, note, clock, tag)."""
        if self._line_us is None:
            self.take_in()
            self.settle()
        tag = isinstance(record, records.Tag)
        connection = f"{records.TAG_SOURCE}#0" if tag else RECORDER
        kind = records.KIND_OF[type(record)]
        raw = records.encode_record(record)
        if self._redact is not None:  # reasons for closing are the venue's own words
            raw = self._redact(raw)
        # What is said because of a line that is being taken in stands at that line's time.
        self._put(kind, connection, raw, self._line_us or self.clock.now_us(), None)

    def note(self, text: str) -> None:
        """Write a sentence about the recording, now."""
        self.own(records.NoteRecord(text=text, at_us=self.clock.now_us()))

    def tick(self) -> None:
        """Hand what has gathered to the writer; write holes that have closed meanwhile."""
        self.take_in()
        self.check()
        self.settle()
        for gap in self._gaps.closed(self.checks.coverage, self.clock.now_us()):
            self.own(gap)
        self._tape.flush()

    def finish(self) -> None:
        """Write the holes still open, as ending now."""
        self.take_in()
        self.settle()
        for gap in self._gaps.unfinished(self.checks.coverage, self.clock.now_us()):
            self.own(gap)

    def _take(self, arrived: _Waiting) -> None:
        kind, connection, frames, times = arrived
        frames = self._redacted(frames)
        at = 0
        try:
            while at < len(frames):
                self._line_us = times[at]
                taken = self._run(kind, connection, frames, times, at)
                if not taken:
                    self.settle()
                    self._frame(kind, connection, frames[at], times[at])
                at += taken or 1
        finally:
            self._line_us = None

    def _redacted(self, frames: list[bytes]) -> list[bytes]:
        """The frames without credentials: looked for in all together, since hardly one has any."""
        if self._redact is None:
            return frames
        together = b"\n".join(frames)
        if self._redact(together) == together:
            return frames
        return [self._redact(frame) for frame in frames]

    def _run(
        self, kind: Kind, connection: str, frames: list[bytes], times: list[int], at: int
    ) -> int:
        """Take ordinary frames from `at` on the short way; how many."""
        short = self._short
        if short is None or not short.follows(connection):
            return 0
        if len(self.listeners) != self._told_of_runs:
            return 0
        room = self._tape.room()
        if room is None:
            return 0
        most, until_us = self._pace.ahead(times[at])
        stop = min(len(frames), at + min(most, room.most_lines))
        to = Lines(
            room.lines,
            line_head(kind, connection),
            room.seq,
            min(until_us, room.until_us),
            room.most_bytes,
        )
        had = len(room.lines)
        try:
            taken, last_us = short.run(connection, frames, times, at, stop, to)
        except Exception as error:  # noqa: BLE001  the long way is there for it
            del room.lines[had:]
            with suppress(Exception):
                self.settle()
            self._short = None
            self._broke(error, f"{len(frames) - at} frames together")
            return 0
        if taken:
            self._tape.put(taken, last_us)
            self._pace.took(taken)
            self._line_us = last_us
        return taken

    def _frame(self, kind: Kind, connection: str, frame: bytes, recv_us: int) -> None:
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

    def _put(
        self, kind: Kind | str, connection: str, raw: bytes, recv_us: int, part: int | None
    ) -> None:
        if len(raw) > RAW_LIMIT:
            self._left_out(connection, len(raw))
            return
        seq = self._tape.append(kind, connection, raw, recv_us, part)
        line = Line(t=recv_us, q=seq, k=str(kind), c=connection, p=part, m=msgspec.Raw(raw))
        self._pace.ahead(recv_us)
        self._pace.took(1)
        try:
            self._follow(line)
        except GametapeError:
            raise
        except Exception as error:  # noqa: BLE001  the tape goes on; what is derived can be remade
            if self._short is not None:
                self._short.forget()
            self._broke(error, f"line {seq}")

    def _left_out(self, connection: str, length: int) -> None:
        """A message that no tape takes must not end an evening; it is said on the tape."""
        words = f"A message of {length:,} bytes on {connection} is too long for a tape: left out."
        self.checks.warnings.append(words)
        self.note(words)

    def _follow(self, line: Line) -> None:
        """Decode a line that is on the tape, check it, move the state."""
        step = self.fold.decode(line)
        self.checks.before(step, self.fold.state)
        self.fold.apply(step)
        self.checks.after(step, self.fold.state)
        if self._short is not None:
            self._short.heard(step)
        if line.k == Kind.MARKET and step.events and type(step.events[0]) not in _NOT_OF_THE_FEED:
            self.last_market_us = line.t
        for listener in self.listeners:
            listener(step)

    def _broke(self, error: Exception, where: str) -> None:
        """A fault of ours in what is derived from the tape: say it once, and go on recording."""
        if self.broken:
            return
        self.broken = (
            f"gametape failed to follow {where} ({type(error).__name__});"
            " what is shown may be wrong, the tape is complete."
        )
        self.checks.warnings.append(self.broken)
        self.note(f"{self.broken} {error!r}"[:500])
