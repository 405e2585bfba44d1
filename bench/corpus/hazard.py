"""The person-period table of 3.7 for evenings of the corpus: a row each five seconds held."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.evening import Evening
from gametape.model.times import SECOND

Floats = NDArray[np.float64]

COVARIATES = ("adverse", "favour", "gain", "near", "held")
BIN_S = 5
_SHOCK_US = 30 * SECOND
_GAIN_C = 0.5


def hazard_rows(evening: Evening) -> Floats:
    """Rows of (exit, *COVARIATES) of an evening, positions in order of time."""
    parts = [np.zeros((0, 1 + len(COVARIATES)))]
    lines = {(line.market, line.asset): line for line in evening.courses}
    left = {one.order_id: one.decided_us for one in evening.decisions if one.leaves}
    for account, episode in evening.episodes:
        context = evening.context(lines[account.market, account.asset])
        ends = [left[order] for order in episode.orders if order in left]
        if context is None or not ends or episode.closed_us is None:
            continue
        times = np.arange(episode.opened_us, ends[-1], BIN_S * SECOND, dtype=np.int64)
        if not len(times):
            continue
        way, paid = episode.direction, float(episode.entry) * 100.0
        rows = np.zeros((len(times), 1 + len(COVARIATES)))
        rows[-1, 0] = 1
        for row, around in zip(rows, context.sample(times), strict=True):
            won = way * (around.price(-way) - paid)
            row[1] = around.shock_us(-way, _SHOCK_US) is not None
            row[2] = around.shock_us(way, _SHOCK_US) is not None
            row[3] = won > _GAIN_C
            row[4] = abs(around.mid - paid) <= around.tick
        rows[:, 5] = np.log((times - episode.opened_us) / SECOND + BIN_S)
        parts.append(rows)
    return np.concatenate(parts)
