"""Whether a habit changes: a trend, a change on a day one names, a change on a day nobody named."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import msgspec
import numpy as np
from scipy import stats
from scipy.special import betaln, logsumexp

from gametape.analyze.statistics.intervals import LEVEL, Interval
from gametape.analyze.statistics.sessions import FEWEST

LEAST_SIDE = 3
"""Sessions on either side of a change."""

WORTH_SAYING = 10.0
"""Bayes factor below which no change is shown."""


class Change(msgspec.Struct, frozen=True):
    """Odds for one change against none, and the session it most likely began with (from 0).

    `posterior` is the chance of each session as the first after the change, given there is one.
    """

    bayes_factor: float
    at: int
    posterior: tuple[float, ...]
    worth_saying: bool


def change_point(counts: Sequence[int], opportunities: Sequence[int]) -> Change | None:
    """One change of a rate: Beta(1, 1) before and after, every session equally likely.

    None with fewer than twice `LEAST_SIDE` sessions. Exact: the marginal likelihoods of both
    sides are beta functions (analysis-methods.md 5.8).
    """
    k, n = np.asarray(counts), np.asarray(opportunities)
    sessions = len(k)
    if sessions < 2 * LEAST_SIDE:
        return None
    hits, misses = np.cumsum(k), np.cumsum(n - k)
    same = betaln(1 + hits[-1], 1 + misses[-1])
    starts = range(LEAST_SIDE, sessions - LEAST_SIDE + 1)
    logs = np.array(
        [
            betaln(1 + hits[at - 1], 1 + misses[at - 1])
            + betaln(1 + hits[-1] - hits[at - 1], 1 + misses[-1] - misses[at - 1])
            for at in starts
        ]
    )
    factor = float(np.exp(logsumexp(logs) - np.log(len(logs)) - same))
    posterior = np.zeros(sessions)
    posterior[LEAST_SIDE : LEAST_SIDE + len(logs)] = np.exp(logs - logsumexp(logs))
    at = int(posterior.argmax())
    return Change(factor, at, tuple(map(float, posterior)), factor >= WORTH_SAYING)


def rate_trend(
    counts: Sequence[int], opportunities: Sequence[int], level: float = LEVEL
) -> Interval | None:
    """Odds ratio of a rate per 10 sessions, sessions in order; below 1 it is falling.

    Binomial GEE on single opportunities, exchangeable within a session. None with fewer than
    `FEWEST` sessions that had an opportunity, or where the data cannot tell (never, or always).
    """
    from statsmodels.genmod.cov_struct import Exchangeable
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_estimating_equations import GEE

    k, n = np.asarray(counts), np.asarray(opportunities)
    if (n > 0).sum() < FEWEST or not 0 < k.sum() < n.sum():
        return None
    index = np.repeat(np.arange(len(k)), n)
    happened = np.concatenate(
        [np.r_[np.ones(hits), np.zeros(of - hits)] for hits, of in zip(k, n, strict=True)]
    )
    design = np.column_stack([np.ones(len(index)), (index - index.mean()) / 10])
    model = GEE(
        happened,
        design,
        groups=index,
        family=Binomial(),
        cov_struct=Exchangeable(),
    )
    try:
        with warnings.catch_warnings():  # what it warns of makes its numbers worthless
            warnings.simplefilter("error")
            fitted = model.fit()
    except (Warning, ValueError, np.linalg.LinAlgError):
        return None
    slope, error = float(fitted.params[1]), float(fitted.bse[1])
    reach = float(stats.norm.ppf((1 + level) / 2)) * error
    low, middle, high = (float(np.exp(slope + way * reach)) for way in (-1, 0, 1))
    return Interval(middle, low, high, level, int((n > 0).sum()), "GEE, odds ratio per 10 sessions")


def before_after(
    before: Sequence[float], after: Sequence[float], level: float = LEVEL
) -> Interval | None:
    """Difference of session values, after less before, around a day one has named (Welch's t).

    None with fewer than `FEWEST` sessions on either side.
    """
    if min(len(before), len(after)) < FEWEST:
        return None
    one, other = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    difference = float(other.mean() - one.mean())
    parts = np.array([one.var(ddof=1) / len(one), other.var(ddof=1) / len(other)])
    reach = 0.0
    if parts.any():
        freedom = parts.sum() ** 2 / (parts**2 / (len(one) - 1, len(other) - 1)).sum()
        reach = float(stats.t.ppf((1 + level) / 2, freedom) * np.sqrt(parts.sum()))
    n = len(one) + len(other)
    return Interval(
        difference, difference - reach, difference + reach, level, n, "Welch's t on sessions"
    )
