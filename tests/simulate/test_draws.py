"""Chance by seed: repeatable, independent by name, of the promised law."""

from __future__ import annotations

import math
from statistics import fmean, pvariance

import pytest

from gametape.simulate.draws import lognormals, poisson, stream


def test_a_stream_is_repeatable_and_its_own() -> None:
    def first(seed: int, *names: str) -> float:
        return stream(seed, *names).random()

    assert first(7, "price", "total") == first(7, "price", "total")
    assert len({first(7, "a"), first(8, "a"), first(7, "b"), first(7, "a", "b")}) == 4


@pytest.mark.parametrize("mean", [0.05, 1.7, 22.0, 80.0])
def test_poisson_counts_have_their_mean_and_variance(mean: float) -> None:
    rng = stream(1, "poisson")
    counts = [poisson(rng, mean) for _ in range(4000)]
    error = math.sqrt(mean / len(counts))
    assert fmean(counts) == pytest.approx(mean, abs=4 * error)
    assert pvariance(counts) == pytest.approx(mean, rel=0.15)


def test_lognormals_are_equally_likely_values() -> None:
    values = lognormals(0.6)
    assert list(values) == sorted(values)
    logs = [math.log(value) for value in values]
    assert fmean(logs) == pytest.approx(0.0, abs=1e-9)
    assert pvariance(logs) == pytest.approx(0.36, rel=0.01)
