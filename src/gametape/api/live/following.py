"""Following a running recording's tape: one reader a session, however many pages listen.

The recorder is another process that knows nothing of it. A thread reads the tape as it grows and
folds it; what that adds is handed to the event loop in batches, which gives it to the listeners.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec

from gametape.api.live.live_messages import ROWS, SNAPSHOT, CatchingUp, Ended, Failed, framed
from gametape.api.problems import LOG
from gametape.errors import GametapeError, TapeError
from gametape.record.control.progress_file import is_attended
from gametape.replay.film.following import FilmFollower
from gametape.replay.timeline import Hello
from gametape.tape.damage import Damage
from gametape.tape.follow import follow_tape
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder

POLL_S = 0.02
"""How often the tape is looked at."""

BATCH_S = 0.1
"""News are told at most this often."""

ALIVE_S = 0.5
"""How often it is asked whether anybody still records."""

TELL_S = 0.25
"""How often it is told how far the reading of what there was already is."""

TELL_LINES = 1_000
"""After so many lines it is looked whether it is time to tell."""

VERSION = "live"
"""Of the timeline of a running session; its tracks come over the socket."""


class Told(msgspec.Struct, frozen=True):
    """A batch: entries as JSON text, new rows by track as binary messages, where assets are."""

    events: str
    rows: dict[int, bytes]
    tracks: dict[str, int]


class Ear:
    """Who hears what the thread has to say; its methods are called in the event loop."""

    def told(self, batch: Told) -> None:
        """News."""

    def hello(self, who: object, message: str) -> None:
        """The beginning, as `who` asked."""

    def snapshot(self, who: object, index: int, message: bytes) -> None:
        """A whole track, as `who` asked."""

    def catching_up(self, message: str) -> None:
        """How far the reading of what there was already is."""

    def anew(self) -> None:
        """Everything said so far is void."""

    def ended(self, last: str) -> None:
        """The thread is done, and why."""


class Follower:
    """The thread that follows one session's tape. `ask` and `stop` may be called from anywhere.

    `loop` is where the ear's methods are called, in the order in which things happened.
    """

    def __init__(
        self,
        folder: SessionFolder,
        ear: Ear,
        loop: asyncio.AbstractEventLoop,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._ear = ear
        self._loop = loop
        self._clock = clock
        self._asked: deque[tuple[object, int | None]] = deque()
        self._gone = threading.Event()
        self._film = FilmFollower(folder.slug, None)
        self._manifest: Manifest | None = None
        self._fed = self._told_lines = 0
        self._tracks: dict[str, int] = {}
        self._flushed = self._looked = self._progressed = float("-inf")
        self._first_us = 0
        self._recorded = False
        self._looks = 0
        self._thread = threading.Thread(target=self._run, name=f"follow {folder.slug}", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end; it does at its next look."""
        self._gone.set()

    def ask(self, who: object, index: int | None) -> None:
        """Ask for a track from the beginning, or (None) for the hello."""
        self._asked.append((who, index))

    def _run(self) -> None:
        try:
            while not self._follow() and not self._gone.is_set():
                self._say(self._ear.anew)
            last: Ended | Failed = Ended()
        except GametapeError as error:
            last = Failed(error.what, error.way_out)
        except Exception as error:  # noqa: BLE001  a listener must hear that it is over
            LOG.error("%s cannot be followed", self._folder.slug, exc_info=error)
            last = Failed("This recording cannot be followed.", "Its tape is not touched by that.")
        self._say(self._ear.ended, msgspec.json.encode(last).decode())

    def _follow(self) -> bool:
        """Follow from the first line; False if the film has to be begun anew."""
        self._begin(self._film.both | self._film.broken)
        self._looks = 0
        again = False

        def damaged(damage: Damage) -> None:
            if damage.lost:
                self._film.missed(f"tape: {damage.cause}")

        def look() -> bool:
            nonlocal again
            again = bool(self._film.broken)
            return again or self._look()

        for line in follow_tape(self._folder, look, POLL_S, on_damage=damaged):
            if self._gone.is_set() or again:
                break
            self._feed(line)
        if again:
            return False
        self._film.finish()
        self._flush()
        return not self._film.broken

    def _begin(self, both: frozenset[str]) -> None:
        try:
            self._manifest = Manifest.load(self._folder.manifest_path)
        except TapeError:
            self._manifest = None  # then all outcomes get a track
        self._film = FilmFollower(self._folder.slug, self._manifest, both)
        self._fed = self._told_lines = 0
        self._tracks = {}

    def _feed(self, line: Line) -> None:
        if self._fed == 0:
            self._begin_with_manifest()
            self._first_us = line.t
        self._film.feed(line)
        self._fed += 1
        if self._looks < 2 and self._fed % TELL_LINES == 0:
            self._tell_progress(line.t)

    def _tell_progress(self, at_us: int) -> None:
        """How much of the time until now has been read: hours of it take many seconds."""
        now = self._clock()
        if now - self._progressed < TELL_S:
            return
        self._progressed = now
        whole = max(1, time.time_ns() // 1000 - self._first_us)
        done = round(min(1.0, max(0.0, (at_us - self._first_us) / whole)), 3)
        self._say(self._ear.catching_up, msgspec.json.encode(CatchingUp(done)).decode())

    def _begin_with_manifest(self) -> None:
        """A recorder completes the manifest before its first line, maybe after we looked."""
        before = self._manifest
        self._begin(self._film.both)
        if self._manifest != before:
            self._say(self._ear.anew)

    def _look(self) -> bool:
        """Between two looks at the tape: tell what is new, answer, and see whether it goes on."""
        now = self._clock()
        self._looks += 1
        asked = self._asked and self._looks > 1  # not before all that was there has been read
        if asked or now - self._flushed >= BATCH_S:
            self._flush()
            self._flushed = now
        if asked:
            self._answer()
        if now - self._looked >= ALIVE_S and self._looks > 1:
            self._looked = now
            return self._is_over()
        return self._gone.is_set()

    def _is_over(self) -> bool:
        """Whether the recorder has ended; one that is still starting has not."""
        recording = self._folder.is_recording()
        self._recorded = self._recorded or recording
        return not recording and (self._recorded or not is_attended(self._folder))

    def _flush(self) -> None:
        if self._fed == self._told_lines:
            return
        self._told_lines = self._fed
        news, rows = self._film.news(time.time_ns() // 1000)
        if news.assets is not msgspec.UNSET:
            self._tracks = {asset: place.track for asset, place in news.assets.items()}
        messages = {index: framed(ROWS, index, data) for index, data in rows.items()}
        events = msgspec.json.encode(news).decode()
        self._say(self._ear.told, Told(events, messages, self._tracks))

    def _answer(self) -> None:
        """Give what was asked for as of the last batch, so that the next one follows on it."""
        made: dict[int, bytes] = {}
        for _ in range(len(self._asked)):
            who, index = self._asked.popleft()
            if index is None:
                timeline = self._film.hello(VERSION)
                hello = Hello(number=self._film.number, timeline=timeline)
                self._say(self._ear.hello, who, msgspec.json.encode(hello).decode())
            elif index in self._tracks.values():
                if index not in made:
                    made[index] = framed(SNAPSHOT, index, self._film.snapshot(index))
                self._say(self._ear.snapshot, who, index, made[index])

    def _say(self, heard: Callable[..., None], *words: Any) -> None:
        try:
            self._loop.call_soon_threadsafe(heard, *words)
        except RuntimeError:  # the server is gone; nobody is left to hear it
            self._gone.set()
