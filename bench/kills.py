"""R6: a writer killed at random, again and again, and its tape read each time."""

from __future__ import annotations

import json
import subprocess
import sys

from bench.children import ROOT
from bench.rows import Row


def run(*, quick: bool = False, full: bool = False) -> list[Row]:
    """Kill and read; the row of R6. Cuts, zeroed tails and flipped bits are in tests/tape."""
    kills = 100 if full else 5 if quick else 20
    done = subprocess.run(
        [sys.executable, "-m", "bench.kill9", str(kills)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise RuntimeError(done.stderr[-400:])
    said = json.loads(done.stdout)
    return [
        Row(
            f"R6: {kills} kill -9 of a tape writer",
            f"{said['recovered']} lines recovered",
            f"{said['acknowledged']} acknowledged, {said['torn_tails']} torn tails",
            goal="none acknowledged lost, none false",
            met=done.returncode == 0,
        )
    ]
