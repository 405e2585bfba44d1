"""Totals and means per session: Student's t on session totals.

Bootstraps do worse here: with few sessions and fat tails their intervals are too short (measured
in analysis-methods.md 5.2 and by the coverage tests of this module).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gametape.analyze.statistics.intervals import LEVEL, Interval

FEWEST = 8
"""Sessions below which there is no interval, whatever the numbers are."""

SKEWED = 1.5
LARGEST_SHARE = 0.35


def mean_of_sessions(totals: Sequence[float], level: float = LEVEL) -> Interval | None:
    """Mean of session totals with a t interval (n - 1 degrees of freedom); None below `FEWEST`.

    Where the totals are skewed, or one session makes up a large part of them, the interval is
    optimistic, and `notes` say so with the range of means when any one session is left out.
    """
    from scipy import stats

    values = np.asarray(totals, dtype=float)
    n = len(values)
    if n < FEWEST:
        return None
    mean = float(values.mean())
    error = float(values.std(ddof=1)) / np.sqrt(n)
    reach = float(stats.t.ppf((1 + level) / 2, n - 1)) * error
    return Interval(
        mean, mean - reach, mean + reach, level, n, "t on session totals", _notes(values)
    )


def total_of_sessions(totals: Sequence[float], level: float = LEVEL) -> Interval | None:
    """The sum over all sessions: n times the mean, and so its interval."""
    mean = mean_of_sessions(totals, level)
    if mean is None:
        return None
    n = mean.n
    return Interval(
        mean.estimate * n, mean.low * n, mean.high * n, level, n, mean.method, mean.notes
    )


def largest_share(totals: Sequence[float]) -> float:
    """How much of the absolute sum the largest session makes up; 0 for nothing at all."""
    values = np.abs(np.asarray(totals, dtype=float))
    whole = float(abs(np.asarray(totals, dtype=float).sum()))
    return float(values.max()) / whole if whole else 0.0


def left_out(totals: Sequence[float]) -> tuple[float, float]:
    """Lowest and highest mean when any one session is left out."""
    values = np.asarray(totals, dtype=float)
    means = (values.sum() - values) / (len(values) - 1)
    return float(means.min()), float(means.max())


def _notes(values: npt.NDArray[np.float64]) -> tuple[str, ...]:
    share = largest_share(values.tolist())
    skewed = abs(_skewness(values)) > SKEWED
    if not skewed and share <= LARGEST_SHARE:
        return ()
    low, high = left_out(values.tolist())
    words = "the totals are skewed" if skewed else "one session makes up much of the total"
    return (
        f"The interval is optimistic: {words}. Leaving out any one session, the mean is between "
        f"{low:.2f} and {high:.2f}.",
    )


def _skewness(values: npt.NDArray[np.float64]) -> float:
    """Third moment about the mean in standard deviations; 0 where nothing differs."""
    apart = values - values.mean()
    scale = float(np.abs(apart).max())
    if not scale:
        return 0.0
    apart /= scale
    return float((apart**3).mean() / (apart**2).mean() ** 1.5)
