"""How well scores tell planted orders from others, and whether a trader's rate beats chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]

DRAWS = 1_000
TAILS = (0.05, 0.95)


class Told(NamedTuple):
    """One decision's score, those of its twins, and whether it was planted to be that."""

    score: float
    twins: tuple[float, ...]
    planted: bool


def area(told: Sequence[Told]) -> float:
    """Chance that a planted order scores above another, ties half (area under the ROC curve)."""
    scores = np.array([one.score for one in told])
    planted = np.array([one.planted for one in told])
    n, others = int(planted.sum()), int((~planted).sum())
    if not n or not others:
        return float("nan")
    ranks = rankdata(scores)
    return float((ranks[planted].sum() - n * (n + 1) / 2) / (n * others))


class Hits(NamedTuple):
    """At a score: the share of found orders that were planted, and of planted ones found."""

    precision: float
    recall: float
    of_others: float


def hits(told: Sequence[Told], score: float) -> Hits:
    """Precision, recall, and the share of orders that were not planted that score so too."""
    found = np.array([one.score >= score for one in told])
    planted = np.array([one.planted for one in told])
    true, all_found = int((found & planted).sum()), int(found.sum())
    return Hits(
        true / all_found if all_found else float("nan"),
        true / int(planted.sum()) if planted.any() else float("nan"),
        float(found[~planted].mean()),
    )


class Ratio(NamedTuple):
    """How many times more often than chance a trader's orders score so, with 90 % limits.

    `p_value` is the share of draws in which it is not above 1.
    """

    estimate: float
    low: float
    high: float
    p_value: float


def chance_ratio(
    sessions: Sequence[Sequence[Told]], score: float, rng: np.random.Generator
) -> Ratio:
    """Share of decisions over share of twins that score at least `score`; sessions drawn anew."""
    counts = np.array(
        [
            (
                sum(one.score >= score for one in told),
                len(told),
                sum(twin >= score for one in told for twin in one.twins),
                sum(len(one.twins) for one in told),
            )
            for told in sessions
        ],
        dtype=np.float64,
    )
    drawn = counts[rng.integers(0, len(counts), (DRAWS, len(counts)))].sum(axis=1)
    ratios = _ratio(drawn)
    low, high = np.quantile(ratios[np.isfinite(ratios)], TAILS)
    estimate = float(_ratio(counts.sum(axis=0)[None])[0])
    p_value = (1 + int((ratios <= 1).sum())) / (len(ratios) + 1)
    return Ratio(estimate, float(low), float(high), p_value)


def _ratio(sums: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((sums[:, 0] / sums[:, 1]) / (sums[:, 2] / sums[:, 3]))
