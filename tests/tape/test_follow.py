"""Reading while another process writes: our reader, and plain zstdcat."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import gametape
from gametape.tape.damage import Damage
from gametape.tape.follow import follow_tape
from gametape.tape.lines import Line
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

SOURCE = "polymarket.market#1"
COUNT = 4000

# Appends COUNT lines in small flushes over several frames and segments; pauses when told.
WRITER = f"""
import sys
from pathlib import Path
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

tape = TapeWriter(SessionFolder(Path(sys.argv[1])), frame_bytes=20_000, segment_lines=1500)
for number in range({COUNT}):
    tape.append("market", "{SOURCE}", b'{{"n":%d}}' % number, 1_700_000_000_000_000 + number)
    if number % 17 == 0:
        tape.flush()
    if number == {COUNT // 2}:
        tape.flush()
        tape.wait_written(tape.last_q)
        print(tape.last_q, flush=True)
        sys.stdin.readline()
tape.close()
"""


@pytest.fixture
def writer(folder: SessionFolder) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(gametape.__file__).parents[1])},
    ) as process:
        yield process


def go_on(writer: subprocess.Popen[str]) -> None:
    assert writer.stdin is not None
    writer.stdin.write("\n")
    writer.stdin.flush()


def test_following_a_live_tape_gives_every_line_once(
    folder: SessionFolder, writer: subprocess.Popen[str]
) -> None:
    assert writer.stdout is not None
    damage: list[Damage] = []
    lines: list[Line] = []
    paused = False
    following = follow_tape(
        folder, lambda: writer.poll() is not None, 0.005, on_damage=damage.append
    )
    for line in following:
        lines.append(line)
        if not paused and line.raw == b'{"n":%d}' % (COUNT // 2):
            assert int(writer.stdout.readline()) == line.q  # seen as soon as it was written
            paused = True
            go_on(writer)
    assert writer.returncode == 0
    assert damage == []
    assert [line.q for line in lines] == list(range(len(lines)))
    assert [line.raw for line in lines] == [line.raw for line in read_tape(folder)]
    assert lines[-1].k == "end"


@pytest.mark.skipif(shutil.which("zstdcat") is None, reason="no zstdcat here")
def test_zstdcat_shows_a_live_tape_up_to_the_last_flush(
    folder: SessionFolder, writer: subprocess.Popen[str]
) -> None:
    assert writer.stdout is not None
    last = int(writer.stdout.readline())
    assert [line.q for line in read_tape(folder)] == list(range(last + 1))
    shown: list[dict[str, object]] = []
    for _, path in folder.segments():
        cat = subprocess.run(["zstdcat", path], capture_output=True, check=False)
        shown += [json.loads(text) for text in cat.stdout.splitlines()]
    assert [line["q"] for line in shown] == list(range(last + 1))
    assert shown[-1]["m"] == {"n": COUNT // 2}
    go_on(writer)


def test_following_crosses_a_restart_and_tells_a_torn_tail(folder: SessionFolder) -> None:
    with TapeWriter(folder) as tape:
        tape.append("market", SOURCE, b"1", 1)
        tape.flush()
        tape.wait_written(1)
    path = folder.segment_path(0)
    path.write_bytes(path.read_bytes()[:-9])
    damage: list[Damage] = []
    done = threading.Event()
    seen: list[int] = []
    following = follow_tape(folder, done.is_set, 0.001, on_damage=damage.append)
    seen += [next(following).q, next(following).q]
    assert damage == []  # for all we know it is still being written
    with TapeWriter(folder) as tape:
        tape.append("market", SOURCE, b"2", 2)
    done.set()
    seen += [line.q for line in following]
    assert seen == [0, 1, 2, 3, 4]
    assert [(item.cause, item.after_q, item.before_q) for item in damage] == [("torn tail", 1, 2)]


def test_following_starts_before_there_is_anything(folder: SessionFolder) -> None:
    rounds: list[int] = []

    def stop() -> bool:
        rounds.append(1)
        if len(rounds) == 3:
            with TapeWriter(folder, segment_lines=2) as tape:
                for at in range(6):
                    tape.append("market", SOURCE, b"1", at)
        return len(rounds) == 5

    lines = list(follow_tape(folder, stop, 0))
    assert [line.q for line in lines] == list(range(len(lines)))
    assert lines[-1].k == "end"


def test_following_a_finished_tape_is_reading_it(
    folder: SessionFolder, record: Callable[..., list[bytes]]
) -> None:
    record(300, segment_lines=70, frame_bytes=2000)
    followed = [(line.q, line.raw) for line in follow_tape(folder, lambda: True)]
    assert followed == [(line.q, line.raw) for line in read_tape(folder)]
