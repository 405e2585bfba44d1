"""Random levels: the same as statsmodels' MixedLM, with and without sessions that differ."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from gametape.analyze.statistics.mixed import random_levels


@pytest.mark.parametrize("spread", [1.0, 0.3])
def test_it_is_the_mixed_model_of_statsmodels(spread: float) -> None:
    import statsmodels.api as sm

    rng = np.random.default_rng(5)
    groups = np.repeat(np.arange(20), rng.integers(3, 12, 20))
    table = rng.normal(size=(len(groups), 2))
    levels = rng.normal(scale=spread, size=20)[groups]
    values = 1 + table @ [0.5, 0.0] + levels + rng.normal(scale=0.7, size=len(groups))
    told = random_levels(values, table, groups)
    assert told is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = sm.MixedLM(values, sm.add_constant(table), groups).fit(reml=True)
    for at, slope in enumerate(told.slopes, 1):
        assert slope.estimate == pytest.approx(fitted.fe_params[at], abs=1e-3)
        low, high = fitted.conf_int(0.10)[at]
        assert (slope.low, slope.high) == pytest.approx((low, high), abs=2e-3)
    assert told.p_values[0] < 0.001


def test_sessions_that_do_not_differ_and_too_few() -> None:
    rng = np.random.default_rng(6)
    groups = np.repeat(np.arange(10), 8)
    table = rng.normal(size=(80, 1))
    told = random_levels(rng.normal(size=80), table, groups)
    assert told is not None
    assert told.ratio < 1
    assert random_levels(rng.normal(size=56), table[:56], groups[:56]) is None
    assert random_levels(rng.normal(size=80), np.ones((80, 1)), groups) is None
