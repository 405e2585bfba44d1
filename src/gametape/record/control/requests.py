"""Takes what other processes leave in the inbox: tags, notes, a request to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from gametape.record.control.inbox import Request, waiting_requests
from gametape.record.intake.intake import Intake
from gametape.tape import records
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

INBOX_S = 0.1

DURABLE_S = 1.0
"""How long one wait for the disk may take before the tape is looked at again."""


class Requests:
    """The inbox of a running recording; a file goes when what it asked for is safe on the disk."""

    def __init__(
        self,
        folder: SessionFolder,
        tape: TapeWriter,
        intake: Intake,
        stop: Callable[[str], None],
    ) -> None:
        self._folder = folder
        self._tape = tape
        self._intake = intake
        self._stop = stop
        self._began_us = intake.clock.now_us() + intake.clock.drift_us()
        self._stuck: set[Path] = set()
        """Served, and not to be removed (somebody else's file): never served again."""

    async def take(self) -> None:
        """Until cancelled. Raises TapeError when the tape can take no more."""
        while True:
            for path, request in await asyncio.to_thread(lambda: [*waiting_requests(self._folder)]):
                if request is None:
                    await asyncio.to_thread(_set_aside, path)
                elif path not in self._stuck:
                    await self._serve(path, request)
            await asyncio.sleep(INBOX_S)

    async def _serve(self, path: Path, request: Request) -> None:
        self._write(request)
        self._tape.sync()
        asked_q = self._tape.last_q
        while not await asyncio.to_thread(self._tape.wait_durable, asked_q, DURABLE_S):
            pass
        try:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        except OSError:
            self._stuck.add(path)
        # What was meant for a recorder that died must not stop the one that goes on.
        if request.stop and request.at_us >= self._began_us:
            self._stop(request.stop)

    def _write(self, request: Request) -> None:
        at_us = request.at_us - self._intake.clock.drift_us()
        if request.note:
            noted_us = at_us - request.ago_us
            self._intake.own(records.NoteRecord(text=request.note, at_us=noted_us))
        if request.tag or request.label:
            tag = records.Tag(
                tag=request.tag, label=request.label, ago_us=request.ago_us, at_us=at_us
            )
            self._intake.own(tag)


def _set_aside(path: Path) -> None:
    with suppress(OSError):
        path.rename(path.with_suffix(".unreadable"))
