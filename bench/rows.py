"""Rows of the benchmark's table, and the rule by which a goal counts as met.

A ratio of CPU times wavers by some 30 % on a shared machine, so works are interleaved, medians
are compared, and a goal is missed only if the ratio of the minima misses it too.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

Samples = Mapping[str, list[float]]
"""Measured values of each work, in the order in which they were measured."""


class Row(NamedTuple):
    """One line of the table; `met` is None where no goal is set or nothing could be measured."""

    what: str
    ours: str
    against: str = ""
    ratio: str = ""
    of_minima: str = ""
    goal: str = ""
    met: bool | None = None


def interleaved(works: Mapping[str, Callable[[], float]], repeats: int) -> dict[str, list[float]]:
    """Measure each work `repeats` times, the order turned round every time.

    They are warmed up first, unless one run is all: that is for works so long that it is nothing.
    """
    samples: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values() if repeats > 1 else ():
        work()
    for turn in range(repeats):
        order = list(works.items())
        for name, work in order if turn % 2 == 0 else reversed(order):
            gc.collect()
            samples[name].append(work())
    return samples


def cpu_us(work: Callable[[], object], units: int) -> float:
    """CPU time of a work in this process, all threads, in microseconds a unit."""
    start = time.process_time()
    work()
    return (time.process_time() - start) / units * 1e6


def at_least(what: str, samples: Samples, ours: str, peer: str, goal: float, unit: str) -> Row:
    """A row that wants the peer to cost at least `goal` times what ours does."""
    mine, other = samples[ours], samples[peer]
    ratio = statistics.median(other) / statistics.median(mine)
    of_minima = min(other) / min(mine)
    met = ratio >= goal or of_minima >= goal
    return _compared(what, samples, (ours, peer, unit), (ratio, of_minima), f">= {goal:g}x", met)


def at_most(what: str, samples: Samples, ours: str, peer: str, goal: float, unit: str) -> Row:
    """A row that wants ours to cost at most `goal` times what the peer does."""
    mine, other = samples[ours], samples[peer]
    ratio = statistics.median(mine) / statistics.median(other)
    of_minima = min(mine) / min(other)
    met = ratio <= goal or of_minima <= goal
    return _compared(what, samples, (ours, peer, unit), (ratio, of_minima), f"<= {goal:g}x", met)


def shown(what: str, samples: Samples, ours: str, peer: str, unit: str) -> Row:
    """A row without a goal: how many times ours the peer costs."""
    return at_least(what, samples, ours, peer, 0.0, unit)._replace(goal="", met=None)


def _compared(
    what: str,
    samples: Samples,
    names: tuple[str, str, str],
    ratios: tuple[float, float],
    goal: str,
    met: bool,
) -> Row:
    ours, peer, unit = names
    return Row(
        what,
        f"{statistics.median(samples[ours]):.2f} {unit}",
        f"{peer}: {statistics.median(samples[peer]):.2f} {unit}",
        f"{ratios[0]:.2f}",
        f"{ratios[1]:.2f}",
        goal,
        met,
    )


def table(rows: Iterable[Row]) -> str:
    """All rows as a table in Markdown, which is what docs/benchmarks.md keeps."""
    words = {True: "yes", False: "**NO**", None: ""}
    cells = [("what", "ours", "peer or baseline", "ratio", "of minima", "goal", "met")]
    cells += [(*row[:6], words[row.met]) for row in rows]
    widths = [max(len(line[at]) for line in cells) for at in range(len(cells[0]))]
    lines = [" | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True))
             for line in cells]  # fmt: skip
    lines.insert(1, "-|-".join("-" * width for width in widths))
    return "\n".join(f"| {line} |" if at != 1 else f"|-{line}-|" for at, line in enumerate(lines))
