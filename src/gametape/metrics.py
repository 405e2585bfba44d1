"""Measurements that fit in little memory: a histogram for percentiles of integers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


class Histogram:
    """Counts integers (microseconds, bytes) to two significant digits; percentiles within 5 %."""

    __slots__ = ("_counts", "count", "largest")

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        self.count = 0
        self.largest = 0

    def add(self, value: int) -> None:
        """Count one value; negative values (clocks that disagree) keep their sign."""
        self._counts[_bucket(value)] += 1
        self.count += 1
        self.largest = max(self.largest, value)

    def add_counted(self, counts: Iterable[tuple[int, int]], largest: int) -> None:
        """Count (value, how many) that were rounded as here; `largest` is exact."""
        for value, count in counts:
            self._counts[value] += count
            self.count += count
        self.largest = max(self.largest, largest)

    def percentile(self, share: float) -> int | None:
        """The value below which `share` (0 to 1) of the values lie; None when there are none."""
        rank, seen = share * self.count, 0
        for bucket in sorted(self._counts):
            seen += self._counts[bucket]
            if seen >= rank:
                return bucket
        return None


def _bucket(value: int) -> int:
    magnitude = abs(value)
    if magnitude < 100:
        return value
    step: int = 10 ** (len(str(magnitude)) - 2)
    rounded = (magnitude + step // 2) // step * step
    return rounded if value > 0 else -rounded
