"""P1 and P2: every row of a market through a Python function, and the table of features.

All play the same rows and must have seen the same best prices.
"""

from __future__ import annotations

import tempfile
from array import array
from bisect import bisect_left, insort
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.film_rows import five_million, one_million, track_of
from bench.rows import Row, at_least, at_most, cpu_us, interleaved, shown
from gametape.kernel.choice import KERNEL, is_compiled
from gametape.replay.film.track import Track

Rows = tuple[NDArray[np.uint8], NDArray[np.int32], NDArray[np.int64]]
"""Kind, key and size of every row."""

EMPTY_GOAL = 2.0
"""The limited interface of Python 3.11 has no vector call; see performance.md 7."""


def run(*, quick: bool = False) -> list[Row]:
    """Measure both sets (`quick`: the smaller alone)."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as home:
        for make in (one_million,) if quick else (one_million, five_million):
            made = make()
            path = Path(home) / f"{made.name}.track"
            path.write_bytes(track_of(made))
            rows += _measured(made.name, path, 3 if quick else 5)
    return rows


class _Sum:
    """What a strategy would be called with; adds up what it saw, for the comparison."""

    def __init__(self) -> None:
        self.total = 0
        self.calls = 0

    def __call__(self, _: int, bid: int, ask: int) -> None:
        """One row."""
        self.calls += 1
        self.total += bid + 3 * ask


def _measured(name: str, path: Path, repeats: int) -> list[Row]:
    track = Track.load(path)
    rows = track.columns()
    count = track.rows
    table = Table(rows, track.levels)
    bids, asks = table.bid.tolist(), table.ask.tolist()
    ordered = list(zip(*(column.tolist() for column in rows), strict=True))
    _check(rows, track.levels, ordered, (bids, asks))

    def bare(row: int, bid: int, ask: int) -> None:
        """The cheapest there is."""

    def loop() -> None:
        for row, (bid, ask) in enumerate(zip(bids, asks, strict=True)):
            bare(row, bid, ask)

    def end_to_end() -> None:
        opened = Track.load(path)
        _each(opened.columns(), opened.levels, bare)

    copies = [np.empty_like(column) for column in table.columns]

    def copy() -> None:
        for source, target in zip(table.columns, copies, strict=True):
            np.copyto(target, source)

    works: dict[str, Callable[[], Any]] = {
        "callback": lambda: _each(rows, track.levels, bare),
        "empty loop with the same callback": loop,
        "dict and bisect": lambda: _dict_and_bisect(ordered, bare),
        "from the packed file": end_to_end,
        "feature table": table.fill,
        "copying its columns": copy,
    }
    samples = interleaved({what: _spent(work, count) for what, work in works.items()}, repeats)
    found = [
        at_most(f"P1: callback a row, {name}", samples, "callback",
                "empty loop with the same callback", EMPTY_GOAL, "ns/row"),
        at_least(f"P1: callback a row, {name}", samples, "callback", "dict and bisect", 2.5,
                 "ns/row"),
        shown(f"P3: file to callback, {name}", samples, "from the packed file",
              "dict and bisect", "ns/row"),
        at_most(f"P2: best prices and depth, {name}", samples, "feature table",
                "copying its columns", 16.0, "ns/row"),
    ]  # fmt: skip
    if not is_compiled():
        found = [row._replace(goal="", met=None) for row in found]
    return found


def _spent(work: Callable[[], Any], count: int) -> Callable[[], float]:
    return lambda: cpu_us(work, count) * 1_000


def _each(rows: Rows, levels: int, callback: Callable[[int, int, int], Any]) -> None:
    bids, asks = np.zeros(levels, np.int64), np.zeros(levels, np.int64)
    KERNEL.fold_each(bids, asks, rows[0], rows[1], rows[2], callback)


class Table:
    """The columns of features of one market."""

    def __init__(self, rows: Rows, levels: int) -> None:
        self._rows = rows
        self._levels = levels
        count = len(rows[0])
        self.bid, self.ask = np.empty(count, np.int32), np.empty(count, np.int32)
        depths = np.empty(count, np.int64), np.empty(count, np.int64)
        self.columns: list[NDArray[Any]] = [self.bid, self.ask, *depths]
        self.fill()

    def fill(self) -> None:
        """Make them anew."""
        bids, asks = np.zeros(self._levels, np.int64), np.zeros(self._levels, np.int64)
        kind, key, size = self._rows
        bid, ask, bid_depth, ask_depth = self.columns
        KERNEL.fold_features(bids, asks, kind, key, size, bid, ask, bid_depth, ask_depth)


def _dict_and_bisect(
    rows: list[tuple[int, int, int]], callback: Callable[[int, int, int], Any]
) -> None:
    """A book in twenty lines, as one writes it in plain Python."""
    sides: tuple[list[int], list[int]] = [], []
    books: tuple[dict[int, int], dict[int, int]] = {}, {}
    bids, asks = sides
    for row, (kind, key, size) in enumerate(rows):
        if kind < 2:
            prices, sizes = sides[kind], books[kind]
            if size:
                if key not in sizes:
                    insort(prices, key)
                sizes[key] = size
            elif key in sizes:
                del sizes[key]
                del prices[bisect_left(prices, key)]
        callback(row, bids[-1] if bids else -1, asks[0] if asks else -1)


def _check(
    rows: Rows,
    levels: int,
    ordered: list[tuple[int, int, int]],
    told: tuple[list[int], list[int]],
) -> None:
    """All three saw the same best prices."""
    ours, plain = _Sum(), _Sum()
    _each(rows, levels, ours)
    _dict_and_bisect(ordered, plain)
    table = sum(told[0]) + 3 * sum(told[1])
    if not ours.total == plain.total == table or ours.calls != plain.calls:
        raise ValueError("the best prices differ")
    seen: list[array[int]] = [array("i"), array("i")]

    def note(_: int, bid: int, ask: int) -> None:
        seen[0].append(bid)
        seen[1].append(ask)

    some = 50_000
    _dict_and_bisect(ordered[:some], note)
    if seen[0].tolist() != told[0][:some] or seen[1].tolist() != told[1][:some]:
        raise ValueError("the best prices differ in places")
