"""Few trades say little: pull each pattern's number toward all of them (empirical Bayes)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from scipy import optimize, stats
from scipy.special import betaln

from gametape.analyze.statistics.intervals import LEVEL

FEWEST = 4
"""Patterns below which there is nothing to learn the spread from."""

_LARGEST = 1e4

Floats = npt.NDArray[np.float64]


class Shrunk(msgspec.Struct, frozen=True):
    """One pattern's number, drawn toward the others; `raw` is what it was alone."""

    raw: float
    estimate: float
    low: float
    high: float


class ShrunkRates(msgspec.Struct, frozen=True):
    """Rates with the Beta(a, b) that all of them were drawn from."""

    a: float
    b: float
    rates: tuple[Shrunk, ...]


class ShrunkMeans(msgspec.Struct, frozen=True):
    """Means with their common mean `mu` and the variance between patterns `tau2`.

    `tau2` 0 says that nothing shows the patterns to differ: every mean then equals `mu`.
    """

    mu: float
    tau2: float
    means: tuple[Shrunk, ...]


def shrink_rates(
    counts: Sequence[int], n: Sequence[int], level: float = LEVEL
) -> ShrunkRates | None:
    """Rates under a beta-binomial prior fitted by maximum likelihood; None below `FEWEST`.

    A prior that runs off to infinity (rates that differ no more than chance) is held at a sum of
    about `_LARGEST`, which is one common rate.
    """
    k, size = np.asarray(counts), np.asarray(n)
    if len(k) < FEWEST:
        return None

    def loss(logs: Floats) -> float:
        a, b = np.exp(logs)
        return -float((betaln(a + k, b + size - k) - betaln(a, b)).sum())

    start = np.log([2.0, 2.0])
    bound = (np.log(1e-2), np.log(_LARGEST))
    found = optimize.minimize(loss, start, method="L-BFGS-B", bounds=[bound, bound])
    a, b = (float(value) for value in np.exp(found.x))
    tails = ((1 - level) / 2, (1 + level) / 2)
    rates = []
    for hits, whole in zip(k.tolist(), size.tolist(), strict=True):
        posterior = stats.beta(a + hits, b + whole - hits)
        low, high = (float(value) for value in posterior.ppf(tails))
        raw = hits / whole if whole else float("nan")
        rates.append(Shrunk(raw, float(posterior.mean()), low, high))
    return ShrunkRates(a, b, tuple(rates))


def shrink_means(
    means: Sequence[float], errors: Sequence[float], level: float = LEVEL
) -> ShrunkMeans | None:
    """Means with standard errors (from sessions) under a normal prior; None below `FEWEST`.

    tau2 by DerSimonian and Laird, never below 0 (statsmodels' combine_effects weighs with a
    negative one, so it is done here); `tau2 / (tau2 + se^2)` of a mean is its own. The interval is
    that of the posterior given tau2. Raises ValueError for an error that is not above 0.
    """
    y, se = np.asarray(means, dtype=float), np.asarray(errors, dtype=float)
    if len(y) < FEWEST:
        return None
    if (se <= 0).any():
        raise ValueError("every mean needs a standard error above 0.")
    tau2 = _between(y, se**2)
    weights = 1 / (se**2 + tau2)
    mu = float((weights * y).sum() / weights.sum())
    own = tau2 / (tau2 + se**2)
    estimates = own * y + (1 - own) * mu
    reach = float(stats.norm.ppf((1 + level) / 2)) * np.sqrt(own * se**2)
    return ShrunkMeans(
        mu,
        tau2,
        tuple(
            Shrunk(float(raw), float(value), float(value - wide), float(value + wide))
            for raw, value, wide in zip(y, estimates, reach, strict=True)
        ),
    )


def _between(y: Floats, variances: Floats) -> float:
    """DerSimonian and Laird's variance between patterns, cut off at 0."""
    w = 1 / variances
    fixed = (w * y).sum() / w.sum()
    spread = (w * (y - fixed) ** 2).sum() - (len(y) - 1)
    return max(0.0, float(spread / (w.sum() - (w**2).sum() / w.sum())))
