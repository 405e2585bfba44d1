"""What is usual, sample by sample: a trailing average, and how far a price usually moves."""

from __future__ import annotations

from collections import deque

from gametape.signals.signal import Rules

SLOW_S = 5.0
"""Seconds between samples."""

NAN = float("nan")
_MAD_TO_SD = 1.4826


class Usual:
    """Average of samples up to thirty seconds ago; half its weight is ten minutes old.

    Weights are those of what there is, so that the first sample counts no more than its age says.
    Samples of a phase before the current one do not count, nor those that are not a number.
    """

    def __init__(self, lag_s: float, warmup_s: float, half_life_s: float) -> None:
        self._lag = round(lag_s / SLOW_S)
        self._warm = round(warmup_s / SLOW_S)
        self._keep = 0.5 ** (SLOW_S / half_life_s)
        self._waiting: deque[float] = deque()
        self._whole, self._weight, self._seen = 0.0, 0.0, -1

    def push(self, value: float, *, fresh: bool = False) -> float:
        """Take the next sample; gives what is usual now, NaN in the first minutes of a phase."""
        if fresh:
            self._waiting.clear()
            self._whole, self._weight, self._seen = 0.0, 0.0, -1
        self._waiting.append(value)
        self._seen += 1
        if len(self._waiting) > self._lag:
            old = self._waiting.popleft()
            if old == old:
                self._whole = self._keep * self._whole + old
                self._weight = self._keep * self._weight + 1
        known = self._weight and self._seen >= self._warm
        return self._whole / self._weight if known else NAN


class Sigma:
    """1.4826 times the median absolute deviation of S_30, twenty minutes back, lagged by 30 s."""

    def __init__(self, rules: Rules) -> None:
        self._lag = round(rules.sigma_lag_s / SLOW_S)
        self._size = round(rules.sigma_window_s / SLOW_S) - self._lag + 1
        spent_s = rules.sigma_lag_s + rules.window_s
        self._fewest = max(2, round((rules.sigma_warmup_s - spent_s) / SLOW_S))
        self._floor = rules.sigma_floor_c
        self._samples: deque[float] = deque(maxlen=self._size + self._lag)

    def push(self, move: float) -> float:
        """Take the next sample (NaN where it does not count); gives sigma in cents, or NaN."""
        self._samples.append(move)
        count = len(self._samples)
        old = [self._samples[at] for at in range(max(0, count - self._lag))]
        known = [one for one in old[-self._size :] if one == one]
        if len(known) < self._fewest:
            return NAN
        middle = _median(known)
        return max(_MAD_TO_SD * _median([abs(one - middle) for one in known]), self._floor)


def _median(values: list[float]) -> float:
    ordered = sorted(values)
    count = len(ordered)
    return (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
