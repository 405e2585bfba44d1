"""Kill a real tape writer at random moments and prove that nothing acknowledged is lost.

`python -m bench.kill9 100` starts a writer process again and again on the same few sessions, reads
the marks it prints after they have moved, kills it with SIGKILL, and reads the tape: every line up
to the last printed mark must be there, byte for byte, and nothing that was never written.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from gametape.tape.damage import TORN, Damage
from gametape.tape.reader import read_tape
from gametape.tape.records import SegmentHead, decode_record
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

_SOURCE = "polymarket.market#1"
_ROUNDS_PER_SESSION = 5
_START_US = 1_700_000_000_000_000


def message(number: int) -> bytes:
    """A run's message of this number: whatever a tape holds can be checked by itself."""
    rng = random.Random(number)
    changes = [
        {"asset_id": str(rng.getrandbits(200)), "price": f"0.{rng.randrange(100):02d}"}
        for _ in range(rng.randrange(6))
    ]
    return json.dumps(
        {"event_type": "price_change", "n": number, "price_changes": changes}
    ).encode()


def write_until_killed(root: Path, seed: int) -> None:
    """Append for ever, printing `written_q` whenever it has moved."""
    rng = random.Random(seed)
    printed, number = -1, 0
    with TapeWriter(SessionFolder(root), frame_bytes=32 * 1024, segment_lines=3000) as tape:
        while True:
            for _ in range(rng.randrange(1, 60)):
                tape.append("market", _SOURCE, message(number), _START_US + number)
                number += 1
            tape.flush()
            if rng.random() < 0.02:
                tape.sync()
            if tape.written_q > printed:
                printed = tape.written_q
                os.write(1, b"%d\n" % printed)


def kill_once(root: Path, seed: int) -> int:
    """One writer, killed; returns the last line it had acknowledged."""
    command = [sys.executable, "-m", "bench.kill9", "--write", str(root), "--seed", str(seed)]
    rng = random.Random(seed)
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        said = os.read(writer.stdout.fileno(), 65536)
        deadline = time.monotonic() + rng.uniform(0.0, 0.4)
        while time.monotonic() < deadline:
            said = said[-200:] + os.read(writer.stdout.fileno(), 65536)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        while more := os.read(writer.stdout.fileno(), 65536):
            said = said[-200:] + more
    whole = said[: said.rfind(b"\n") + 1].split()
    return int(whole[-1]) if whole else -1


class Verdict(NamedTuple):
    """What a killed writer left: the last line, how many tails were torn, everything wrong."""

    recovered: int
    torn: int
    wrong: list[str]


def check(root: Path, acknowledged: int) -> Verdict:
    """Read the tape and compare every line with what its run had to write there."""
    wrong: list[str] = []
    damage: list[Damage] = []
    due, last_q = 0, -1
    for line in read_tape(root, on_damage=damage.append):
        if line.q != last_q + 1:
            wrong.append(f"line {line.q} follows line {last_q}")
        last_q = line.q
        if line.k == "segment":
            head = decode_record("segment", line.raw)
            assert isinstance(head, SegmentHead)
            due = 0 if head.restart else due
        else:
            if line.raw != message(due):
                wrong.append(f"line {line.q} is not what was written")
            due += 1
    if last_q < acknowledged:
        wrong.append(f"acknowledged {acknowledged}, recovered {last_q}")
    wrong += [str(item) for item in damage if item.cause != TORN or item.lost]
    return Verdict(last_q, len(damage), wrong)


def main(kills: int, seed: int) -> int:
    """Kill that many writers; print what was found; 1 if anything was lost or false."""
    wrong: list[str] = []
    totals = {"kills": kills, "acknowledged": 0, "recovered": 0, "torn_tails": 0}
    with tempfile.TemporaryDirectory() as home:
        root, before, torn = Path(home), -1, 0
        for number in range(kills):
            if number % _ROUNDS_PER_SESSION == 0:
                root = SessionFolder.create(Path(home), f"kill-{number}").root
                before, torn = -1, 0
            acknowledged = kill_once(root, seed + number)
            verdict = check(root, acknowledged)
            wrong += [f"kill {number}: {text}" for text in verdict.wrong]
            totals["acknowledged"] += max(0, acknowledged - before)
            totals["recovered"] += verdict.recovered - before
            totals["torn_tails"] += verdict.torn - torn
            before, torn = verdict.recovered, verdict.torn
    print(json.dumps({**totals, "wrong": wrong[:20]}))
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=100)
    parser.add_argument("--seed", type=int, default=20_26)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        write_until_killed(options.write, options.seed)
    sys.exit(main(options.kills, options.seed))
