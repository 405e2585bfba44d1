"""R4 and W2: what a track weighs and how fast it is whole in memory, against Polars' Parquet.

The same columns on both sides: time in milliseconds, kind, price, size. The file of Polars has
these bare columns; a track has the sequence numbers, its books every 32,768 rows and the overview
besides, and is ready to be asked for any book when it is loaded.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from bench.film_rows import Market, five_million, one_million, track_of
from bench.rows import Row, at_least, cpu_us, interleaved
from gametape.kernel.choice import is_compiled
from gametape.replay.film.track import Track

BYTES_GOAL = 4.0
RATIO_GOAL = 0.7
SPEED_GOAL = 1.5


def run(*, quick: bool = False) -> list[Row]:
    """Measure both sets; `quick`: fewer repeats."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as home:
        for made in (one_million(), five_million()):
            rows += _measured(made, Path(home), 3 if quick else 7)
    return rows


def _measured(made: Market, folder: Path, repeats: int) -> list[Row]:
    track, parquet = folder / f"{made.name}.track", folder / f"{made.name}.parquet"
    track.write_bytes(track_of(made))
    columns = made.rows
    pl.DataFrame(
        {
            "ms": columns.times // 1_000,
            "kind": columns.kinds.astype(np.uint8),
            "key": (columns.cells // made.tick).astype(np.uint16),
            "size": (columns.sizes // 10_000).astype(np.int32),
        }
    ).write_parquet(parquet, compression="zstd", compression_level=3)
    _check(made, Track.load(track), pl.read_parquet(parquet))
    numbered = pl.read_parquet(parquet).with_columns(
        number=pl.Series(columns.seqs, dtype=pl.UInt32)
    )
    whole = folder / f"{made.name}.numbered.parquet"
    numbered.write_parquet(whole, compression="zstd", compression_level=3)
    events = len(columns)
    ours, theirs = (path.stat().st_size / events for path in (track, parquet))
    samples = interleaved(
        {
            "track": lambda: cpu_us(lambda: Track.load(track), 1) / 1_000,
            "polars.read_parquet": lambda: cpu_us(lambda: pl.read_parquet(parquet), 1) / 1_000,
        },
        repeats,
    )
    speed = at_least(
        f"W2: whole track in memory, {made.name}", samples, "track", "polars.read_parquet",
        SPEED_GOAL, "ms",
    )  # fmt: skip
    if not is_compiled():  # the goal is one for the kernel
        speed = speed._replace(goal="", met=None)
    what = f"R4: track, {made.name}"
    ratio = ours / theirs
    return [
        Row(what, f"{ours:.2f} B/event", goal=f"<= {BYTES_GOAL:g} B", met=ours <= BYTES_GOAL),
        Row(
            what,
            f"{ours:.2f} B/event",
            f"Polars Parquet zstd-3: {theirs:.2f} B/event",
            f"{ratio:.2f}",
            f"{ratio:.2f}",
            f"<= {RATIO_GOAL:g}x",
            ratio <= RATIO_GOAL,
        ),
        Row(
            f"{what}, sequence in both",
            f"{ours:.2f} B/event",
            f"Polars Parquet zstd-3: {whole.stat().st_size / events:.2f} B/event",
            f"{ours * events / whole.stat().st_size:.2f}",
        ),
        speed,
    ]


def _check(made: Market, track: Track, table: pl.DataFrame) -> None:
    """Both give the rows back."""
    columns = made.rows
    same = (
        np.array_equal(track.times, columns.times)
        and np.array_equal(track.seqs, columns.seqs)
        and np.array_equal(table["ms"].to_numpy() * 1_000, columns.times)
        and np.array_equal(table["size"].to_numpy().astype(np.int64) * 10_000, columns.sizes)
    )
    at = len(columns) // 2
    track.seek_row(at)
    levels = columns.kinds[:at] < 2
    slots = (columns.cells + columns.kinds * 20_000)[:at][levels]
    last = dict(zip(slots.tolist(), columns.sizes[:at][levels].tolist(), strict=True))
    book = dict(track.bids()) | {cell + 20_000: size for cell, size in track.asks()}
    if not same or book != {slot: size for slot, size in last.items() if size}:
        raise ValueError(f"the rows of {made.name} do not come back")
