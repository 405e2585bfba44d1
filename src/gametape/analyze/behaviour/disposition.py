"""Gains realized sooner than losses (Odean 1998), by moments at which something could be realized.

His counting needs several holdings at once. Here a moment is every own order and each minute with
an open position (methods 3.7); the position is a gain or a loss at the price that leaving takes,
fees not counted. It is shown because it is known: the model of exits is the better test.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gametape.analyze.behaviour.finding import Finding, gated
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field
from gametape.analyze.statistics.hazard import disposition
from gametape.analyze.statistics.intervals import Interval
from gametape.model.times import MINUTE


def gains_and_losses(evenings: Sequence[Evening], rng: np.random.Generator) -> Finding:
    """PGR less PLR with a session bootstrap; above 0 is disposition."""
    counts = np.array([_counts(one) for one in evenings], np.float64).reshape(-1, 4)
    used = counts[counts.sum(axis=1) > 0]
    whole = used.sum(axis=0).astype(int).tolist() if len(used) else [0, 0, 0, 0]
    told = disposition(*whole)
    gate, missing = gated(int(whole[0] + whole[2]), len(used))
    interval = _interval(used, rng) if told is not None and gate == "ok" else None
    names = ("realized_gains", "paper_gains", "realized_losses", "paper_losses")
    fields = {name: Field(int(count), "count") for name, count in zip(names, whole, strict=True)}
    if told is not None:
        fields |= {
            "pgr": Field(told.gains, "pct"),
            "plr": Field(told.losses, "pct"),
            "z": Field(told.z, "score"),
        }
    return Finding(
        code="disposition",
        title="gains realized sooner than losses",
        n=int(whole[0] + whole[2]),
        of="exits",
        sessions=len(used),
        gate=gate if interval or gate != "ok" else "inconclusive",
        estimates={"difference": interval} if interval else {},
        fields=fields,
        missing=missing or ("" if interval else "there were not both gains and losses"),
    )


def _interval(counts: np.ndarray, rng: np.random.Generator, draws: int = 2_000) -> Interval | None:
    n = len(counts)
    drawn = _difference(counts[rng.integers(0, n, (draws, n))].sum(axis=1))
    drawn = drawn[np.isfinite(drawn)]
    if len(drawn) < draws / 2:
        return None
    low, high = np.quantile(drawn, [0.05, 0.95])
    middle = float(_difference(counts.sum(axis=0)[None, :])[0])
    return Interval(middle, float(low), float(high), 0.90, n, "session bootstrap")


def _difference(sums: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        gains = sums[:, 0] / (sums[:, 0] + sums[:, 1])
        losses = sums[:, 2] / (sums[:, 2] + sums[:, 3])
    found: np.ndarray = gains - losses
    return found


def _counts(evening: Evening) -> tuple[int, int, int, int]:
    """Realized gains, paper gains, realized losses, paper losses of one evening."""
    counts = [0, 0, 0, 0]
    orders = evening.asked[0]
    lines = {line.asset: line for line in evening.courses}
    for account, episode in evening.episodes:
        line = lines.get(account.asset)
        if line is None:
            continue
        end_us = episode.closed_us or evening.material.to_us
        moments = [(at_us, False) for at_us in range(episode.opened_us + MINUTE, end_us, MINUTE)]
        moments += [
            (one.decided_us, one.line == line and one.leaves)
            for one in orders
            if episode.opened_us < one.decided_us < end_us
        ]
        course = evening.courses[line]
        for at_us, leaving in moments:
            held = evening.standings.at(line, at_us)
            bid, ask = course.quote(at_us)
            touch = bid if held.exposure > 0 else ask
            if held.average is None or touch < 0:
                continue
            up = touch - float(held.average) * 10_000.0
            up = up if held.exposure > 0 else -up
            if up:
                counts[(0 if up > 0 else 2) + (0 if leaving else 1)] += 1
    return counts[0], counts[1], counts[2], counts[3]
