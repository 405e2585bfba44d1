"""Many sessions analysed one after the other, whoever is looking: a job of the server's own."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from pathlib import Path

import msgspec

from gametape.api.judged.analyses import Analyses, Stage
from gametape.api.named import session_named
from gametape.api.problems import LOG
from gametape.errors import GametapeError

LOOK_S = 0.3
"""How often it is asked how far the analysis of one session is."""


class BulkState(msgspec.Struct, frozen=True):
    """How far the job is; after its end, how it ended, until the next one begins.

    `of` sessions were asked for; `analysed` stand (those that had not changed at once), `failed`
    could not be analysed, the last for the reason in `problem`, and `passed` are being recorded.
    `session` is the one at work, `done` how much of it is, 0 to 1. `stopped`: somebody stopped it.
    """

    running: bool = False
    of: int = 0
    analysed: int = 0
    failed: int = 0
    passed: int = 0
    session: str = ""
    done: float = 0.0
    problem: str = ""
    stopped: bool = False


class Bulk:
    """The one job of a data folder. Methods are for the event loop alone.

    What is asked for while it runs joins its end, unless it is waiting there already. The job ends
    with the server; what was analysed stays, and asking again makes only what is left.
    """

    def __init__(self, home: Path, analyses: Analyses) -> None:
        self._home = home
        self._analyses = analyses
        self._waiting: deque[str] = deque()
        self._task: asyncio.Task[None] | None = None
        self.state = BulkState()

    def ask(self, sessions: Iterable[str]) -> BulkState:
        """Have sessions analysed, the changed ones anew; begins the job or joins it."""
        if not self.state.running:
            self.state = BulkState()
            self._waiting.clear()
        known = {*self._waiting, self.state.session}
        new = [slug for slug in dict.fromkeys(sessions) if slug and slug not in known]
        self._waiting.extend(new)
        self._tell(of=self.state.of + len(new))
        if new and not self.state.running:
            self._tell(running=True)
            self._task = asyncio.create_task(self._run())
        return self.state

    def stop(self) -> BulkState:
        """Stop: what is at work is given up, what waits is forgotten, what stands stays."""
        if self.state.running:
            self._waiting.clear()
            self._analyses.give_up(self.state.session)
            if self._task is not None:
                self._task.cancel()
            self._tell(running=False, stopped=True, session="", done=0.0)
        return self.state

    def close(self) -> None:
        """End with the server."""
        self.stop()

    async def _run(self) -> None:
        while self._waiting:
            slug = self._waiting.popleft()
            self._tell(session=slug, done=0.0)
            try:
                made = await self._made(slug)
            except Exception as error:  # noqa: BLE001 (a fault of ours keeps nobody else waiting)
                if not isinstance(error, (GametapeError, OSError)):
                    LOG.exception("%s could not be analysed", slug)
                self._tell(failed=self.state.failed + 1, problem=f"{slug}: {error}")
            else:
                if made:
                    self._tell(analysed=self.state.analysed + 1)
                else:
                    self._tell(passed=self.state.passed + 1)
        self._tell(running=False, session="", done=0.0)

    async def _made(self, slug: str) -> bool:
        """Have one analysed; False while it is recorded. Raises what the analysis raises."""
        folder = await asyncio.to_thread(session_named, self._home, slug)
        if await asyncio.to_thread(folder.is_recording):
            return False
        try:
            while True:
                found = await self._analyses.ready(folder, LOOK_S)
                if not isinstance(found, Stage):
                    return True
                self._tell(done=found.done)
        except asyncio.CancelledError:
            self._analyses.give_up(slug)  # it may have begun since it was given up
            raise

    def _tell(self, **changes: bool | int | float | str) -> None:
        self.state = msgspec.structs.replace(self.state, **changes)
