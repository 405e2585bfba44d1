"""Prices at round numbers more often than the ticks around them would be (methods 3.6)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gametape.analyze.behaviour.finding import Finding, gated
from gametape.analyze.behaviour.rows import Limit
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field

ROUND = 500
"""Cells between round prices: five cents."""

AROUND = 300
"""Cells either side of the mid within which another price could have been chosen."""

NEAR_US = 60_000_000


def limits(evening: Evening) -> tuple[tuple[Limit, ...], tuple[int, int]]:
    """Resting limit prices, and the crowd's: how many of the public trades around were round.

    The crowd is (round, of), public trades within a minute of each order.
    """
    found, crowd = [], []
    for one in evening.asked[0]:
        course = evening.courses.get(one.line)
        if course is None or one.limit is None or one.taking:
            continue
        bid, ask = course.quote(one.decided_us)
        if bid < 0 or ask < 0:
            continue
        tick, mid = course.tick(one.decided_us), (bid + ask) // 2
        low = max(tick, -(-(mid - AROUND) // tick) * tick)
        valid = np.arange(low, min(mid + AROUND, 10_000 - tick) + 1, tick)
        if not len(valid):
            continue
        found.append(Limit(one.limit % ROUND == 0, float((valid % ROUND == 0).mean())))
        trades = course.trades
        first, last = trades.times.searchsorted(
            [one.decided_us - NEAR_US, one.decided_us + NEAR_US]
        )
        crowd += (trades.cells[first:last] % ROUND == 0).tolist()
    return tuple(found), (sum(crowd), len(crowd))


def round_numbers(
    told: Sequence[Sequence[Limit]],
    rng: np.random.Generator,
    draws: int = 1_999,
    crowd: tuple[int, int] = (0, 0),
) -> Finding:
    """Share of resting limit prices at multiples of five cents, against ticks drawn around the mid.

    `told` are the limits of each session; `crowd` the round ones among the public trades around
    them, and how many there were: what everybody does.
    """
    hits = [one.round for some in told for one in some]
    chances = [one.chance for some in told for one in some]
    sessions = [number for number, some in enumerate(told) for _ in some]
    n, many = len(hits), len(set(sessions))
    gate, missing = gated(n, many)
    fields: dict[str, Field] = {}
    p_values: dict[str, float] = {}
    if n:
        fields["share"] = Field(float(np.mean(hits)), "pct")
        fields["chance"] = Field(float(np.mean(chances)), "pct")
        if crowd[1]:
            fields["crowd"] = Field(crowd[0] / crowd[1], "pct")
        drawn = (rng.random((draws, n)) < np.array(chances)).sum(axis=1)
        p_values["share"] = float((1 + (drawn >= sum(hits)).sum()) / (draws + 1))
    return Finding(
        code="round_numbers",
        title="limit prices at round numbers",
        n=n,
        of="limit orders",
        sessions=many,
        gate=gate,
        p_values=p_values if gate != "inconclusive" else {},
        fields=fields,
        missing=missing,
    )
