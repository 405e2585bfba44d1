"""What a level change costs in columns, and what it would with pyarrow's own encodings.

    python -m bench.columns                a synthetic basketball evening of its natural length
    python -m bench.columns SESSION...     recorded ones, by their folders

`ours` is what `gametape columns` wrote, whole files. `default` is the same rows in the order of the
tape, written by pyarrow with zstd-3 and nothing else said; `default, sorted` is those rows sorted
as ours are. Bytes are exact, so one run is enough; only the seconds depend on the machine.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from gametape.replay.columns.columns import build_columns, column_files
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.session import SessionFolder

GOAL_BYTES = 10.0
GOAL_RATIO = 0.6


class Figures(NamedTuple):
    """Bytes a level change, and CPU microseconds a level change to build them from the tape."""

    session: str
    level_changes: int
    ours: float
    default: float
    default_sorted: float
    split_sizes: float
    cpu_us: float

    @property
    def ratio(self) -> float:
        """Ours over the default."""
        return self.ours / self.default


def measure(folder: SessionFolder) -> Figures:
    """Build a session's columns anew and write the same rows in other ways."""
    began = time.process_time()
    report = build_columns(folder, again=True)
    spent = time.process_time() - began
    ours = default = ordered = plain = split = 0
    for file in column_files(folder):
        table = pq.read_table(file.level_changes)
        by_tape = table.sort_by(
            [("seq", "ascending"), ("asset", "ascending"), ("part", "ascending")]
        )
        ours += file.level_changes.stat().st_size
        default += written(by_tape)
        ordered += written(table)
        sizes = table.select(["size"])
        plain += written(sizes, use_dictionary=False)
        split += written(sizes, use_dictionary=False, column_encoding={"size": "BYTE_STREAM_SPLIT"})
    rows = report.level_changes
    return Figures(
        session=folder.slug,
        level_changes=rows,
        ours=ours / rows,
        default=default / rows,
        default_sorted=ordered / rows,
        split_sizes=(ours + split - plain) / rows,
        cpu_us=spent * 1e6 / rows,
    )


def written(table: pa.Table, **settings: object) -> int:
    """Bytes of a table as a Parquet file with zstd-3."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", compression_level=3, **settings)
    return sink.tell()


def run(folders: list[SessionFolder] | None = None) -> list[Figures]:
    """Figures of these sessions, or of a synthetic evening made for it."""
    if folders:
        return [measure(folder) for folder in folders]
    with tempfile.TemporaryDirectory() as home:
        folder = SessionFolder.create(Path(home), "synthetic-evening")
        EveningTape(make_evening("basketball", seed=3)).write(folder)
        return [measure(folder)]


def main() -> int:
    """Print the figures; 1 if the synthetic evening misses a goal."""
    folders = [SessionFolder(Path(name)) for name in sys.argv[1:]]
    print("bytes a level change: ours, with split sizes | default, sorted | ours/default, CPU us")
    figures = run(folders)
    for one in figures:
        print(
            f"{one.session[:28]:<28} {one.level_changes:>8} rows"
            f"  {one.ours:.2f} {one.split_sizes:.2f} | {one.default:.2f} {one.default_sorted:.2f}"
            f" | {one.ratio:.3f} {one.cpu_us:.1f}"
        )
    if folders:
        return 0
    met = all(one.ours <= GOAL_BYTES and one.ratio <= GOAL_RATIO for one in figures)
    print(
        f"at most {GOAL_BYTES:g} bytes and {GOAL_RATIO:g} of default: {'met' if met else 'MISSED'}"
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
