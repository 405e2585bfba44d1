"""Habits that change, and those that do not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gametape.analyze.statistics.progress import before_after, change_point, rate_trend


def habit(rng: np.random.Generator, rates: np.ndarray) -> tuple[list[int], list[int]]:
    chances = rng.poisson(6, len(rates))
    return rng.binomial(chances, rates).tolist(), chances.tolist()


def test_a_habit_that_fades() -> None:
    rng = np.random.default_rng(40)
    told = rate_trend(*habit(rng, np.linspace(0.6, 0.1, 40)))
    assert told is not None
    assert told.high < 1
    assert 0.3 < told.estimate < 0.7


def test_no_trend_is_found_as_often_as_promised() -> None:
    rng = np.random.default_rng(41)
    found = [rate_trend(*habit(rng, np.full(30, 0.3))) for _ in range(120)]
    excluded = [told.excludes(1) for told in found if told is not None]
    assert len(excluded) == 120
    assert np.mean(excluded) <= 0.20  # nominal .10


def test_what_cannot_be_told() -> None:
    assert rate_trend([1] * 7, [2] * 7) is None
    assert rate_trend([0] * 20, [3] * 20) is None
    assert rate_trend([3] * 20, [3] * 20) is None
    gone = [1, 0] * 10
    assert rate_trend(gone, [2] * 20) is not None
    assert before_after([1.0] * 7, [2.0] * 20) is None


def test_before_and_after_a_day() -> None:
    rng = np.random.default_rng(42)
    told = before_after(rng.normal(0, 1, 20).tolist(), rng.normal(2, 1, 15).tolist())
    assert told is not None
    assert told.low > 0.8
    assert told.n == 35
    from_scipy = stats.ttest_ind([1.0, 2, 3, 4, 5, 6, 7, 9], [0.0, 1] * 5, equal_var=False)
    ours = before_after([0.0, 1] * 5, [1.0, 2, 3, 4, 5, 6, 7, 9])
    assert ours is not None
    span = from_scipy.confidence_interval(0.9)
    assert (ours.low, ours.high) == pytest.approx((span.low, span.high))
    equal = before_after([1.0] * 8, [3.0] * 8)
    assert equal is not None
    assert (equal.low, equal.estimate, equal.high) == (2, 2, 2)


@given(st.lists(st.integers(0, 6), min_size=6, max_size=20))
def test_the_odds_of_a_change_are_odds(counts: list[int]) -> None:
    told = change_point(counts, [6] * len(counts))
    assert told is not None
    assert sum(told.posterior) == pytest.approx(1)
    assert 3 <= told.at <= len(counts) - 3
    backwards = change_point(counts[::-1], [6] * len(counts))
    assert backwards is not None
    assert backwards.bayes_factor == pytest.approx(told.bayes_factor)
