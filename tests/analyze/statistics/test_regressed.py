"""Differences and trends over sessions: equal to statsmodels', right as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from gametape.analyze.statistics.clustered import clustered_mean
from gametape.analyze.statistics.regressed import difference_of, mean_of, trend_of

Made = tuple[list[float], list[bool], list[str], list[int]]


def made(seed: int, sessions: int = 20, effect: float = 0.0) -> Made:
    """Trades of sessions that share a mood; a third of them marked."""
    rng = np.random.default_rng(seed)
    values, marked, names, order = [], [], [], []
    for session in range(sessions):
        mood = rng.normal()
        for _ in range(int(rng.integers(2, 9))):
            flag = bool(rng.random() < 0.35)
            values.append(float(mood + rng.standard_t(4) + effect * flag))
            marked.append(flag)
            names.append(f"s{session}")
            order.append(session)
    return values, marked, names, order


def test_it_is_what_statsmodels_says() -> None:
    import statsmodels.api as sm

    values, marked, names, order = made(1)
    groups = np.unique(names, return_inverse=True)[1]
    index = (np.array(order) - np.mean(order)) / 10
    for told, column, close in (
        # A difference counts the sessions of its poorer side, and so is a little wider.
        (difference_of(values, marked, names), np.array(marked, float), 0.05),
        (trend_of(values, order, names), index, 1e-9),
    ):
        assert told is not None
        fit = sm.OLS(values, np.column_stack([column, np.ones(len(values))])).fit(
            cov_type="cluster", cov_kwds={"groups": groups}, use_t=True
        )
        assert told.interval.estimate == pytest.approx(fit.params[0])
        assert [told.interval.low, told.interval.high] == pytest.approx(
            list(fit.conf_int(0.1)[0]), close
        )
        assert told.p_value == pytest.approx(fit.pvalues[0], close)
    mine, theirs = mean_of(values, names), clustered_mean(values, names)
    assert mine is not None
    assert theirs is not None
    assert [mine.interval.low, mine.interval.high] == pytest.approx([theirs.low, theirs.high])


def test_a_difference_counts_the_sessions_of_its_poorer_side() -> None:
    import statsmodels.api as sm

    values, _, names, _ = made(3)
    marked = [int(name[1:]) < 9 for name in names]  # whole sessions: 9 of them, and 11 others
    told = difference_of(values, marked, names)
    assert told is not None
    groups = np.unique(names, return_inverse=True)[1]
    fit = sm.OLS(values, np.column_stack([np.array(marked, float), np.ones(len(values))])).fit(
        cov_type="cluster", cov_kwds={"groups": groups}
    )
    estimate, error = fit.params[0], fit.bse[0]
    assert told.p_value == pytest.approx(2 * stats.t.sf(abs(estimate) / error, 8))
    reach = stats.t.ppf(0.95, 8) * error
    assert [told.interval.low, told.interval.high] == pytest.approx(
        [estimate - reach, estimate + reach]
    )


def test_innocents_are_found_about_as_often_as_the_level_says() -> None:
    found = [difference_of(*made(seed)[:3]) for seed in range(300)]
    wrong = np.mean([one is not None and one.interval.excludes(0.0) for one in found])
    assert 0.05 < wrong < 0.16
    planted = [difference_of(*made(seed, effect=1.0)[:3]) for seed in range(60)]
    assert np.mean([one is not None and one.p_value < 0.1 for one in planted]) > 0.8


def test_a_side_in_few_sessions_gives_no_number() -> None:
    values, _, names, _ = made(2)
    assert difference_of(values, [name in ("s1", "s2", "s3") for name in names], names) is None
    assert mean_of([1.0, 2.0], ["a", "b"]) is None
    assert mean_of([], []) is None
    assert trend_of([1.0] * 9, [0] * 9, [f"s{one}" for one in range(9)]) is None


def test_values_that_never_differ_prove_nothing() -> None:
    told = mean_of([2.0] * 12, [f"s{one}" for one in range(12)])
    assert told is not None
    assert (told.interval.low, told.interval.high, told.p_value) == (2.0, 2.0, 1.0)


def test_one_sided_is_half_on_the_side_it_asks_for() -> None:
    told = mean_of([1.0, 2.0, 3.0] * 4, [f"s{one}" for one in range(12)])
    assert told is not None
    assert told.above == pytest.approx(told.p_value / 2)
    other = mean_of([-1.0, -2.0, -3.0] * 4, [f"s{one}" for one in range(12)])
    assert other is not None
    assert other.above == pytest.approx(1 - told.p_value / 2)
