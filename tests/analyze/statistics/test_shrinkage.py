"""What is drawn together, how far, and when it is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from gametape.analyze.statistics.discoveries import findings
from gametape.analyze.statistics.progress import change_point
from gametape.analyze.statistics.proportions import proportion
from gametape.analyze.statistics.shrinkage import shrink_means, shrink_rates


def test_few_patterns_are_left_alone() -> None:
    assert shrink_rates([1, 2, 3], [4, 5, 6]) is None
    assert shrink_means([1.0, 2.0, 3.0], [1.0, 1.0, 1.0]) is None
    assert change_point([1] * 5, [2] * 5) is None


def test_patterns_that_differ_by_no_more_than_chance_become_one() -> None:
    told = shrink_means([1.0, 1.1, 0.9, 1.0], [1.0, 1.0, 1.0, 1.0])
    assert told is not None
    assert told.tau2 == 0
    assert {round(mean.estimate, 12) for mean in told.means} == {round(told.mu, 12)}
    rates = shrink_rates([30, 30, 30, 30, 30], [60] * 5)
    assert rates is not None
    assert np.ptp([rate.estimate for rate in rates.rates]) < 1e-9


@settings(max_examples=40)
@given(
    st.lists(
        st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=4,
        max_size=9,
    )
)
def test_a_shrunk_rate_lies_between_its_own_and_that_of_all(
    patterns: list[tuple[int, int]],
) -> None:
    told = shrink_rates([k for k, _ in patterns], [n for _, n in patterns])
    assert told is not None
    common = told.a / (told.a + told.b)
    for rate in told.rates:
        low, high = sorted((rate.raw, common))
        assert low - 1e-9 <= rate.estimate <= high + 1e-9
        assert 0 <= rate.low <= rate.high <= 1


@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 20)), min_size=4, max_size=9),
)
def test_a_shrunk_mean_lies_between_its_own_and_that_of_all(
    patterns: list[tuple[float, float]],
) -> None:
    told = shrink_means([y for y, _ in patterns], [se for _, se in patterns])
    assert told is not None
    for mean, (_, error) in zip(told.means, patterns, strict=True):
        low, high = sorted((mean.raw, told.mu))
        assert low - 1e-6 <= mean.estimate <= high + 1e-6
        assert (mean.high - mean.low) / 2 <= 1.6449 * error + 1e-6


def test_the_interval_of_a_mean_is_that_of_two_opinions_weighed_by_precision() -> None:
    errors = [2.5, 1.9, 1.2, 3.4, 0.9]
    told = shrink_means([6.2, 4.8, -1.0, 3.1, 0.4], errors, level=0.8)
    assert told is not None
    for mean, error in zip(told.means, errors, strict=True):
        precision = 1 / error**2 + 1 / told.tau2
        low, high = stats.norm(mean.estimate, precision**-0.5).interval(0.8)
        assert (mean.low, mean.high) == pytest.approx((low, high))


@given(st.lists(st.floats(0, 1), max_size=20))
def test_adjusting_never_helps_and_keeps_the_order(p: list[float]) -> None:
    told = findings(p)
    assert all(adjusted >= raw - 1e-12 for adjusted, raw in zip(told.adjusted, p, strict=True))
    by_p = [adjusted for _, adjusted in sorted(zip(p, told.adjusted, strict=True))]
    assert by_p == sorted(by_p)
    assert told.n_tests == len(p)


def test_false_findings_are_as_rare_as_promised() -> None:
    rng = np.random.default_rng(15)
    screens = 500
    wrong = sum(any(findings(rng.random(20).tolist()).survive) for _ in range(screens))
    assert wrong / screens <= 0.14  # nothing is true: at most .10 of screens, and chance


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_is_in_its_interval(pair: tuple[int, int]) -> None:
    told = proportion(*pair)
    assert 0 <= told.low <= told.estimate <= told.high <= 1
    assert told.method == ("jeffreys" if pair[0] in (0, pair[1]) else "wilson")
