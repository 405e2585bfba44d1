"""Many tests on one screen: which of them may be called a finding."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from scipy import stats

RATE = 0.10
"""Share of findings that may be false."""


class Findings(msgspec.Struct, frozen=True):
    """Adjusted p-values in the order given, which of them survive, and of how many tests."""

    adjusted: tuple[float, ...]
    survive: tuple[bool, ...]
    n_tests: int
    rate: float


def findings(p_values: Sequence[float], rate: float = RATE, *, dependent: bool = False) -> Findings:
    """Benjamini and Hochberg over all tests of one screen.

    `dependent` uses Benjamini and Yekutieli, for tests that share trades in opposite directions.
    Raises ValueError for a p-value outside 0 to 1.
    """
    if not p_values:
        return Findings((), (), 0, rate)
    method = "by" if dependent else "bh"
    adjusted = tuple(map(float, stats.false_discovery_control(p_values, method=method)))
    return Findings(adjusted, tuple(p <= rate for p in adjusted), len(adjusted), rate)
