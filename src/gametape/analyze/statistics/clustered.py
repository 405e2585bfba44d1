"""Means and rates over trades whose sessions hold them together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import stats

from gametape.analyze.statistics.intervals import LEVEL, Interval
from gametape.analyze.statistics.sessions import FEWEST

ENOUGH_FOR_BOOTSTRAP = 40
ENOUGH_FOR_MEDIANS = 20
DRAWS = 9_999

Floats = npt.NDArray[np.float64]


def clustered_mean(
    values: Sequence[float], sessions: Sequence[str], level: float = LEVEL
) -> Interval | None:
    """Mean over trades (of cents, or of 0 and 1 for a rate), its error by session.

    Ordinary least squares on a constant with the cluster-robust error and t with one degree of
    freedom less than there are sessions. None with fewer than `FEWEST` sessions.
    """
    groups = np.unique(np.asarray(sessions), return_inverse=True)[1]
    n = int(groups.max()) + 1 if len(groups) else 0
    if n < FEWEST:
        return None
    sample = np.asarray(values, dtype=float)
    mean = float(sample.mean())
    if not np.ptp(sample):
        return Interval(mean, mean, mean, level, n, "cluster-robust", ("All values are equal.",))
    from statsmodels.regression.linear_model import OLS

    fitted = OLS(sample, np.ones(len(sample))).fit(
        cov_type="cluster", cov_kwds={"groups": groups}, use_t=True
    )
    low, high = fitted.conf_int(1 - level)[0]
    return Interval(mean, float(low), float(high), level, n, "cluster-robust")


def bootstrapped_ratio(
    numerators: Sequence[float],
    denominators: Sequence[float],
    rng: np.random.Generator,
    level: float = LEVEL,
    draws: int = DRAWS,
) -> Interval | None:
    """Ratio of sums over sessions, sessions drawn again; None below `ENOUGH_FOR_BOOTSTRAP`."""
    above, below = np.asarray(numerators, float), np.asarray(denominators, float)
    if len(above) < ENOUGH_FOR_BOOTSTRAP or not below.sum():
        return None

    def ratio(top: Floats, bottom: Floats, axis: int = -1) -> Floats:
        whole = bottom.sum(axis)
        return np.asarray(
            np.divide(top.sum(axis), whole, where=whole != 0, out=np.zeros_like(whole))
        )

    found = stats.bootstrap(
        (above, below),
        ratio,
        paired=True,
        vectorized=True,
        n_resamples=draws,
        batch=500,
        confidence_level=level,
        method="percentile",
        rng=rng,
    ).confidence_interval
    estimate = float(above.sum() / below.sum())
    return Interval(
        estimate, float(found.low), float(found.high), level, len(above), "session bootstrap"
    )


def bootstrapped_median(
    values: Sequence[float],
    sessions: Sequence[str],
    rng: np.random.Generator,
    level: float = LEVEL,
    draws: int = DRAWS,
) -> Interval | None:
    """Median over trades, sessions drawn again; None below `ENOUGH_FOR_MEDIANS` sessions."""
    sample = np.asarray(values, dtype=float)
    groups = np.unique(np.asarray(sessions), return_inverse=True)[1]
    n = int(groups.max()) + 1 if len(groups) else 0
    if n < ENOUGH_FOR_MEDIANS:
        return None
    order = sample.argsort(kind="stable")
    ordered, owners = sample[order], groups[order]
    drawn = np.empty(draws)
    for number in range(draws):  # a session that is drawn twice counts twice
        weights = np.bincount(rng.integers(0, n, n), minlength=n)
        reached = weights[owners].cumsum()
        middle = [(reached[-1] - 1) // 2, reached[-1] // 2]
        drawn[number] = ordered[reached.searchsorted(middle, "right")].mean()
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    estimate = float(np.median(sample))
    return Interval(estimate, float(low), float(high), level, n, "session bootstrap")
