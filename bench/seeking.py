"""S1 to S3: the whole book at random moments, warm and from a closed file, against others.

Every way of seeking must give the same book at the same moments before its time counts; the seed's
read of its last half-second snapshot is stale by design and is only held to the snapshot.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl

from bench.film_rows import Market, five_million, one_million, track_of
from bench.rows import Row, at_least, at_most, cpu_us, interleaved
from gametape.model.grid import UNIFORM
from gametape.replay.film.glimpse import glimpse
from gametape.replay.film.layout import ASK, BID
from gametape.replay.film.reading import TrackFile
from gametape.replay.film.track import Track

SEED_STEP_US = 500_000
SNAPSHOT_ROWS = 16_384
P99_GOAL_US = 1_000.0
CELLS = UNIFORM.cells
Book = dict[int, int]
"""Slot (a bid's cell, an ask's cell + CELLS) to size."""


def run(*, quick: bool = False) -> list[Row]:
    """Measure both sets (`quick`: fewer moments)."""
    small, large = one_million(), five_million()
    moments = 200 if quick else 1_000
    with tempfile.TemporaryDirectory() as folder:
        first = _Peers(small, Path(folder), moments)
        second = _Peers(large, Path(folder), moments)
        rows = [*_warm(first, quick), *_warm(second, quick)]
        rows += [_growth(first, second, quick), *_latency(second)]
        return rows + _cold(first, quick) + _cold(second, quick)


class _Peers:
    """One market held by everybody who is measured, and the moments that are asked for."""

    def __init__(self, made: Market, folder: Path, moments: int) -> None:
        self.name = made.name
        rows = made.rows
        rng = np.random.default_rng(17)
        self.moments = rng.integers(rows.times[0], rows.times[-1], moments).tolist()
        self.path = folder / f"{made.name}.track"
        self.path.write_bytes(track_of(made))
        self.track = Track.load(self.path)
        self.house = _house_track(made)
        levels = rows.kinds <= ASK
        table = pl.DataFrame(
            {
                "time": rows.times[levels],
                "number": rows.seqs[levels],
                "slot": (rows.cells + rows.kinds * CELLS)[levels].astype(np.int32),
                "size": rows.sizes[levels],
            }
        )
        self.parquet = folder / f"{made.name}.parquet"
        table.write_parquet(self.parquet, compression="zstd", compression_level=3)
        self.db = duckdb.connect(config={"threads": 1})
        self.db.execute(f"create table changes as from read_parquet('{self.parquet}')")
        self.fold = _PlainFold(table)
        self.check()

    def check(self) -> None:
        """All give the same book."""
        for at_us in self.moments[:12]:
            expected = self.fold.seek(at_us)
            found = [self.ours(at_us), self.on_house_grid(at_us), self.in_memory(at_us),
                     self.on_parquet(at_us), self.unopened(at_us)]  # fmt: skip
            if any(book != expected for book in found):
                raise ValueError(f"the books of {self.name} at {at_us} differ")

    def ours(self, at_us: int) -> Book:
        """Our book, as the others tell theirs."""
        self.track.seek(at_us)
        return dict(self.track.bids()) | {c + CELLS: s for c, s in self.track.asks()}

    def on_house_grid(self, at_us: int) -> Book:
        """The same on the grid of 1/10000."""
        self.house.seek(at_us)
        return dict(self.house.bids()) | {c + CELLS: s for c, s in self.house.asks()}

    def in_memory(self, at_us: int) -> Book:
        """DuckDB on its own table."""
        return self._asked("changes", at_us)

    def on_parquet(self, at_us: int) -> Book:
        """DuckDB on the file."""
        return self._asked(f"read_parquet('{self.parquet}')", at_us)

    def unopened(self, at_us: int) -> Book:
        """Ours from a closed file."""
        with TrackFile(self.path) as file:
            found = glimpse(file, at_us)
        return dict(found.bids) | {cell + CELLS: size for cell, size in found.asks}

    def _asked(self, source: str, at_us: int) -> Book:
        found = self.db.execute(
            f"select slot, arg_max(size, number) as s from {source} where time <= ?"
            " group by slot having s > 0",
            [at_us],
        ).fetchall()
        return dict(found)


def _house_track(made: Market) -> Track:
    """The same rows, held on cells of 1/10000 whatever the tick: one bid off it, then none."""
    rows = made.rows
    off = np.array([BID, BID]), np.array([5_001, 5_001]), np.array([1_000_000, 0])
    extra = type(rows)(
        np.full(2, rows.times[0]), np.full(2, rows.seqs[0]), *off, np.zeros(2, np.int64)
    )
    columns = zip(extra.columns, rows.columns, strict=True)
    odd = type(rows)(*(np.concatenate(pair) for pair in columns))
    track = Track.load(track_of(made._replace(rows=odd)))
    if track.stride != 1:
        raise ValueError("the house grid is not in use")
    return track


class _PlainFold:
    """What anybody would write: a dict copied now and then, and the changes since in a loop."""

    def __init__(self, table: pl.DataFrame) -> None:
        self.times = table["time"].to_numpy()
        self.changes = list(zip(table["slot"].to_list(), table["size"].to_list(), strict=True))
        self.kept: list[Book] = []
        book: Book = {}
        for number, (slot, size) in enumerate(self.changes):
            if number % SNAPSHOT_ROWS == 0:
                self.kept.append(book.copy())
            _store(book, slot, size)

    def seek(self, at_us: int) -> Book:
        """The book at a moment."""
        row = int(self.times.searchsorted(at_us, "right"))
        start = row // SNAPSHOT_ROWS
        book = self.kept[min(start, len(self.kept) - 1)].copy()
        for slot, size in self.changes[start * SNAPSHOT_ROWS : row]:
            _store(book, slot, size)
        return book


def _store(book: Book, slot: int, size: int) -> None:
    if size:
        book[slot] = size
    else:
        book.pop(slot, None)


def _each(seek: Callable[[int], Any], moments: list[int]) -> Callable[[], float]:
    def work() -> float:
        return cpu_us(lambda: [seek(at_us) for at_us in moments], len(moments))

    return work


def _warm(peers: _Peers, quick: bool) -> list[Row]:
    few = peers.moments[: 10 if quick else 30]
    # As many as the track has, taken as a seek takes them: one alone would stay in the cache.
    frames = np.ones((peers.house.rows // SNAPSHOT_ROWS + 1, 2 * CELLS + 1), np.int64)
    into = np.empty_like(frames[0])

    def copied(at_us: int) -> None:
        into[:] = frames[peers.house.rows_by(at_us) // SNAPSHOT_ROWS]

    seed = _Seed(peers)
    house, ours, copy = "house grid", "native grid", "copying one keyframe row"
    database, seeds, plain = "DuckDB arg_max, in memory", "seed's stale read", "dict from a copy"
    samples = interleaved(
        {
            ours: _each(peers.track.seek, peers.moments),
            house: _each(peers.house.seek, peers.moments),
            copy: _each(copied, peers.moments),
            database: _each(peers.in_memory, few),
            seeds: _each(seed.read, few),
            plain: _each(peers.fold.seek, few),
        },
        3 if quick else 5,
    )
    what = f"seek, {peers.name}"
    return [
        at_most(f"S1: {what}, house grid", samples, house, copy, 8.0, "us"),
        at_most(f"S1: {what}, native grid", samples, ours, copy, 8.0, "us")._replace(
            goal="", met=None
        ),
        at_least(f"S2: {what}", samples, ours, database, 100.0, "us"),
        at_least(f"S2: {what}", samples, ours, seeds, 1.5, "us"),
        at_least(f"{what}", samples, ours, plain, 1.0, "us"),
    ]


class _Seed:
    """The first plan of this product: a whole book every half second, a gzipped row in SQLite.

    Its answer is up to half a second old.
    """

    def __init__(self, peers: _Peers) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute("create table snapshots (at_us integer primary key, payload blob)")
        steps = range(int(peers.fold.times[0]), int(peers.fold.times[-1]), SEED_STEP_US)
        # As many as the moments need: the read is one look-up however many there are.
        wanted = sorted({steps[(at - steps.start) // SEED_STEP_US] for at in peers.moments})
        rows = ((at, gzip.compress(json.dumps(self._payload(peers.fold.seek(at))).encode(), 6))
                for at in wanted)  # fmt: skip
        self._db.executemany("insert into snapshots values (?, ?)", rows)
        at = wanted[-1]
        if self.read(at) != self._payload(peers.fold.seek(at)):
            raise ValueError("the snapshot is not the book it was made of")

    @staticmethod
    def _payload(book: Book) -> dict[str, list[dict[str, str]]]:
        sides: dict[str, list[dict[str, str]]] = {"bids": [], "asks": []}
        for slot, size in sorted(book.items()):
            level = {"price": UNIFORM.text(slot % CELLS), "size": str(size / 1e6)}
            sides["asks" if slot >= CELLS else "bids"].append(level)
        return sides

    def read(self, at_us: int) -> Any:
        """The last snapshot."""
        (payload,) = self._db.execute(
            "select payload from snapshots where at_us <= ? order by at_us desc limit 1", (at_us,)
        ).fetchone()
        return json.loads(gzip.decompress(payload))


def _growth(small: _Peers, large: _Peers, quick: bool) -> Row:
    samples = interleaved(
        {
            "5M": _each(large.track.seek, large.moments),
            "1M": _each(small.track.seek, small.moments),
        },
        3 if quick else 5,
    )
    return at_most("S2: seek, five times the events", samples, "5M", "1M", 4.0, "us")


def _latency(peers: _Peers) -> list[Row]:
    """Wall time of single seeks: the person waits for those, not for an average."""
    best: list[float] = []
    for _ in range(3):
        spent = []
        for at_us in peers.moments:
            began = time.perf_counter_ns()
            peers.track.seek(at_us)
            spent.append((time.perf_counter_ns() - began) / 1_000)
        spent.sort()
        if not best or spent[len(spent) * 99 // 100] < best[1]:
            best = [spent[len(spent) // 2], spent[len(spent) * 99 // 100]]
    return [
        Row(
            "S1: seek, 5M, wall, p50 and p99",
            f"{best[0]:.1f} and {best[1]:.1f} us",
            goal=f"p99 <= {P99_GOAL_US:g} us",
            met=best[1] <= P99_GOAL_US,
        )
    ]


def _cold(peers: _Peers, quick: bool) -> list[Row]:
    few = peers.moments[: 10 if quick else 30]
    samples = interleaved(
        {
            "unopened track": _each(partial(_Peers.unopened, peers), few),
            "DuckDB on Parquet": _each(peers.on_parquet, few),
        },
        3 if quick else 5,
    )
    what = f"S3: open and seek, {peers.name}"
    return [at_least(what, samples, "unopened track", "DuckDB on Parquet", 15.0, "us")]
