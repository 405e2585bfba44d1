"""A1 and the whole analysis of a session: against simple look-ups, and against pandas.

The peers' figures are checked to be ours before any time counts. The seed's loop reads the last
half-second snapshot four times a trade and does nothing with it; pandas folds the book
row by row for the mids and for the best and worst of every open trade, and joins as of each
horizon. Both start from the same rows in memory.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from bench.analysing_peers import Pandas, SeedLoop
from bench.analysing_session import Session, session_of
from bench.film_rows import five_million, market, one_million
from bench.rows import Row, at_least, at_most, cpu_us, interleaved, shown
from gametape.analyze.material.filmed import best_of
from gametape.analyze.metrics.judgement import judge
from gametape.analyze.metrics.measuring import Measures, measure
from gametape.analyze.pricing.lines import Lines
from gametape.analyze.whatif.answers import answers
from gametape.analyze.whatif.contract import scene_of
from gametape.analyze.whatif.curves import bid_paths
from gametape.analyze.whatif.leaving import grid

TRADES = 1_000
ORDERS = 200
LOOK_UPS = (0, 10_000_000, 30_000_000, 60_000_000)
"""Microseconds after a match that the seed looks at: at once, 10, 30 and 60 seconds later."""


def measured(session: Session, lines: Lines | None = None) -> Measures:
    """Every measure and judgement; the tables too unless there are `lines`."""
    found = measure(session.evening, lines=lines)
    judge(session.evening, found.orders)
    return found


def with_holds(session: Session, lines: Lines | None = None) -> object:
    """The same and the five answers to "had it been held longer"."""
    found = measured(session, lines)
    scene = scene_of(session.evening, found.lines)
    return grid(scene, session.evening.parameters.hold_s)


def everything(session: Session, lines: Lines | None = None) -> object:
    """Measures, judgements, every what-if, and the curves under the replay."""
    found = measured(session, lines)
    scene = scene_of(session.evening, found.lines)
    return answers(scene), bid_paths(scene)


def run(*, quick: bool = False) -> list[Row]:
    """Measure (`quick`: fewer repeats)."""
    repeats = 3 if quick else 5
    return [*_trades(repeats), *_session(repeats), *_growth(repeats)]


def _trades(repeats: int) -> Iterator[Row]:
    session = session_of(one_million(), TRADES)
    seed = SeedLoop(session, LOOK_UPS)
    ours, loop = "every measure, judgement", "seed's four look-ups a trade"
    samples = interleaved(
        {
            ours: lambda: cpu_us(lambda: measured(session, session.lines), TRADES),
            loop: lambda: cpu_us(seed.run, TRADES),
        },
        repeats,
    )
    what = f"{TRADES:,} trades, 1M events"
    yield at_most(f"A1: full analysis of {what}", samples, ours, loop, 0.4, "us a trade")
    more = {"five holds too": with_holds, "every what-if and curve too": everything}
    for name, work in more.items():
        found = interleaved(
            {
                name: partial(cpu_us, partial(work, session, session.lines), TRADES),
                loop: lambda: cpu_us(seed.run, TRADES),
            },
            3,
        )
        yield shown(f"{what}: {name}", found, name, loop, "us a trade")
    made = sorted(cpu_us(lambda: _tables(session), 1_000) for _ in range(3))[1]
    yield Row("tables of a line, once, 1M events", f"{made:.0f} ms")
    yield _horizons(session, repeats)


def _tables(session: Session) -> None:
    assert all(traded.ladder for traded in Lines(session.evening))


def _horizons(session: Session, repeats: int) -> Row:
    """Mids of all trades at each horizon, and the same by Polars' as-of joins."""
    course = session.course
    steps = [seconds * 1_000_000 for seconds in session.evening.parameters.horizons_s]
    asked = [session.matched + step for step in steps]
    right = pl.DataFrame({"time": course.times, "mid": course.mids(course.times)})
    left = [pl.DataFrame({"time": moments}) for moments in asked]

    def joined() -> list[Any]:
        return [frame.join_asof(right, on="time") for frame in left]

    for moments, frame in zip(asked, joined(), strict=True):
        np.testing.assert_allclose(course.mids(moments), frame["mid"].to_numpy())
    samples = interleaved(
        {
            "searchsorted": lambda: cpu_us(lambda: course.mids(np.concatenate(asked)), 1),
            "Polars join_asof": lambda: cpu_us(joined, 1),
        },
        repeats,
    )
    what = f"A1: mids of {TRADES:,} trades at {len(steps)} horizons, 1M events"
    return at_least(what, samples, "searchsorted", "Polars join_asof", 5.0, "us")


def _session(repeats: int) -> Iterator[Row]:
    session = session_of(one_million(), ORDERS)
    peer = Pandas(session)
    found = measured(session)
    peer.check(found)
    ours, pandas = "whole session", "pandas as-of and row loop, markouts and MAE/MFE alone"

    def from_rows() -> None:
        best_of(session.track)
        measured(session)

    samples = interleaved(
        {
            ours: lambda: cpu_us(from_rows, 1_000_000),
            pandas: lambda: cpu_us(peer.run, 1_000_000),
        },
        min(repeats, 3),
    )
    what = f"1M events, {ORDERS} orders: every measure and judgement"
    yield at_least(what, samples, ours, pandas, 20.0, "s")
    all_ = sorted(cpu_us(lambda: everything(session), 1_000_000) for _ in range(3))[1]
    yield Row(f"1M events, {ORDERS} orders: every what-if and curve too", f"{all_:.2f} s")
    yield Row("peak of that beyond the film, 1M events", f"{_peak_mb(session):.0f} MB")


def _peak_mb(session: Session) -> float:
    tracemalloc.start()
    everything(session)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def _growth(repeats: int) -> Iterator[Row]:
    made = {
        "100k": session_of(market(100_000, 2.5, 100, 12.0, 30, "100k"), ORDERS),
        "1M": session_of(one_million(), ORDERS),
        "5M": session_of(five_million(), ORDERS),
    }
    works = {name: _timed(session) for name, session in made.items()}
    samples = interleaved(works, min(repeats, 3))
    what = f"growth, {ORDERS} orders, measures and judgement"
    yield at_most(f"{what}: 1M to 100k", samples, "1M", "100k", 12.0, "s")
    yield at_most(f"{what}: 5M to 1M, ten times finer ticks", samples, "5M", "1M", 8.0, "s")


def _timed(session: Session) -> Any:
    return lambda: cpu_us(lambda: measured(session), 1_000_000)
