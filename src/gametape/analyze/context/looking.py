"""When a course is looked at: four times a second from its first moment on, and trailing windows.

Looks lie at the same times whether a recording is cut or not, and every value at a look comes
from that look and earlier ones, so that the future cannot leak into it. Work does not grow with
the number of messages.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d, minimum_filter1d

from gametape.model.times import SECOND
from gametape.signals.usual import SLOW_S

__all__ = ["SLOW_S"]

STEP_US = SECOND // 4
Int64s = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def looks(first_us: int, last_us: int) -> Int64s:
    """The times of all looks, microseconds."""
    return np.arange(first_us, max(first_us, last_us) + 1, STEP_US, dtype=np.int64)


def steps(seconds: float) -> int:
    """How many looks a length of time takes."""
    return max(1, round(seconds * SECOND / STEP_US))


def highest(values: Floats, seconds: float) -> Floats:
    """The greatest of the window that ends at each look (both ends in); NaN where none is."""
    size = steps(seconds) + 1
    known = np.where(np.isnan(values), -np.inf, values)
    found = maximum_filter1d(known, size, mode="constant", cval=-np.inf, origin=(size - 1) // 2)
    return np.where(np.isfinite(found), found, np.nan)


def lowest(values: Floats, seconds: float) -> Floats:
    """The least of the window that ends at each look; NaN where none is."""
    size = steps(seconds) + 1
    known = np.where(np.isnan(values), np.inf, values)
    found = minimum_filter1d(known, size, mode="constant", cval=np.inf, origin=(size - 1) // 2)
    return np.where(np.isfinite(found), found, np.nan)


class Sums:
    """Trailing sums of values and of their squares; NaN are left out."""

    def __init__(self, values: Floats) -> None:
        known = ~np.isnan(values)
        plain = np.where(known, values, 0.0)
        self._count = _summed(known.astype(np.float64))
        self._sum = _summed(plain)
        self._square = _summed(plain * plain)

    def mean_and_sd(self, at: Int64s, size: int) -> tuple[Floats, Floats]:
        """Of windows of `size` values that end at these numbers; NaN below two known values."""
        end, start = at + 1, np.maximum(0, at + 1 - size)
        n = self._count[end] - self._count[start]
        whole = np.where(n >= 2, n, np.nan)
        mean = (self._sum[end] - self._sum[start]) / whole
        square = (self._square[end] - self._square[start]) / whole
        return mean, np.sqrt(np.maximum(0.0, square - mean * mean))


def _summed(values: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(values)])


def last_where(marks: Bools, times: Int64s) -> Int64s:
    """At each look the time of the last marked one so far; -1 where there was none."""
    return np.maximum.accumulate(np.where(marks, times, -1))
