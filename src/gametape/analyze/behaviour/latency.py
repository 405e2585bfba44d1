"""How long after a sharp move a trader acts, in and out (methods 3.10)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gametape.analyze.behaviour.finding import Finding, gated
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field
from gametape.analyze.statistics.clustered import bootstrapped_median
from gametape.model.times import MINUTE

LONGEST_US = 4 * MINUTE
"""A decision later than this is no answer to the move."""


def delays(evening: Evening, *, entries: bool) -> list[float]:
    """Seconds from the last sharp move of a line to each taker's order in it."""
    found = []
    for one in evening.asked[0]:
        context = evening.context(one.line)
        if context is None or not one.taking or (one.enters if not entries else one.leaves):
            continue
        since_us = one.decided_us - LONGEST_US
        began = [at for way in (1, -1) for at in context.shocks(way, since_us, one.decided_us)]
        if began:
            found.append((one.decided_us - max(began)) / 1e6)
    return found


def latency(told: Sequence[Sequence[float]], rng: np.random.Generator, *, entries: bool) -> Finding:
    """Median and quartiles of the delays; an interval of the median from twenty sessions on.

    `told` are the `delays` of each session.
    """
    values = [value for some in told for value in some]
    sessions = [f"{number}" for number, some in enumerate(told) for _ in some]
    many = len(set(sessions))
    gate, missing = gated(len(values), many)
    fields: dict[str, Field] = {}
    estimates = {}
    if gate != "inconclusive":
        low, middle, high = np.quantile(values, [0.25, 0.5, 0.75]).tolist()
        fields = {
            "median": Field(middle, "seconds"),
            "quarter": Field(low, "seconds"),
            "three_quarters": Field(high, "seconds"),
        }
        interval = bootstrapped_median(values, sessions, rng, draws=1_999)
        estimates = {"median": interval} if interval else {}
    return Finding(
        code="latency_in" if entries else "latency_out",
        title=f"time from a sharp move to {'an entry' if entries else 'an exit'}",
        n=len(values),
        of="decisions",
        sessions=many,
        gate=gate if estimates or gate != "ok" else "early",
        estimates=estimates,
        fields=fields,
        missing=missing or ("" if estimates else "an interval needs twenty sessions"),
    )
