"""What follows a loss and what follows a win: pace, stake, stopping; all three are shown.

Gamblers played faster after losses but staked more after wins, so the question is put both ways
(methods 3.8). Labels are dealt again within each session.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from gametape.analyze.behaviour.finding import Finding, gated
from gametape.analyze.behaviour.rows import Followed
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field
from gametape.analyze.statistics.intervals import LEVEL
from gametape.analyze.statistics.permuting import DRAWS, within_sessions
from gametape.model.times import MINUTE

STOP_US = 15 * MINUTE

FACETS = {
    "gap": "log of the time to the next entry",
    "stake": "log of the next stake against the one before",
    "stopped": "share that did nothing for fifteen minutes",
}


def after_losses(
    told: Sequence[Sequence[Followed]], rng: np.random.Generator, draws: int = DRAWS
) -> Finding:
    """Differences of the three facets, after a loss less after a win, with p-values.

    `told` is what followed the trades of each session.
    """
    rows = [
        (f"{number}", one.lost, one.gap, one.stake, one.stopped)
        for number, some in enumerate(told)
        for one in some
    ]
    sessions = [row[0] for row in rows]
    n, gate, missing = len(rows), *gated(len(rows), len(set(sessions)))
    fields: dict[str, Field] = {"losses": Field(sum(row[1] for row in rows), "count")}
    p_values: dict[str, float] = {}
    for place, name in enumerate(FACETS, start=2):
        known = [row for row in rows if row[place] is not None]
        if gate != "ok" or not known:
            continue
        tested = within_sessions(
            [float(row[place] or 0.0) for row in known],
            [bool(row[1]) for row in known],
            [row[0] for row in known],
            rng,
            draws,
        )
        if tested is not None:
            fields[name] = Field(round(tested.difference, 4), "score")
            p_values[name] = tested.p_value
    return Finding(
        code="after_losses",
        title="what follows a loss, against what follows a win",
        n=n,
        of="trades",
        sessions=len(set(sessions)),
        gate=gate if p_values or gate != "ok" else "inconclusive",
        p_values=p_values,
        fields=fields | {"level": Field(LEVEL, "pct")},
        missing=missing or ("" if p_values else "no session had both losses and wins"),
    )


def followed(evening: Evening) -> tuple[Followed, ...]:
    """What followed each trade that was closed."""
    closed = [one for _, one in evening.episodes if one.closed_us is not None and one.net]
    opened = sorted((one for _, one in evening.episodes), key=lambda one: one.opened_us)
    found = []
    for one in closed:
        ended_us = one.closed_us or 0
        later = [other for other in opened if other.opened_us > ended_us]
        watched = evening.material.to_us - ended_us >= STOP_US
        gap_us = later[0].opened_us - ended_us if later else None
        stopped = float(gap_us is None or gap_us > STOP_US) if watched or gap_us else None
        stake = stake_of(later[0].peak, later[0].entry, later[0].direction) if later else 0.0
        before = stake_of(one.peak, one.entry, one.direction)
        found.append(Followed(
            one.net < 0,
            None if gap_us is None else log(max(gap_us, 1) / 1e6),
            log(stake / before) if stake > 0 and before > 0 else None,
            stopped,
        ))  # fmt: skip
    return tuple(found)


def stake_of(peak: int, entry: object, direction: int) -> float:
    """Money at risk: shares at the price paid for the outcome that was held."""
    price = float(str(entry))
    return peak * (price if direction > 0 else 1.0 - price)
