"""What looks like insight and is none: the traps of 4.3, and how long a t interval is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.statistics.choosing import choose
from gametape.analyze.statistics.sessions import mean_of_sessions

Floats = NDArray[np.float64]

_HORIZONS_S = np.array([5, 10, 15, 30, 45, 60, 90, 120, 200, 300])
_SESSIONS, _TRADES, _SHARES = 40, 3.0, 50
_STEP_C, _FREEDOM = 0.4, 4
_SIDED = 0.90
"""The level of two-sided limits whose lower one is a one-sided test at 5 %."""


class Fishing(NamedTuple):
    """How often the best of ten horizons without effect looks like an effect."""

    best: float
    by_halves: float


def fishing(samples: int, rng: np.random.Generator) -> Fishing:
    """Best of ten hold horizons with no effect at all, taken as found and chosen by halves."""
    naive = honest = 0
    for _ in range(samples):
        deltas = _no_effect(rng)
        best = int((deltas.mean(axis=0) / deltas.std(axis=0)).argmax())
        found = mean_of_sessions(deltas[:, best].tolist(), _SIDED)
        chosen = choose(deltas.tolist(), _SIDED)
        assert found is not None
        assert chosen is not None
        naive += found.low > 0
        honest += chosen.honest.low > 0
    return Fishing(float(naive / samples), float(honest / samples))


def _no_effect(rng: np.random.Generator) -> Floats:
    """Dollars a session and horizon: prices that go nowhere, with fat tails."""
    counts = rng.poisson(_TRADES, _SESSIONS)
    spans = np.diff(_HORIZONS_S, prepend=0)
    trades = int(counts.sum())
    steps = rng.standard_t(_FREEDOM, (trades, len(spans))) * _STEP_C * np.sqrt(spans)
    moves = np.cumsum(steps, axis=1) * _SHARES / 100.0
    deltas = np.zeros((_SESSIONS, len(spans)))
    np.add.at(deltas, np.repeat(np.arange(_SESSIONS), counts), moves)
    return deltas


def heavy(trades: int, rng: np.random.Generator) -> Floats:
    """Dollars of trades in the symmetric world of 5.2: fat tails, a mean of .6 cents."""
    size = 50 * np.exp(rng.normal(0, 0.8, trades))
    return np.asarray(size * (0.6 + 3.0 * rng.standard_t(3, trades)) / 100.0)


def skewed(trades: int, rng: np.random.Generator) -> Floats:
    """Dollars of trades in its skewed one: rare big wins."""
    size = 50 * np.exp(rng.normal(0, 0.6, trades))
    return np.asarray(size * np.where(rng.random(trades) < 0.08, 45.0, -3.0) / 100.0)


HEAVY_MEAN = 2.5 * 50 * float(np.exp(0.8**2 / 2)) * 0.6 / 100
SKEWED_MEAN = 2.5 * 50 * float(np.exp(0.6**2 / 2)) * (0.08 * 45 - 0.92 * 3) / 100


def coverage(
    world: Callable[[int, np.random.Generator], Floats],
    mean: float,
    sessions: int,
    samples: int,
    rng: np.random.Generator,
) -> float:
    """How often the 90 % t interval of session totals holds the true mean."""
    inside = 0
    for _ in range(samples):
        counts = rng.poisson(2.5, sessions)
        totals = np.zeros(sessions)
        np.add.at(totals, np.repeat(np.arange(sessions), counts), world(int(counts.sum()), rng))
        found = mean_of_sessions(totals.tolist(), 0.90)
        assert found is not None
        inside += found.low <= mean <= found.high
    return inside / samples
