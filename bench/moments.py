"""Moments like one among a million, beside a plain scan: `python -m bench moments`."""

from __future__ import annotations

import time

import numpy as np

from bench.rows import Row
from gametape.analyze.moments.answer import clips_of, steps_of
from gametape.analyze.moments.index import Evening, MomentIndex
from gametape.analyze.moments.searching import Asked, nearest
from gametape.analyze.moments.told import Filters
from gametape.analyze.moments.vocabulary import FEATURES, steps

SESSIONS = 400
GOAL_S = 1.0


def run(*, quick: bool = False) -> list[Row]:
    """A question over a million moments (a tenth of them if `quick`): search and whole answer."""
    count = 100_000 if quick else 1_000_000
    index = _index(count)
    asked = {one.name: float(index.scaled[one.name][7]) for one in FEATURES}
    searched, answered = [], []
    found = nearest(index, Asked(asked), Filters(tolerance=0.8))
    for _ in range(3):
        began = time.perf_counter()
        found = nearest(index, Asked(asked), Filters(tolerance=0.8))
        searched.append(time.perf_counter() - began)
        steps_of(index, found, turned=False)
        clips_of(index, found, turned=False, lead_us=0)
        answered.append(time.perf_counter() - began)
    plain = _plain_scan(index, asked, 2_000) * count / 2_000
    ours = min(answered)
    return [
        Row(
            f"moments like one among {count:,}, search",
            f"{min(searched):.2f} s",
            f"a plain scan: {plain:.0f} s",
            f"{plain / min(searched):.0f}",
        ),
        Row(
            f"the same with distributions of {len(found.rows):,} matched, and clips",
            f"{ours:.2f} s",
            goal=f"< {GOAL_S:g} s",
            met=ours < GOAL_S,
        ),
    ]


def _index(count: int) -> MomentIndex:
    """Moments of made-up evenings, as many of each."""
    rng = np.random.default_rng(7)
    session = np.repeat(np.arange(SESSIONS, dtype=np.int32), count // SESSIONS)
    within = np.arange(count, dtype=np.int64) % (count // SESSIONS)
    scaled = {one.name: rng.normal(size=count).astype(np.float32) for one in FEATURES}
    for values in scaled.values():
        values[rng.random(count) < 0.05] = np.nan
        values[7] = 0.0
    return MomentIndex(
        sessions=tuple(
            Evening(f"s{number}", "", "basketball", (("m", "yes", "no"),), (("A", "B"),))
            for number in range(SESSIONS)
        ),
        phases=("", "Q4"),
        session=session,
        line=np.zeros(count, np.int16),
        at_us=within * 5_000_000,
        kind=np.zeros(count, np.int16),
        phase=np.zeros(count, np.int16),
        turned=rng.random(count) < 0.5,
        scaled=scaled,
        next={
            f"{what}_{step}": rng.normal(size=count).astype(np.float32)
            for what in ("mid", "buy", "sell")
            for step in steps()
        },
    )


def _plain_scan(index: MomentIndex, asked: dict[str, float], rows: int) -> float:
    """The same distances one row after the other, seconds."""
    columns = [(one.weight, asked[one.name], index.scaled[one.name].tolist()) for one in FEATURES]
    began = time.perf_counter()
    for row in range(rows):
        total = 0.0
        for weight, wanted, values in columns:
            value = values[row]
            total += weight * (1.0 if value != value else (value - wanted) ** 2)
    return time.perf_counter() - began
