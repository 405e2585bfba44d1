"""How much a market usually moves within thirty seconds (methods 2.6)."""

from __future__ import annotations

import numpy as np

from gametape.analyze.context.looking import SLOW_S, Floats
from gametape.analyze.parameters import Parameters

MAD_TO_SD = 1.4826


def sigma_of(samples: Floats, parameters: Parameters) -> Floats:
    """Sigma in cents at each slow look, of S_30 at the slow looks (NaN where not in play).

    1.4826 times the median absolute deviation of the samples from `sigma_window_s` ago to
    `sigma_lag_s` ago, never below the floor. NaN until play has lasted `sigma_warmup_s`: a lag and
    a move's own length less of samples.
    """
    lag = round(parameters.sigma_lag_s / SLOW_S)
    size = round(parameters.sigma_window_s / SLOW_S) - lag + 1
    spent_s = parameters.sigma_lag_s + parameters.shock_window_s
    fewest = max(2, round((parameters.sigma_warmup_s - spent_s) / SLOW_S))
    padded = np.concatenate([np.full(size + lag - 1, np.nan), samples])
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[: len(samples)]
    middle, count = _medians(windows)
    spread, _ = _medians(np.abs(windows - middle[:, None]))
    return np.where(
        count >= fewest, np.maximum(MAD_TO_SD * spread, parameters.sigma_floor_c), np.nan
    )


def _medians(windows: Floats) -> tuple[Floats, Floats]:
    """Median and number of known values of each row."""
    rows = np.sort(windows, axis=1)
    count = (~np.isnan(rows)).sum(axis=1)
    low = np.maximum(0, (count - 1) // 2)
    at = np.arange(len(rows))
    return (rows[at, low] + rows[at, np.minimum(count // 2, rows.shape[1] - 1)]) / 2, count
