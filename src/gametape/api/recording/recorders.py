"""Recorders as processes of their own: started here, found by what they leave on the disk.

Nothing here is needed for a recording to go on. A server that starts finds the recorders that run
by their locks, whoever started them: a page, a terminal, or a server that is no more.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from gametape import errors
from gametape.clock import Clock, SystemClock
from gametape.errors import GametapeError, TapeError, UnknownSessionError, UsageError
from gametape.model.times import HOUR, SECOND
from gametape.record.control.inbox import Request, send_request
from gametape.record.control.progress_file import (
    RecorderState,
    forget_state,
    is_attended,
    read_state,
    recorder_pid,
    told_since,
)
from gametape.settings.environment import environment_of
from gametape.settings.model import Settings
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder

LOG = "recorder.log"
"""What a recorder that the page started printed, in its session's folder."""

PATIENCE_S = 25.0
"""How long a start is waited for before the page is shown a recorder that is still starting."""

LOOK_S = 0.1

FRESH_S = 0.5
"""For so long one look at all sessions serves every listener."""

SHOWN_US = 6 * HOUR
"""How long a recording that has ended stays in the list, unless it is dismissed."""

SILENT_US = 5 * SECOND
"""A recorder tells of itself once a second; after so long without a word that is said."""


Stage = Literal["starting", "waiting", "recording", "stopping", "closing", "over", "failed", "died"]
"""Where a recording stands, seen from outside of its process."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A recorder as found on the disk: what it said, and what is true of its process.

    `phase` is that of its state, or `stopping`, `closing` (its tape is closed, the certificate is
    being made) or `died`. `silent_us` is for how long it has said nothing.
    """

    folder: SessionFolder
    phase: Stage
    state: RecorderState
    pid: int | None
    silent_us: int

    @property
    def runs(self) -> bool:
        """Whether there is a process behind it."""
        return self.phase not in ("over", "failed", "died")


class Started(NamedTuple):
    """A recorder's process and the session it will record."""

    folder: SessionFolder
    process: subprocess.Popen[bytes]


class Recorders:
    """The recorders of one data folder. Methods block on the disk for moments, none on a venue."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self._clock = clock or SystemClock()
        self._children: list[subprocess.Popen[bytes]] = []
        self._stopping: set[str] = set()
        self._sharing = threading.Lock()
        self._shared: list[Found] = []
        self._shared_s = float("-inf")

    # -- Starting -----------------------------------------------------------------------------

    def start(
        self, name: str, title: str, arguments: Sequence[str], words: Sequence[str] = ()
    ) -> Started:
        """Run `gametape ARGUMENTS --into SLUG -- WORDS` for a new session of about this name.

        `words` are what somebody pasted: behind the dashes none is taken for an option. Raises
        TapeError where the folder cannot be made.
        """
        home = self.settings.home
        folder = SessionFolder.create_about(home, name)
        now_us = self._clock.wall_us()
        # Until the recorder has looked up what it records, the list of sessions shows this.
        begun = Manifest(session=folder.slug, venue="polymarket", title=title, created_us=now_us)
        try:
            begun.save(folder.manifest_path)
        except TapeError:
            _clear(folder)
            raise
        return self._run(folder, [*arguments, f"--into={folder.slug}", "--", *words])

    def resume(self, slug: str) -> Started:
        """Go on with a session whose recorder is gone; raises UsageError while one is there."""
        folder = self.folder(slug)
        if is_attended(folder) or folder.is_recording():
            raise UsageError(f"{folder.slug} is being recorded already.")
        return self._run(folder, ["record", "--json", f"--resume={folder.slug}"])

    def _run(self, folder: SessionFolder, arguments: Sequence[str]) -> Started:
        forget_state(folder)
        self._stopping.discard(folder.slug)
        try:
            with (folder.root / LOG).open("ab") as log:
                process = subprocess.Popen(  # noqa: S603  our own program; words stand after --
                    [sys.executable, "-m", "gametape", *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env={**os.environ, **environment_of(self.settings)},
                    # A group of its own: Ctrl-C and the end of the server are not its business.
                    start_new_session=True,
                    creationflags=_DETACHED,
                )
        except OSError as error:
            _clear(folder)
            raise TapeError(f"No recorder can be started: {error.strerror or error}.") from error
        self._children.append(process)
        return Started(folder, process)

    async def begun(self, started: Started, patience_s: float = PATIENCE_S) -> RecorderState:
        """Wait until a started recorder records or waits for its time, or `patience_s` is over.

        Raises GametapeError in the recorder's own words where it has ended instead; a session
        with nothing on its tape is then removed.
        """
        until = time.monotonic() + patience_s
        while True:
            code = started.process.poll()  # before the state, whose last word comes before the end
            state = await asyncio.to_thread(read_state, started.folder)
            if state is not None and state.phase in ("waiting", "recording", "over"):
                return state
            if code is not None:
                raise await asyncio.to_thread(_failure, started.folder, state)
            if time.monotonic() > until:
                return state or RecorderState()
            await asyncio.sleep(LOOK_S)

    # -- Finding ------------------------------------------------------------------------------

    def found(self) -> list[Found]:
        """The recorders that run, and those that ended a while ago, the newest first."""
        self._children = [one for one in self._children if one.poll() is None]  # and bury the rest
        now_us = self._clock.wall_us()
        folders = told_since(self.settings.home, now_us - SHOWN_US)
        found = [one for one in (self._look(folder, now_us) for folder in folders) if one]
        return sorted(found, key=lambda one: (one.state.began_us, one.folder.slug), reverse=True)

    def found_lately(self) -> list[Found]:
        """The same, looked up anew only if that was a while ago: what many listeners share."""
        with self._sharing:
            if time.monotonic() - self._shared_s > FRESH_S:
                self._shared, self._shared_s = self.found(), time.monotonic()
            return self._shared

    def look(self, slug: str) -> Found | None:
        """The recorder of one session; None if none has ever spoken there."""
        return self._look(self.folder(slug), self._clock.wall_us())

    def _look(self, folder: SessionFolder, now_us: int) -> Found | None:
        attended = is_attended(folder)
        state = read_state(folder)  # in this order: the last word is written before the lock goes
        if state is None:
            return None
        return Found(
            folder=folder,
            phase=self._phase(folder, state, attended=attended),
            state=state,
            pid=recorder_pid(folder) if attended else None,
            silent_us=max(0, now_us - state.at_us),
        )

    def folder(self, slug: str) -> SessionFolder:
        """The session of this name, spelled out; raises UnknownSessionError."""
        folder = SessionFolder.named(self.settings.home, slug)
        if folder.slug != slug:
            raise UnknownSessionError(f"There is no session {slug!r}.")
        return folder

    def _phase(self, folder: SessionFolder, state: RecorderState, *, attended: bool) -> Stage:
        if state.phase in ("over", "failed"):
            # Its last word is said; what may be done when it is gone may be done once it is.
            return "stopping" if attended else state.phase
        if not attended:
            return "died"
        if state.phase == "recording" and not folder.is_recording():
            return "closing"
        return "stopping" if folder.slug in self._stopping else state.phase

    # -- Asking -------------------------------------------------------------------------------

    def ask(self, slug: str, request: Request) -> Path:
        """Leave a request with a recorder; the file goes once the tape is safe on the disk."""
        asked = send_request(self.folder(slug), request)
        if request.stop:
            self._stopping.add(slug)
        return asked

    def dismiss(self, slug: str) -> None:
        """Take a recording that is over out of the list; one with an empty tape is removed."""
        folder = self.folder(slug)
        if is_attended(folder):
            raise UsageError(f"{slug} is being recorded.", "Stop it first.")
        forget_state(folder)
        _clear(folder)


_DETACHED = 0x00000008 | 0x00000200 if sys.platform == "win32" else 0
"""DETACHED_PROCESS and CREATE_NEW_PROCESS_GROUP, which Windows has for a session of one's own."""


async def taken(request: Path, within_s: float) -> bool:
    """Whether a recorder took a request, and made it durable, within so many seconds."""
    until = time.monotonic() + within_s
    while await asyncio.to_thread(request.exists):
        if time.monotonic() > until:
            return False
        await asyncio.sleep(LOOK_S / 4)
    return True


def _failure(folder: SessionFolder, state: RecorderState | None) -> GametapeError:
    """Why a start failed; what it left of a session is removed."""
    words = last_words(folder) or "The recorder ended without a word."
    _clear(folder)
    if state is None or not state.problem:
        return GametapeError(words)
    kind = getattr(errors, state.error, GametapeError)
    known = isinstance(kind, type) and issubclass(kind, GametapeError)
    return (kind if known else GametapeError)(state.problem, state.way_out)


def _clear(folder: SessionFolder) -> None:
    """Remove a session of which nothing was recorded, unless another recorder has begun with it."""
    if not folder.segments() and not is_attended(folder):
        shutil.rmtree(folder.root, ignore_errors=True)


def last_words(folder: SessionFolder) -> str:
    """The last line that a recorder wrote to its log, without the program's name."""
    try:
        lines = (folder.root / LOG).read_text("utf-8", "replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1].removeprefix("gametape: ")[:400] if lines else ""
