"""How a recording is doing, for the terminal and the page: one snapshot a second."""

from __future__ import annotations

from collections import deque

import msgspec

from gametape.model.events import GameEvent, LinkChange, Note
from gametape.model.times import SECOND
from gametape.record.intake.intake import Intake
from gametape.tape.writer import TapeWriter

SILENT_US = 20 * SECOND
"""No market message for this long while connected is said loudly."""


CONNECTING_US = 3 * SECOND
"""How long the first connection may take before that is said."""


MARKS = 9
"""How many of the last tags and notes are shown."""


class Mark(msgspec.Struct, frozen=True):
    """A tag or a note that is on the tape: line `seq`, of what happened at `happened_us`."""

    seq: int
    at_us: int
    happened_us: int
    text: str
    note: bool


class Progress(msgspec.Struct, frozen=True):
    """What a person wants to see at a glance; times in microseconds, sizes in bytes.

    `holes` are those written on the tape, `open_holes` the assets whose book is not known now.
    `alarm` is a sentence when something is wrong right now, else empty. `marks` are the last tags
    and notes, oldest first.
    """

    session: str
    title: str
    elapsed_us: int
    game: str
    frames: int
    books: int
    trades: int
    own_orders: int
    own_fills: int
    rate: float
    lag_ms: float | None
    last_message_age_us: int | None
    holes: int
    open_holes: int
    tape_bytes: int
    disk_free_bytes: int
    links: dict[str, str]
    alarm: str
    marks: tuple[Mark, ...] = ()


class ProgressMeter:
    """Makes `Progress` from a running intake."""

    def __init__(self, session: str, title: str, intake: Intake, tape: TapeWriter) -> None:
        self._session = session
        self._title = title
        self._intake = intake
        self._tape = tape
        self._began_us = intake.clock.now_us()
        self._history: deque[tuple[int, int]] = deque(maxlen=11)
        self._marks: deque[Mark] = deque(maxlen=MARKS)

    def mark(self, event: GameEvent | Note) -> None:
        """Remember a tag or a note."""
        note = isinstance(event, Note)
        happened_us = event.at_us if isinstance(event, Note) else event.happened_us
        when_us = event.recv_us if happened_us is None else happened_us
        self._marks.append(Mark(event.seq, event.recv_us, when_us, event.text, note))

    def read(self, disk_free: int, low_disk: int, trouble: str = "") -> Progress:
        """The state now; sizes in bytes, `trouble` as the recorder knows it."""
        intake, now_us = self._intake, self._intake.clock.now_us()
        intake.settle()
        checks, state = intake.checks, intake.fold.state
        self._history.append((now_us, checks.frames))
        then_us, then_frames = self._history[0]
        span = now_us - then_us
        game = state.game
        return Progress(
            session=self._session,
            title=self._title,
            elapsed_us=now_us - self._began_us,
            game=game.text,
            frames=checks.frames,
            books=checks.events["book"],
            trades=checks.events["trade"],
            own_orders=len(state.orders),
            own_fills=len(state.standing_fills()),
            rate=(checks.frames - then_frames) * 1e6 / span if span else 0.0,
            lag_ms=checks.latency.percentile(0.5),
            last_message_age_us=(
                None if intake.last_market_us is None else now_us - intake.last_market_us
            ),
            # As written on the tape: to gather all of them anew each second grows with the hours.
            holes=checks.events["gap"],
            open_holes=len(checks.coverage.opened()),
            tape_bytes=self._tape.bytes_written,
            disk_free_bytes=disk_free,
            links={name: link.state for name, link in _current(intake).items()},
            alarm=self._alarm(now_us, disk_free, low_disk) or trouble,
            marks=tuple(self._marks),
        )

    def _alarm(self, now_us: int, disk_free: int, low_disk: int) -> str:
        intake = self._intake
        if self._tape.error is not None:
            return str(self._tape.error)
        if self._tape.behind:
            return f"The disk is {self._tape.backlog_bytes >> 20} MiB behind."
        if disk_free < low_disk:
            return f"Only {disk_free >> 20} MiB of disk are left."
        links = _current(intake)
        market = [link for name, link in links.items() if name.startswith("polymarket.market")]
        down = sum(link.state in ("up", "down") for link in market)
        if down == len(market):
            early = now_us - self._began_us < CONNECTING_US
            return "" if early else "NOT CONNECTED to the market feed."
        since = intake.last_market_us or self._began_us
        if now_us - since > SILENT_US:
            return f"NOTHING ARRIVES: no market message for {(now_us - since) // SECOND} s."
        if down:
            return f"{down} of {len(market)} market connections are down."
        return intake.broken


def _current(intake: Intake) -> dict[str, LinkChange]:
    links = intake.fold.state.links
    return {name: link for name, link in links.items() if link.state != "rotated"}
