"""A label is worth what random moments do not have."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.analyze.statistics.chance import Baseline, baseline, words

SCORES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def learnt(rng: np.random.Generator, planted: float, n: int = 400) -> tuple[Baseline, float]:
    """Decisions of which a share is planted and scores high; the truth at .7 and above."""
    chance = rng.beta(1, 2, n)
    true = rng.random(n) < planted
    scores = np.where(true, rng.beta(8, 2, n), chance)
    told = baseline(scores.tolist(), rng.beta(1, 2, 30 * n).tolist())
    assert told is not None
    return told, float(true[scores >= 0.7].mean())


def test_confidence_is_about_the_share_that_is_real() -> None:
    rng = np.random.default_rng(23)
    for planted in (0.1, 0.25, 0.5):
        told, truth = learnt(rng, planted)
        assert abs(told.confidence(0.7) - truth) <= 0.15
        ratio = told.ratio(0.7)
        assert ratio is not None
        assert ratio > 1.5
        assert not told.early


def test_where_nothing_is_planted_little_is_claimed() -> None:
    rng = np.random.default_rng(24)
    claims = [learnt(rng, 0.0)[0].confidence(0.7) for _ in range(40)]
    assert np.mean(claims) <= 0.15
    ratios = [learnt(rng, 0.0)[0].ratio(0.7) for _ in range(40)]
    assert np.mean([ratio for ratio in ratios if ratio is not None]) == pytest.approx(1, abs=0.1)


def test_few_decisions_prove_little() -> None:
    told = baseline([0.9], [0.1, 0.2, 0.9, 0.4] * 8)
    assert told is not None
    assert told.early
    assert told.confidence(0.9) == pytest.approx(2 / 3)
    assert told.chance(0.9) == 0.25
    assert told.confidence(0.5) == 0.0
    assert baseline([], [0.5]) is None
    assert baseline([0.5], []) is None


@given(SCORES, SCORES)
def test_confidence_rises_with_the_score(own: list[float], twins: list[float]) -> None:
    told = baseline(own, twins)
    assert told is not None
    asked = [told.confidence(score) for score in np.linspace(0, 1, 21)]
    assert asked == sorted(asked)
    assert all(0 <= value <= 1 for value in asked)
    assert 0 <= told.pi0 <= 1


def test_words() -> None:
    said = [words(confidence) for confidence in (0.29, 0.3, 0.6, 0.85, 1.0)]
    assert said == ["", "looks like", "probably", "very likely", "very likely"]
