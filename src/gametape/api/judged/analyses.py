"""Analyses made beside the event loop, in a process of their own that can be given up."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import msgspec

from gametape.errors import GametapeError, TapeError
from gametape.library.worker import die_quietly
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder

_SPAWN = multiprocessing.get_context("spawn")  # a fork would copy locks that our threads hold


class Stage(msgspec.Struct, frozen=True):
    """What is being done for an analysis, and how much of it is, 0 to 1."""

    building: bool
    what: str
    done: float


class _Work:
    def __init__(self) -> None:
        self.stage = Stage(building=True, what="waiting", done=0.0)
        self.process: BaseProcess | None = None
        self.given_up = False
        self.task: asyncio.Task[bytes] | None = None


class Analyses:
    """The analyses of one data folder, one made at a time. Methods are for the event loop alone."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._works: dict[str, _Work] = {}
        self._turn = asyncio.Lock()

    async def ready(self, folder: SessionFolder, patience_s: float) -> bytes | Stage:
        """The evidence ledger as JSON, or what is being done for it once patience is over.

        Raises TapeError if it cannot be made, and where it was given up meanwhile.
        """
        work = self._works.get(folder.slug)
        if work is None:
            kept = await asyncio.to_thread(_kept, folder)
            if kept is not None:
                return kept
            work = self._works.get(folder.slug) or self._begin(folder)
        assert work.task is not None
        done, _ = await asyncio.wait({work.task}, timeout=patience_s)
        if not done:
            return work.stage
        self._forget(folder.slug, work)  # a failure, told now
        return work.task.result()

    def give_up(self, slug: str) -> bool:
        """Stop making an analysis; whether one was being made."""
        work = self._works.get(slug)
        if work is None or (work.task is not None and work.task.done()):
            self._works.pop(slug, None)
            return False
        work.given_up = True
        if work.process is not None:
            work.process.kill()
        return True

    def close(self) -> None:
        """Give up whatever is being made."""
        for slug in list(self._works):
            self.give_up(slug)

    def _begin(self, folder: SessionFolder) -> _Work:
        work = _Work()
        work.task = asyncio.create_task(self._make(folder, work))
        work.task.add_done_callback(_seen)
        self._works[folder.slug] = work
        return work

    async def _make(self, folder: SessionFolder, work: _Work) -> bytes:
        """Make it; a failure stays until it is told, unless nobody wants to hear of it."""
        try:
            async with self._turn:
                if work.given_up:
                    raise _given_up()
                made = await asyncio.to_thread(self._outside, folder, work)
            self._forget(folder.slug, work)
            return made
        finally:
            if work.given_up:
                self._forget(folder.slug, work)

    def _forget(self, slug: str, work: _Work) -> None:
        if self._works.get(slug) is work:
            del self._works[slug]

    def _outside(self, folder: SessionFolder, work: _Work) -> bytes:
        ours, theirs = _SPAWN.Pipe(duplex=False)
        given = (folder, self._settings.database_url, self._settings.home, theirs)
        process = _SPAWN.Process(target=_analyze_and_tell, args=given, daemon=True)
        with ours:
            process.start()
            theirs.close()
            work.process = process
            if work.given_up:
                process.kill()
            try:
                while True:
                    said = ours.recv()
                    if isinstance(said, Stage):
                        work.stage = said
                    elif isinstance(said, bytes):
                        return said
                    else:
                        raise TapeError(*said)
            except EOFError:
                if work.given_up:
                    raise _given_up() from None
                raise TapeError(
                    "The process that judges the session died.", "Close other programs (memory?)."
                ) from None
            finally:
                work.process = None
                process.join()


def _given_up() -> TapeError:
    return TapeError("The analysis was given up.", "Ask again to make it.")


def _seen(task: asyncio.Task[bytes]) -> None:
    """Look at a result that nobody may come back for."""
    if not task.cancelled():
        task.exception()


def _kept(folder: SessionFolder) -> bytes | None:
    from gametape.library.judged.analyses import current_analysis

    ledger = current_analysis(folder)
    return None if ledger is None else msgspec.json.encode(ledger)


def _analyze_and_tell(
    folder: SessionFolder, database_url: str, home: object, to: Connection
) -> None:
    """What the process does: stages on the way, at the end the ledger or the error's words."""
    from pathlib import Path

    from gametape.library.judged.analyses import analyze_session
    from gametape.library.sessions.verdicts import verdict_of

    die_quietly()
    last = ("", -1.0)

    def tell(what: str, done: float) -> None:
        nonlocal last
        if what != last[0] or done - last[1] >= 0.005:
            last = (what, done)
            to.send(Stage(building=True, what=what, done=round(float(done), 3)))

    try:
        tell("verify", 0.0)
        verdict = verdict_of(folder, Path(str(home)), database_url, time.time_ns() // 1000)
        to.send(msgspec.json.encode(analyze_session(folder, verdict, tell)))
    except GametapeError as error:
        to.send((error.what, error.way_out))
    except ModuleNotFoundError as error:
        to.send(
            (
                f"Judging needs a part that is not installed ({error.name}).",
                "pip install 'gametape[analyze]'",
            )
        )
