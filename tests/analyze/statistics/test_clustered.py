"""Trades of a session hang together, and the intervals know it."""

from __future__ import annotations

import numpy as np
import pytest

from gametape.analyze.statistics.clustered import (
    bootstrapped_median,
    bootstrapped_ratio,
    clustered_mean,
)
from gametape.analyze.statistics.sessions import FEWEST


def trades(rng: np.random.Generator, sessions: int) -> tuple[list[float], list[str]]:
    """Eight trades a session with a mood in common; true mean 0."""
    moods = rng.normal(0, 1, sessions)
    values = np.repeat(moods, 8) + rng.normal(0, 1, sessions * 8)
    return values.tolist(), [f"s{number}" for number in np.repeat(range(sessions), 8)]


def test_clustered_intervals_hold_and_naive_ones_do_not() -> None:
    rng = np.random.default_rng(7)
    held = naive = 0
    repeats = 400
    for _ in range(repeats):
        values, sessions = trades(rng, 20)
        told = clustered_mean(values, sessions)
        assert told is not None
        held += not told.excludes(0)
        error = np.std(values, ddof=1) / np.sqrt(len(values))
        naive += abs(np.mean(values)) <= 1.6546 * error
    assert 0.85 <= held / repeats <= 0.95
    assert naive / repeats < 0.70


def test_a_rate_is_a_mean_of_ones() -> None:
    told = clustered_mean([1.0, 0.0] * 16, [f"s{at // 4}" for at in range(32)])
    assert told is not None
    assert (told.estimate, told.n) == (0.5, 8)
    assert clustered_mean([1.0] * 7, list("abcdefg")) is None
    assert clustered_mean([], []) is None
    equal = clustered_mean([2.0] * FEWEST, [str(at) for at in range(FEWEST)])
    assert equal is not None
    assert (equal.low, equal.high, equal.notes) == (2.0, 2.0, ("All values are equal.",))


def test_a_ratio_of_sums_over_sessions() -> None:
    rng = np.random.default_rng(8)
    chances = rng.poisson(6, 60) + 1
    taken = rng.binomial(chances, 0.3)
    told = bootstrapped_ratio(taken.tolist(), chances.tolist(), rng, draws=1_999)
    assert told is not None
    assert told.estimate == pytest.approx(taken.sum() / chances.sum())
    assert told.low < 0.3 < told.high
    assert 0.04 < told.high - told.low < 0.12
    again = bootstrapped_ratio(
        taken.tolist(), chances.tolist(), np.random.default_rng(9), draws=1_999
    )
    same = bootstrapped_ratio(
        taken.tolist(), chances.tolist(), np.random.default_rng(9), draws=1_999
    )
    assert again == same
    assert bootstrapped_ratio([1.0] * 39, [2.0] * 39, rng) is None


def test_a_median_needs_twenty_sessions() -> None:
    rng = np.random.default_rng(10)
    values, sessions = trades(rng, 30)
    told = bootstrapped_median(values, sessions, rng, draws=499)
    assert told is not None
    assert told.low <= told.estimate <= told.high
    assert told.estimate == np.median(values)
    assert bootstrapped_median(*trades(rng, 19), rng) is None


def test_the_median_of_drawn_sessions_is_that_of_their_trades_one_after_the_other() -> None:
    values, sessions = trades(np.random.default_rng(11), 24)
    told = bootstrapped_median(values, sessions, np.random.default_rng(12), draws=199)
    assert told is not None
    _, groups = np.unique(sessions, return_inverse=True)
    parts = [np.array(values)[groups == one] for one in range(24)]
    rng = np.random.default_rng(12)
    drawn = [
        np.median(np.concatenate([parts[one] for one in rng.integers(0, 24, 24)]))
        for _ in range(199)
    ]
    assert [told.low, told.high] == pytest.approx(list(np.quantile(drawn, [0.05, 0.95])))
