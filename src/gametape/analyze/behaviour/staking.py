"""Stakes as the evening goes: larger after gains (house money), riskier when behind late.

log stake ~ gains so far + losses so far + late + log price, with a level of its own for each
session (methods 3.8). Gains and losses have slopes of their own, in units of ten dollars. The price
is taken in logs, because a stake is shares times price: who always buys as many shares stakes more
where the price is high, and nothing but that.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from gametape.analyze.behaviour.finding import Finding
from gametape.analyze.behaviour.rows import Staked
from gametape.analyze.behaviour.tilt import stake_of
from gametape.analyze.evening.evening import Evening
from gametape.analyze.statistics.gates import Need, missing
from gametape.analyze.statistics.mixed import random_levels

NEED = Need(30, 8, of="entries")
NAMES = ("gains", "losses", "late", "price")
UNIT_USD = 10.0
LATE = 0.75


def staked(evening: Evening) -> tuple[Staked, ...]:
    """Each trade's stake and what the session had come to when it began."""
    whole = max(1, evening.material.to_us - evening.material.from_us)
    closed = [(one.closed_us, one.net) for _, one in evening.episodes if one.closed_us is not None]
    found = []
    for _, one in evening.episodes:
        dollars = stake_of(one.peak, one.entry, one.direction) / 1e6
        before = sum(net for ended_us, net in closed if ended_us <= one.opened_us)
        price = float(one.entry) if one.direction > 0 else 1 - float(one.entry)
        gone = (one.opened_us - evening.material.from_us) / whole
        if dollars <= 0 or not 0 < price < 1:
            continue
        found.append(Staked(log(dollars), before / 1e6, gone >= LATE, price))
    return tuple(found)


def staking(sessions: Sequence[Sequence[Staked]], level: float = 0.90) -> Finding:
    """Slopes of the log stake: `gains` above 0 is house money, `losses` above 0 is chasing them."""
    rows = [(number, one) for number, some in enumerate(sessions) for one in some]
    many = len({number for number, _ in rows})
    lacking = missing(NEED, len(rows), many)
    told = None
    if not lacking:
        table = np.array([_row(one) for _, one in rows])
        stakes = np.array([one.log_stake for _, one in rows])
        told = random_levels(stakes, table, np.array([number for number, _ in rows]), level)
        lacking = "" if told else "the stakes do not tell these things apart"
    return Finding(
        code="staking",
        title="what the stake goes with",
        n=len(rows),
        of="entries",
        sessions=many,
        gate="ok" if told else "inconclusive",
        estimates={} if told is None else dict(zip(NAMES, told.slopes, strict=True)),
        p_values={} if told is None else dict(zip(NAMES[:2], told.p_values[:2], strict=True)),
        missing=lacking,
    )


def _row(one: Staked) -> tuple[float, float, float, float]:
    ahead, behind = max(one.before, 0.0), max(-one.before, 0.0)
    return ahead / UNIT_USD, behind / UNIT_USD, float(one.late), log(one.price)
