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
from gametape.kernel.choice import is_compiled
from gametape.kernel.passes import each_top, features
from gametape.replay.film.track import Track

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

    def __call__(self, bid: int, ask: int) -> None:
        """One row."""
        self.calls += 1
        self.total += bid + 3 * ask


def _measured(name: str, path: Path, repeats: int) -> list[Row]:
    track = Track.load(path)
    slots, sizes, levels = track.slots, track.sizes, track.levels
    count = track.rows
    table = _Table(slots, sizes, levels)
    bids, asks = table.bid.tolist(), table.ask.tolist()
    ordered = list(zip(slots.tolist(), sizes.tolist(), strict=True))
    _check(slots, sizes, levels, ordered, (bids, asks))

    def bare(bid: int, ask: int) -> None:
        """The cheapest there is."""

    def loop() -> None:
        for bid, ask in zip(bids, asks, strict=True):
            bare(bid, ask)

    def end_to_end() -> None:
        opened = Track.load(path)
        each_top(opened.slots, opened.sizes, opened.levels, bare)

    copies = [np.empty_like(column) for column in table.columns]

    def copy() -> None:
        for source, target in zip(table.columns, copies, strict=True):
            np.copyto(target, source)

    works: dict[str, Callable[[], Any]] = {
        "callback": lambda: each_top(slots, sizes, levels, bare),
        "empty loop with the same callback": loop,
        "dict and bisect": lambda: _dict_and_bisect(ordered, levels, bare),
        "from the packed file": end_to_end,
        "feature table": table.fill,
        "copying its columns": copy,
    }
    samples = interleaved({what: _spent(work, count) for what, work in works.items()}, repeats)
    rows = [
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
        rows = [row._replace(goal="", met=None) for row in rows]
    return rows


def _spent(work: Callable[[], Any], count: int) -> Callable[[], float]:
    return lambda: cpu_us(work, count) * 1_000


class _Table:
    """The columns of features of one market."""

    def __init__(self, slots: NDArray[Any], sizes: NDArray[Any], levels: int) -> None:
        self._rows = slots, sizes, levels
        count = len(slots)
        self.bid, self.ask = np.empty(count, np.int32), np.empty(count, np.int32)
        depths = np.empty(count, np.int64), np.empty(count, np.int64)
        self.columns: list[NDArray[Any]] = [self.bid, self.ask, *depths]
        self.fill()

    def fill(self) -> None:
        """Make them anew."""
        features(*self._rows, *self.columns)


def _dict_and_bisect(
    rows: list[tuple[int, int]], levels: int, callback: Callable[[int, int], Any]
) -> None:
    """A book in twenty lines, as one writes it in plain Python."""
    sizes: dict[int, int] = {}
    bids: list[int] = []
    asks: list[int] = []
    for slot, size in rows:
        if slot < 2 * levels:
            side = bids if slot < levels else asks
            if size:
                if slot not in sizes:
                    insort(side, slot)
                sizes[slot] = size
            elif slot in sizes:
                del sizes[slot]
                del side[bisect_left(side, slot)]
        callback(bids[-1] if bids else -1, asks[0] - levels if asks else -1)


def _check(
    slots: NDArray[Any],
    sizes: NDArray[Any],
    levels: int,
    ordered: list[tuple[int, int]],
    told: tuple[list[int], list[int]],
) -> None:
    """All three saw the same best prices."""
    ours, plain = _Sum(), _Sum()
    each_top(slots, sizes, levels, ours)
    _dict_and_bisect(ordered, levels, plain)
    table = sum(told[0]) + 3 * sum(told[1])
    if not ours.total == plain.total == table or ours.calls != plain.calls:
        raise ValueError("the best prices differ")
    seen: list[array[int]] = [array("i"), array("i")]

    def note(bid: int, ask: int) -> None:
        seen[0].append(bid)
        seen[1].append(ask)

    some = 50_000
    _dict_and_bisect(ordered[:some], levels, note)
    if seen[0].tolist() != told[0][:some] or seen[1].tolist() != told[1][:some]:
        raise ValueError("the best prices differ in places")
