"""How much is traded now against what is usual; one's own trades do not count (methods 2.6)."""

from __future__ import annotations

import numpy as np

from gametape.analyze.context.looking import Bools, Floats, Int64s
from gametape.analyze.material.course import Trades
from gametape.analyze.parameters import Parameters
from gametape.model.times import SECOND
from gametape.signals.usual import Usual

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
    """What is usual at each slow look; see `signals.usual.Usual`. It begins anew where `fresh`."""
    average = Usual(
        parameters.sigma_lag_s, parameters.baseline_warmup_s, parameters.baseline_half_life_s
    )
    told = zip(samples.tolist(), fresh.tolist(), strict=True)
    return np.array([average.push(value, fresh=begins) for value, begins in told], np.float64)


def _summed(sizes: Int64s) -> Int64s:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
