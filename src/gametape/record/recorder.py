"""The recorder: all sources of one evening onto one tape, until it is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from gametape.clock import Clock, SystemClock, TapeClock
from gametape.errors import TapeError
from gametape.record.control.progress import Progress
from gametape.record.intake.intake import Intake
from gametape.record.links.link import Opener
from gametape.record.links.transport import open_socket
from gametape.record.memory import use_one_arena
from gametape.record.plan.job import Job
from gametape.record.tasks import Tasks
from gametape.replay.certificate.certificate import Certificate
from gametape.replay.opening import opening_books
from gametape.tape.writer import TapeWriter
from gametape.venues.polymarket.redact import Redactor


class Recorder:
    """Does one job: records an evening into a session folder.

    `on_progress` hears of the state once a second. `run` returns the certificate of what this run
    recorded; it raises TapeFullError or another TapeError when the tape can take no more, saying
    what is safe.
    """

    def __init__(
        self,
        job: Job,
        *,
        clock: Clock | None = None,
        opener: Opener = open_socket,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self._job = job
        self._clock = clock or SystemClock()
        self._opener = opener
        self._on_progress = on_progress
        self._stop = asyncio.Event()
        self._hurry = asyncio.Event()
        self._reason = ""

    def stop(self, reason: str) -> None:
        """Ask a running recording to end."""
        self._reason = self._reason or reason
        self._stop.set()

    def interrupt(self, reason: str) -> None:
        """Ask it to end as a person does: asked again, it skips its last reads over REST."""
        if self._stop.is_set():
            self._hurry.set()
        self.stop(reason)

    async def run(self) -> Certificate:
        """Record until stopped; the tape is closed and sealed when this returns or raises."""
        use_one_arena()
        job = self._job
        redact = Redactor(job.credentials).redact if job.credentials else None
        intake: Intake | None = None
        tape = TapeWriter(
            job.folder,
            level=job.options.compression,
            opening=lambda: opening_books(intake.fold.state) if intake else (),
        )
        try:
            after_us = tape.resumed_from.t if tape.resumed_from else 0
            intake = Intake(tape, TapeClock(self._clock, after_us), redact, job.wallet)
            tasks = Tasks(job, tape, intake, self.stop, self._opener, self._on_progress)
            await tasks.run(self._stop, self._hurry)
            intake.finish()
        except BaseException as error:
            with suppress(Exception):  # whatever went wrong with that, the tape has to be closed
                if intake is not None:
                    intake.finish()
            with suppress(TapeError):  # it is the first error that tells what happened
                await asyncio.to_thread(tape.close, f"failed: {type(error).__name__}")
            raise
        # In a thread: a slow disk must not keep a second Ctrl-C from being heard.
        await asyncio.to_thread(tape.close, self._reason, intake.clock.now_us())
        intake.checks.closed()
        return intake.checks.certificate(job.folder.slug, intake.fold.state)
