"""The heavy peers, only when asked for (`bench peers`): goals P2 and P3 beside hftbacktest.

It runs in the peers' own environment in a process that waits for its turn, so that the two take
turns on the same rows. Both must have seen the same best prices before a time counts.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bench.children import ROOT
from bench.film_rows import Market, one_million, track_of
from bench.peer_environment import HEAVY, PYTHON, prepare
from bench.playing import Table
from bench.rows import Row, at_least, cpu_us, interleaved
from gametape.kernel.choice import is_compiled
from gametape.replay.film.track import Track

SCRIPT = Path(__file__).with_name("peer_hftbacktest.py")
TICKVAULT = "not measured: it reads only archives of its own recorder, and brings no writer"


def run(*, quick: bool = False) -> list[Row]:
    """Install what is missing and measure; what could not be installed is a row in words."""
    failed = prepare(HEAVY)
    rows = [Row("S3, P3: beside tickvault-ob 0.1.1", failed.get("tickvault", TICKVAULT))]
    if "hftbacktest" in failed:
        return [Row("P2, P3: beside hftbacktest 2.4.4", failed["hftbacktest"]), *rows]
    made = one_million()
    track = Track.load(track_of(made))
    table = Table(track.columns(), track.levels)
    with tempfile.TemporaryDirectory() as folder, _peer(made, Path(folder)) as (told, spent):
        _check(table, told)
        works: dict[str, Callable[[], float]] = {
            "ours": lambda: cpu_us(table.fill, track.rows) * 1_000,
            "hftbacktest": spent,
        }
        both = interleaved(works, 3 if quick else 7)
    count = len(both["ours"])  # what was spent to warm up comes before
    found = []
    for goal, what, least in (("P2", "best prices and depth", 4.0), ("P3", "best prices", 8.0)):
        samples = {"ours": both["ours"], "hftbacktest": spent.kept[what][-count:]}
        row = at_least(f"{goal}: {what}, 1M", samples, "ours", "hftbacktest", least, "ns/row")
        found.append(row)
    if not is_compiled():
        found = [row._replace(goal="", met=None) for row in found]
    return found + rows


class _Spent:
    """One turn of the peer: it passes over the rows once with each of its works."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.kept: dict[str, list[float]] = {}

    def __call__(self) -> float:
        """CPU nanoseconds a row of the first work; those of all are kept."""
        assert self._process.stdin is not None
        self._process.stdin.write("again\n")
        self._process.stdin.flush()
        for what, spent in answer(self._process).items():
            self.kept.setdefault(what, []).append(float(spent))
        return next(iter(self.kept.values()))[-1]


def answer(process: subprocess.Popen[str]) -> dict[str, float]:
    """What the peer says next; raises RuntimeError if it has died."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("hftbacktest's process died")
    found: dict[str, float] = json.loads(line)
    return found


@contextmanager
def _peer(made: Market, folder: Path) -> Iterator[tuple[dict[str, list[float]], _Spent]]:
    """The peer, compiled and ready, and the sums of what it saw."""
    rows = made.rows
    columns = folder / "rows.npz"
    np.savez(columns, kind=rows.kinds, cell=rows.cells, size=rows.sizes)
    command = [str(PYTHON), str(SCRIPT), str(columns), str(made.tick / 10_000)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as process:
        told: dict[str, list[float]] = answer(process)  # type: ignore[assignment]
        yield told, _Spent(process)
        process.stdin.close() if process.stdin else None


def _check(table: Table, told: dict[str, list[float]]) -> None:
    """Both saw the same best prices; the peer is silent about the last row."""
    bids, asks, *depths = (column[:-1].astype(np.int64) for column in table.columns)
    both = (bids >= 0) & (asks >= 0)
    total = int((bids[both] + 3 * asks[both]).sum())
    held = float(sum(depth[both].sum() for depth in depths)) / 1e6
    for what, (theirs, seen, size) in told.items():
        if theirs != total or seen != both.sum():
            raise ValueError(f"hftbacktest saw other prices: {theirs} of {seen}, ours {total}")
        if size and abs(size / held - 1) > 1e-6:
            raise ValueError(f"hftbacktest saw other sizes in {what}: {size}, ours {held}")
