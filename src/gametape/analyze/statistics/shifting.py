"""Is the timing better than chance? Shift a whole session's decisions by one common offset.

Spacing and clustering of the decisions stay as they were; only where they fall in the game is left
to chance. Times wrap around within the time that was valid (analysis-methods.md 5.6 b).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

DRAWS = 1_999

Times = npt.NDArray[np.int64]


class ShiftTest(msgspec.Struct, frozen=True):
    """What was observed, its mean and 90 % range by chance, and how often chance does as well.

    `p_value` is one-sided, `(1 + draws at least as good) / (draws + 1)`: never 0.
    """

    observed: float
    chance: float
    low: float
    high: float
    p_value: float
    draws: int


class ValidTime:
    """Stretches of time in which a decision could have been made, joined end to end."""

    def __init__(self, stretches: Sequence[tuple[int, int]]) -> None:
        """`stretches` are (from, to) in microseconds, in order, not overlapping, not empty."""
        starts = np.asarray([start for start, _ in stretches], dtype=np.int64)
        ends = np.asarray([end for _, end in stretches], dtype=np.int64)
        if not len(starts) or (ends <= starts).any() or (starts[1:] < ends[:-1]).any():
            raise ValueError("stretches must be in order, apart, and not empty.")
        self._starts = starts
        self._before = np.concatenate([[0], np.cumsum(ends - starts)])
        self.length = int(self._before[-1])

    def position(self, times: Times) -> Times:
        """Where times lie in the joined stretches; raises ValueError for one outside all."""
        at = np.searchsorted(self._starts, times, side="right") - 1
        inside = times - self._starts[np.maximum(at, 0)]
        lengths = np.diff(self._before)
        if (at < 0).any() or (inside >= lengths[np.maximum(at, 0)]).any():
            raise ValueError("a decision lies outside the valid time.")
        return np.asarray(self._before[at] + inside, dtype=np.int64)

    def time(self, positions: Times) -> Times:
        """The times of positions, which are taken modulo the whole length."""
        wrapped = positions % self.length
        at = np.searchsorted(self._before, wrapped, side="right") - 1
        return np.asarray(self._starts[at] + wrapped - self._before[at], dtype=np.int64)


def shift_test(
    sessions: Sequence[tuple[Times, ValidTime]],
    statistic: Callable[[int, Times], float],
    rng: np.random.Generator,
    draws: int = DRAWS,
) -> ShiftTest:
    """Compare decisions with themselves at other times of the same sessions.

    `sessions` are decision times with their valid time; `statistic(number, times)` is what a
    session's decisions at these times come to (larger is better), summed over sessions. Every
    draw shifts each session by an offset of its own, even over its valid time.
    """
    places = [valid.position(times) for times, valid in sessions]
    observed = sum(statistic(number, times) for number, (times, _) in enumerate(sessions))
    by_chance = np.empty(draws)
    for draw in range(draws):
        total = 0.0
        for number, (place, (_, valid)) in enumerate(zip(places, sessions, strict=True)):
            offset = int(rng.integers(0, valid.length))
            total += statistic(number, valid.time(place + offset))
        by_chance[draw] = total
    low, high = np.quantile(by_chance, [0.05, 0.95])
    as_good = int((by_chance >= observed).sum())
    p_value = (1 + as_good) / (draws + 1)
    chance = float(by_chance.mean())
    return ShiftTest(float(observed), chance, float(low), float(high), p_value, draws)
