"""W1: from nothing to a chart and a whole book as bytes, in a process of its own.

A start opens a closed track, reads its overview and the book in the middle, and makes JSON of both.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.film_rows import five_million, one_million, track_of
from bench.rows import Row, at_most, interleaved

START = """
import sys
from pathlib import Path
import msgspec
from gametape.replay.film.glimpse import glimpse
from gametape.replay.film.reading import TrackFile
with TrackFile(Path({path!r})) as file:
    seconds = file.seconds()
    step = max(1, len(seconds["last"]) // 2000)
    chart = {{name: column[::step][:2000].tolist() for name, column in seconds.items()}}
    middle = (file.header.from_us + file.header.to_us) // 2
    data = msgspec.json.encode({{"chart": chart, "book": glimpse(file, middle)}})
assert len(chart["last"]) == 2000 and len(data) > 20_000, len(data)
heavy = {{"numba", "pandas", "polars", "pyarrow", "duckdb", "sqlalchemy", "scipy"}}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""
NUMPY, WEB = "import numpy", "import fastapi, uvicorn"


def run(*, quick: bool = False) -> list[Row]:
    """Measure both sets; `quick`: fewer repeats."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as home:
        for made in (one_million(), five_million()):
            path = Path(home) / f"{made.name}.track"
            path.write_bytes(track_of(made))
            samples = interleaved(
                {
                    "start": _spent(START.format(path=str(path))),
                    NUMPY: _spent(NUMPY),
                    WEB: _spent(WEB),
                },
                5 if quick else 11,
            )
            what = f"W1: start to chart and book, {made.name}"
            rows.append(at_most(what, samples, "start", NUMPY, 1.6, "ms"))
            rows.append(at_most(what, samples, "start", WEB, 0.8, "ms"))
    return rows


def _spent(program: str) -> Callable[[], float]:
    """CPU milliseconds of a whole Python process that runs this."""

    def work() -> float:
        process = subprocess.Popen([sys.executable, "-c", program])
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"a start failed with code {process.returncode}")
        return (usage.ru_utime + usage.ru_stime) * 1_000

    return work
