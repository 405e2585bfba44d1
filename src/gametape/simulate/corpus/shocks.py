"""Where the author of a corpus sees shocks: on the world itself, apart from any detector.

A shock is on while the price of 30 s ago differs by at least `max(3 cents, 2 sigma30)`; it begins
with the first step of such a run (analysis-methods.md 2.6 and 3.0). That the detectors find the
same from the recorded book is what the corpus is there to show, so nothing is shared with them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from gametape.simulate.corpus.scoring import STEP_S, Floats

_WINDOW_S, _SAMPLE_S, _PAST_S, _LAG_S, _WARM_S = 30.0, 5.0, 1_200.0, 30.0, 300.0
_FLOOR_C, _SIGMA_FLOOR_C, _SIGMAS = 3.0, 0.6, 2.0
_NORMAL = 1.4826


@dataclass(frozen=True, slots=True, eq=False)
class Shocks:
    """What the author knows of a path of prices in cents, at every step.

    `change` is S_30, `threshold` what makes it a shock (infinite while nobody can know), `on`
    where it is one; `begins` are the steps at which shocks begin.
    """

    change: Floats
    sigma: Floats
    threshold: Floats
    on: NDArray[np.bool_]
    begins: NDArray[np.int64]


def shocks_of(cents: Floats) -> Shocks:
    """Find the shocks of a path of prices in cents, one every `STEP_S`."""
    back = round(_WINDOW_S / STEP_S)
    change = np.full(len(cents), np.nan)
    change[back:] = cents[back:] - cents[:-back]
    sigma = _sigma(change)
    threshold = np.where(np.isnan(sigma), np.inf, np.maximum(_FLOOR_C, _SIGMAS * sigma))
    on = np.abs(np.nan_to_num(change)) >= threshold
    before = np.append(False, on[:-1])
    turned = np.append(False, np.sign(change[1:]) != np.sign(change[:-1]))
    return Shocks(change, sigma, threshold, on, np.flatnonzero(on & (~before | turned)))


def _sigma(change: Floats) -> Floats:
    """Robust spread of S_30 in [t - 20 min, t - 30 s], sampled every 5 s; unknown before 5 min."""
    every = round(_SAMPLE_S / STEP_S)
    sampled = change[::every]
    oldest, newest = round(_PAST_S / _SAMPLE_S), round(_LAG_S / _SAMPLE_S)
    padded = np.concatenate([np.full(oldest, np.nan), sampled])
    windows = sliding_window_view(padded, oldest - newest + 1)[: len(sampled)]
    spread = np.full(len(sampled), np.nan)
    warm = min(round(_WARM_S / _SAMPLE_S), len(sampled))
    whole = min(oldest + round(_WINDOW_S / _SAMPLE_S), len(sampled))
    spread[warm:whole] = _apart(windows[warm:whole])
    spread[whole : len(windows)] = _apart(windows[whole:])
    held = np.repeat(spread, every)[: len(change)]
    return np.where(np.isnan(held), np.nan, np.maximum(held * _NORMAL, _SIGMA_FLOOR_C))


def _apart(windows: NDArray[np.float64]) -> Floats:
    """Median distance from the median of each row, without what is unknown."""
    if not len(windows):
        return np.zeros(0)
    middle = np.nanmedian if np.isnan(windows).any() else np.median
    centre = middle(windows, axis=1, keepdims=True)
    return np.asarray(middle(np.abs(windows - centre), axis=1), dtype=np.float64)
