"""What is usual, sample by sample, is what the definition says of all samples at once."""

from __future__ import annotations

import math
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.analyze.context.sigma import sigma_of
from gametape.analyze.parameters import DEFAULTS
from gametape.signals.signal import Rules
from gametape.signals.usual import Sigma, Usual

SAMPLES = st.lists(st.one_of(st.floats(-20, 20), st.just(math.nan)), max_size=330)


@given(SAMPLES)
def test_sigma_is_the_lagged_median_deviation(samples: list[float]) -> None:
    running = Sigma(Rules())
    told = [running.push(one) for one in samples]
    whole = sigma_of(np.array(samples, np.float64), DEFAULTS) if samples else np.zeros(0)
    assert np.array(told).tobytes() == whole.tobytes()
    for at in range(0, len(samples), 37):
        known = [one for one in samples[max(0, at - 240) : max(0, at - 5)] if one == one]
        if len(known) < 48:
            assert math.isnan(told[at])
        else:
            middle = median(known)
            spread = 1.4826 * median(abs(one - middle) for one in known)
            assert told[at] == pytest.approx(max(0.6, spread))


@given(SAMPLES, st.integers(0, 300))
def test_an_average_is_weighted_by_age_and_begins_anew(samples: list[float], anew: int) -> None:
    running = Usual(30.0, 300.0, 600.0)
    for at, value in enumerate(samples):
        told = running.push(value, fresh=at == anew)
        start = anew if at >= anew else 0
        known = [
            (samples[before], 0.5 ** ((at - 6 - before) * 5 / 600))
            for before in range(start, at - 5)
            if samples[before] == samples[before]
        ]
        if at - start < 60 or not known:
            assert math.isnan(told)
        else:
            whole = sum(weight for _, weight in known)
            assert told == pytest.approx(
                sum(one * weight for one, weight in known) / whole, abs=1e-6
            )
