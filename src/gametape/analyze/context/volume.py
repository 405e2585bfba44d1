"""How much is traded now against what is usual; one's own trades do not count (methods 2.6)."""

from __future__ import annotations

import numpy as np

from gametape.analyze.context.looking import SLOW_S, Bools, Floats, Int64s
from gametape.analyze.course import Trades
from gametape.analyze.parameters import Parameters
from gametape.model.times import SECOND

LEAST_SHARES = 5.0


class Volume:
    """Traded shares of the last thirty seconds at any time; `own` are (told_us, micro-shares).

    An own trade is taken off from when it was told: before, nobody could know whose it was.
    """

    def __init__(self, trades: Trades, own: tuple[Int64s, Int64s], window_s: float) -> None:
        self._times = trades.times
        self._summed = _summed(trades.sizes)
        self._own_times = own[0]
        self._own_summed = _summed(own[1])
        self._window_us = round(window_s * SECOND)

    def shares(self, at_us: Int64s) -> Floats:
        """Shares in the window that ends at each time."""
        every = self._within(self._times, self._summed, at_us)
        own = self._within(self._own_times, self._own_summed, at_us)
        return np.asarray(np.maximum(0, every - own) / 1e6, dtype=np.float64)

    def _within(self, times: Int64s, summed: Int64s, at_us: Int64s) -> Int64s:
        end = times.searchsorted(at_us, "right")
        start = times.searchsorted(at_us - self._window_us, "right")
        return np.asarray(summed[end] - summed[start], dtype=np.int64)


def usual(samples: Floats, fresh: Bools, parameters: Parameters) -> Floats:
    """A trailing average at each slow look: of samples up to 30 s ago, half of it ten minutes old.

    Weights are those of what there is, so that the first sample counts no more than its age says.
    It begins anew where `fresh` (a phase began), and is NaN for the first `baseline_warmup_s`.
    """
    lag = round(parameters.sigma_lag_s / SLOW_S)
    warm = round(parameters.baseline_warmup_s / SLOW_S)
    keep = 0.5 ** (SLOW_S / parameters.baseline_half_life_s)
    found = np.full(len(samples), np.nan)
    whole, weight, since = 0.0, 0.0, 0
    values, begins = samples.tolist(), fresh.tolist()
    for at in range(len(values)):
        if begins[at]:
            whole, weight, since = 0.0, 0.0, at
        value = values[at - lag] if at - lag >= since else np.nan
        if value == value:
            whole, weight = keep * whole + value, keep * weight + 1
        if weight and at - since >= warm:
            found[at] = whole / weight
    return found


def _summed(sizes: Int64s) -> Int64s:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
