"""Shares of independent things, their differences, and wins against the prices that were paid."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from scipy import stats

from gametape.analyze.statistics.intervals import LEVEL, Interval


def proportion(count: int, n: int, level: float = LEVEL) -> Interval:
    """A share of independent things: Wilson's interval, Jeffreys' where it is none or all.

    Jeffreys' then reaches to the end itself, as Brown, Cai and DasGupta (2001) advise.
    Raises ValueError unless 0 <= count <= n and n > 0.
    """
    from statsmodels.stats.proportion import proportion_confint

    if not 0 <= count <= n or not n:
        raise ValueError("a share needs 0 <= count <= n and n > 0.")
    method = "jeffreys" if count in (0, n) else "wilson"

    low, high = proportion_confint(count, n, alpha=1 - level, method=method)
    low, high = 0.0 if not count else float(low), 1.0 if count == n else float(high)
    return Interval(count / n, low, high, level, n, method)


def difference(
    count: int, n: int, other_count: int, other_n: int, level: float = LEVEL
) -> Interval:
    """Difference of two unclustered shares, first less second, by Newcombe."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(
        count, n, other_count, other_n, method="newcomb", alpha=1 - level
    )
    estimate = count / n - other_count / other_n
    return Interval(estimate, float(low), float(high), level, n + other_n, "newcombe")


class Wins(msgspec.Struct, frozen=True):
    """Wins against what the entry prices promised.

    `expected` and `sd` are of the number of wins if every price was right; `p_value` is the chance
    of at least that many then (Poisson binomial, exact).
    """

    won: int
    n: int
    expected: float
    sd: float
    p_value: float


def wins_against_prices(won: int, prices: Sequence[float]) -> Wins:
    """Test wins against entry probabilities of independent games; never against one half.

    Raises ValueError without prices, or with one outside 0 to 1.
    """
    p = np.asarray(prices, dtype=float)
    if not len(p) or not ((p >= 0) & (p <= 1)).all():
        raise ValueError("prices from 0 to 1 are needed.")
    tail = float(stats.poisson_binom(p).sf(won - 1))
    return Wins(won, len(p), float(p.sum()), float(np.sqrt((p * (1 - p)).sum())), tail)
