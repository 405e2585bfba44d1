"""Decode, number and keep frames from memory: the tape against the seed's design, CPU a frame.

Ours decodes with the market channel's decoder and hands lines to the tape's writer as the
recorder does (a flush every 50 ms of frames, the writer thread's own syncs), without fold and
checks; a further row has those on top. The autocommit peer gets fewer frames, since each of them
waits for the disk.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

import msgspec

from bench import seed_store
from bench.mix import RATE, steady_frames
from bench.rows import Row, at_least, cpu_us, interleaved, shown
from gametape.replay.certificate import CertificateBuilder
from gametape.replay.session import SessionFold
from gametape.tape.lines import Line
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter
from gametape.venues.polymarket.market import MarketDecoder

SOURCE = "polymarket.market#1"
START_US = 1_790_000_000_000_000
FRAME_US = 1_000_000 // RATE
FLUSH_EVERY = RATE // 20
AUTOCOMMIT_FRAMES = 1_000
SAMPLE = 41
"""Every how many book hashes the recorder checks at this rate."""

OURS, CHECKED = "ours", "ours with fold and checks"
AUTOCOMMIT, WAL = "SQLite, autocommit", "SQLite, WAL, 1,000 a commit"


def keep(folder: SessionFolder, frames: list[bytes]) -> None:
    """Decode every frame and append it to a tape."""
    decode = MarketDecoder().decode
    with TapeWriter(folder) as tape:
        for number, frame in enumerate(frames):
            recv_us = START_US + number * FRAME_US
            decode(frame, tape.append("market", SOURCE, frame, recv_us), recv_us)
            if number % FLUSH_EVERY == 0:
                tape.flush()


def keep_checked(folder: SessionFolder, frames: list[bytes]) -> None:
    """The same with everything else the recorder does to a frame: fold, checks, certificate."""
    fold, checks = SessionFold(), CertificateBuilder(SAMPLE)
    with TapeWriter(folder) as tape:
        for number, frame in enumerate(frames):
            recv_us = START_US + number * FRAME_US
            seq = tape.append("market", SOURCE, frame, recv_us)
            line = Line(t=recv_us, q=seq, k="market", c=SOURCE, m=msgspec.Raw(frame))
            step = fold.decode(line)
            checks.before(step, fold.state)
            fold.apply(step)
            checks.after(step, fold.state)
            if number % FLUSH_EVERY == 0:
                tape.flush()


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
