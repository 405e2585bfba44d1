"""Decode, number and keep frames from memory: the tape against the seed's design, CPU a frame.

Ours hands lines to the tape's writer as the recorder does (a flush every 50 ms of frames, the
writer thread's own syncs) and decodes them to checked integers: in columns, a flush at a time,
with the compiled kernel, or to events without it; without fold and checks. A further row is the
recorder's whole intake, with those on top. The autocommit peer gets fewer frames, since each of
them waits for the disk.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

from bench import seed_store
from bench.decode import assets_of
from bench.mix import RATE, steady_frames
from bench.rows import Row, at_least, cpu_us, interleaved, shown
from gametape.clock import TapeClock
from gametape.kernel.choice import KERNEL, is_compiled
from gametape.kernel.columns import Columns
from gametape.model.frames import Kind
from gametape.record.intake.intake import Intake
from gametape.tape import records
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter
from gametape.venues.polymarket.market import MarketDecoder

SOURCE = "polymarket.market#1"
START_US = 1_790_000_000_000_000
FRAME_US = 1_000_000 // RATE
FLUSH_EVERY = RATE // 20
AUTOCOMMIT_FRAMES = 1_000
HANDFUL = 5
"""Frames that come within a millisecond, and are taken in together."""

OURS, CHECKED = "ours", "ours with fold and checks"
AUTOCOMMIT, WAL = "SQLite, autocommit", "SQLite, WAL, 1,000 a commit"


def keep(folder: SessionFolder, frames: list[bytes]) -> None:
    """Append every frame to a tape, and decode it."""
    decode = Columns.of(64 * FLUSH_EVERY)
    assets = assets_of(frames)
    with TapeWriter(folder) as tape:
        for at in range(0, len(frames), FLUSH_EVERY):
            flush = frames[at : at + FLUSH_EVERY]
            for number, frame in enumerate(flush, at):
                tape.append("market", SOURCE, frame, START_US + number * FRAME_US)
            tape.flush()
            if is_compiled():
                _, read, _ = KERNEL.parse_columns(b"\n".join(flush), assets, decode)
                if read != len(flush):
                    raise ValueError("the columns are too short")
            else:
                for frame in flush:
                    MarketDecoder().decode(frame, 0, 0)


class Elapsing:
    """A clock that the frames move on."""

    us = 0

    def wall_us(self) -> int:
        """See `Clock`."""
        return START_US + self.us

    def mono_us(self) -> int:
        """See `Clock`."""
        return self.us


def keep_checked(folder: SessionFolder, frames: list[bytes]) -> None:
    """The recorder's own intake: fold, checks and certificate too; frames come by the handful."""
    clock = Elapsing()
    with TapeWriter(folder) as tape:
        intake = Intake(tape, TapeClock(clock))
        intake.own(records.Link(connection=SOURCE, state="up"))
        for number, frame in enumerate(frames):
            clock.us = number * FRAME_US
            intake.arrive(Kind.MARKET, SOURCE, frame, intake.clock.now_us())
            if number % HANDFUL == 0:
                intake.take_in()
            if number % FLUSH_EVERY == 0:
                intake.tick()
        intake.tick()
    if intake.broken or intake.checks.frames != len(frames):
        raise ValueError(f"the intake took {intake.checks.frames} frames {intake.broken}")


def check_equal(home: Path, frames: list[bytes]) -> int:
    """Every store gives every frame back; returns the bytes of the tape."""
    folder = SessionFolder.create(home, "equal")
    keep(folder, frames)
    if [line.raw for line in read_tape(folder) if line.k == "market"] != frames:
        raise ValueError("the tape does not give the frames back")
    some = frames[:AUTOCOMMIT_FRAMES]
    wanted = [json.loads(frame) for frame in some]
    for rows in (1, 1_000):
        path = home / f"equal-{rows}.db"
        seed_store.store(path, some, rows_a_commit=rows)
        if list(seed_store.messages(path)) != wanted:
            raise ValueError("SQLite does not give the messages back")
    return sum(path.stat().st_size for _, path in folder.segments())


def run(*, quick: bool = False) -> list[Row]:
    """Measure; the rows of section 7's second point, and R4's size of the tape."""
    frames = steady_frames(20_000 if quick else 100_000)
    some = frames[:AUTOCOMMIT_FRAMES]
    numbers = count()
    with tempfile.TemporaryDirectory() as folder_name:
        home = Path(folder_name)
        tape_bytes = check_equal(home, frames)

        def taped(work: Callable[[SessionFolder, list[bytes]], None]) -> float:
            folder = SessionFolder.create(home, f"run-{next(numbers)}")
            return cpu_us(lambda: work(folder, frames), len(frames))

        def rowed(rows: int, wanted: list[bytes]) -> float:
            path = home / f"run-{next(numbers)}.db"
            return cpu_us(lambda: seed_store.store(path, wanted, rows_a_commit=rows), len(wanted))

        samples = interleaved(
            {
                OURS: lambda: taped(keep),
                AUTOCOMMIT: lambda: rowed(1, some),
                WAL: lambda: rowed(1_000, frames[:20_000]),
                CHECKED: lambda: taped(keep_checked),
            },
            3 if quick else 5,
        )
    unit = "us/frame"
    return [
        at_least("decode, number, keep", samples, OURS, AUTOCOMMIT, 20, unit),
        at_least("decode, number, keep", samples, OURS, WAL, 5, unit),
        shown("the same with fold and all checks", samples, CHECKED, WAL, unit),
        *sizes(tape_bytes, frames),
    ]


def sizes(tape_bytes: int, frames: list[bytes]) -> list[Row]:
    """What the tape takes on disk; bytes are exact and repeat."""
    a_frame = tape_bytes / len(frames)
    json_bytes = sum(map(len, frames)) / len(frames)
    ratio = json_bytes / a_frame
    against = f"JSON: {json_bytes:.1f} B/frame"
    ours = f"{a_frame:.1f} B/frame"
    exact = f"{ratio:.2f}"
    return [
        Row("tape on disk", ours, against, goal="<= 125 B/frame", met=a_frame <= 125),
        Row("R4: tape against its JSON", ours, against, exact, exact, ">= 8x", ratio >= 8),
    ]
