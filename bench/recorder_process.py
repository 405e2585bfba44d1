"""The recorder in a process of its own, watched while it records.

`python -m bench.recorder_process HOME CORE` takes the venue's addresses from the environment as
`gametape record` does, prints "recording" once frames arrive, records until SIGTERM and prints a
report as JSON. `--stop-after N` ends it after so many messages instead.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import msgspec

from bench.cores import memory_bytes, open_files, pin
from gametape.record.control.progress import Progress
from gametape.record.plan.job import Job
from gametape.record.plan.options import RecordOptions
from gametape.record.plan.planning import plan_evening
from gametape.record.recorder import Recorder
from gametape.settings.load import load_settings
from gametape.tape.segment import SegmentFile
from gametape.tape.session import SessionFolder
from gametape.tape.writer_thread import WriterThread
from gametape.venues.polymarket.rest import PolymarketRest, open_http


class Second(msgspec.Struct):
    """One second of a recording: wall and CPU seconds, messages and what the process holds."""

    wall: float
    cpu: float
    frames: int
    memory: int | None
    files: int | None
    threads: int
    tape_bytes: int
    alarm: str


class Report(msgspec.Struct):
    """What a watched recording was like; syncs are (done at, last durable line, took)."""

    session: str
    verdict: str
    warnings: list[str]
    seconds: list[Second]
    syncs: list[tuple[int, int, float]]
    core: str


class Watched:
    """Notes every second and every sync of a recording."""

    def __init__(self) -> None:
        self.seconds: list[Second] = []
        self.syncs: list[tuple[int, int, float]] = []
        self._anchor_us = time.time_ns() // 1000 - time.monotonic_ns() // 1000
        self._took = 0.0

    def second(self, progress: Progress) -> None:
        """Take note of a second."""
        self.seconds.append(
            Second(
                wall=time.monotonic(),
                cpu=time.process_time(),
                frames=progress.frames,
                memory=memory_bytes(),
                files=open_files(),
                threads=threading.active_count(),
                tape_bytes=progress.tape_bytes,
                alarm=progress.alarm,
            )
        )

    def around_syncs(self, stack: ExitStack) -> None:
        """Time what the tape does to become durable, from outside."""
        sync, mark = SegmentFile.sync, WriterThread._mark_durable

        def timed(segment: SegmentFile) -> None:
            start = time.monotonic()
            sync(segment)
            self._took = time.monotonic() - start

        def marked(thread: WriterThread) -> None:
            mark(thread)
            now_us = self._anchor_us + time.monotonic_ns() // 1000
            self.syncs.append((now_us, thread.durable_q, self._took))

        stack.enter_context(patch.object(SegmentFile, "sync", timed))
        stack.enter_context(patch.object(WriterThread, "_mark_durable", marked))


async def record(home: Path, options: RecordOptions, stop_after: int | None) -> Report:
    """Record the event of the environment until told to stop."""
    settings = load_settings()
    event = os.environ["GAMETAPE_EVENT"]
    async with open_http() as http:
        rest = PolymarketRest(
            settings.urls, http, lambda: time.time_ns() // 1000, settings.credentials
        )
        evening, _ = await plan_evening(rest, [event], [])
    folder = SessionFolder.create(home, "bench")
    watched = Watched()

    def progressed(progress: Progress) -> None:
        if not watched.seconds:
            sys.stdout.write("recording\n")
            sys.stdout.flush()
        watched.second(progress)
        if stop_after is not None and progress.frames >= stop_after:
            recorder.stop("enough")

    job = Job(
        folder=folder,
        evening=evening,
        urls=settings.urls,
        credentials=settings.credentials,
        wallet=settings.wallet,
        options=options,
    )
    recorder = Recorder(job, on_progress=progressed)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, recorder.stop, "told to")
    with ExitStack() as stack:
        watched.around_syncs(stack)
        certificate = await recorder.run()
    return Report(
        session=str(folder.root),
        verdict=certificate.verdict,
        warnings=certificate.warnings,
        seconds=watched.seconds,
        syncs=watched.syncs,
        core="",
    )


def main() -> None:
    """Record as the arguments say and print the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("core", type=int)
    parser.add_argument("--stop-after", type=int)
    parser.add_argument("--options", default="{}", help="of the recorder, as JSON")
    given = parser.parse_args()
    core = pin(given.core)
    options = msgspec.json.decode(given.options, type=RecordOptions)
    report = asyncio.run(record(given.home, options, given.stop_after))
    report.core = core
    sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")


if __name__ == "__main__":
    main()
