"""How much more often than chance a pattern fits, and how often there was an opportunity for it.

This is what may be said of a trader, where a single label says little (methods 3.0.4, 3.0.5).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gametape.analyze.behaviour.finding import Finding, gated, resampled
from gametape.analyze.behaviour.rows import Fitting, Met
from gametape.analyze.detectors.detecting import Scored
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field
from gametape.analyze.labels.scoring import Judged

FITS = 0.7
"""The match from which a decision fits a pattern."""


def fitting(found: Sequence[Judged], least: float = FITS) -> tuple[Fitting, ...]:
    """Of each detector: decisions that count and those that fit, and the same of their twins."""
    counted: dict[str, list[Judged]] = {}
    for one in found:
        if one.counts and one.twins:
            counted.setdefault(one.detector.name, []).append(one)
    rows = []
    for name, own in counted.items():
        twins = [score for one in own for score in one.twins]
        fits = sum(isinstance(one.answer, Scored) and one.answer.match >= least for one in own)
        rows.append(
            Fitting(name, fits, len(own), sum(score >= least for score in twins), len(twins))
        )
    return tuple(rows)


def chance_ratio(
    name: str,
    sessions: Sequence[Sequence[Fitting]],
    rng: np.random.Generator,
    level: float = 0.90,
    draws: int = 1_000,
) -> Finding:
    """How often decisions fit a detector's pattern, against their random twins.

    `sessions` are the `fitting` of each.
    """
    rows = [
        (one.fits, one.of, one.twin_fits, one.twins)
        for some in sessions
        for one in some
        if one.name == name and one.of
    ]
    counts = np.array(rows, np.float64).reshape(-1, 4)
    n = int(counts[:, 1].sum())
    gate, missing = gated(n, len(counts))
    fields = {"fitting": Field(int(counts[:, 0].sum()), "count")}
    if n:
        fields["rate"] = Field(float(counts[:, 0].sum() / n), "pct")
    if counts[:, 3].sum():
        fields["chance"] = Field(float(counts[:, 2].sum() / counts[:, 3].sum()), "pct")
    interval, p_value = None, 1.0
    if gate == "ok":
        own, twins = (counts[:, 0], counts[:, 1]), (counts[:, 2], counts[:, 3])
        interval, p_value = resampled(own, twins, rng, level, draws)
        missing = "" if interval else "random moments never fit the pattern"
    return Finding(
        code=f"{name}_ratio",
        title="how many times as often as at random moments",
        n=n,
        of="decisions",
        sessions=len(counts),
        gate=gate if interval or gate != "ok" else "inconclusive",
        estimates={"ratio": interval} if interval else {},
        p_values={"ratio": p_value} if interval else {},
        fields=fields,
        missing=missing,
    )


def shocks_met(evening: Evening) -> Met:
    """Opportunities: shocks against a position while it was held, and shocks while present.

    Present is who did something (an order, a tag) in the five minutes before (methods 3.4).
    """
    adverse = 0
    lines = {line.asset: line for line in evening.courses}
    for account, episode in evening.episodes:
        context = evening.context(lines[account.asset]) if account.asset in lines else None
        if context is not None:
            ended_us = episode.closed_us or context.course.last_us
            adverse += len(context.shocks(-episode.direction, episode.opened_us, ended_us))
    acts = np.array(acts_of(evening), np.int64)
    presence_us = round(evening.parameters.presence_s * 1e6)
    met = 0
    for line in {one.line for one in evening.decisions}:
        context = evening.context(line)
        if context is None:
            continue
        span = (context.course.first_us, context.course.last_us)
        for way in (1, -1):
            began = np.array(context.shocks(way, *span), np.int64)
            low, high = (acts.searchsorted(one, "right") for one in (began - presence_us, began))
            met += int((high > low).sum())
    return Met(adverse, met)


def acts_of(evening: Evening) -> list[int]:
    """When the trader did something that was recorded: orders and tags, in order."""
    material = evening.material
    orders = [told.told_us for told in material.orders]
    tags = [entry.at_us for entry in material.game if entry.tag or entry.name == "tag"]
    return sorted([*orders, *tags])
