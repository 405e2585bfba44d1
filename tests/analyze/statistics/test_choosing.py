"""Choosing the best of many: what it seems, and what it is."""

from __future__ import annotations

import numpy as np
import pytest

from gametape.analyze.statistics.choosing import choose, placebo


def walks(rng: np.random.Generator, effect: float, sessions: int = 40) -> np.ndarray:
    """What ten horizons would have brought: one path of fat-tailed steps, no drift but `effect`."""
    steps = rng.standard_t(4, (sessions, 10))
    return np.asarray(steps.cumsum(1) + effect * np.arange(1, 11))


def naive(table: np.ndarray) -> bool:
    best = table[:, table.mean(0).argmax()]
    return bool(best.mean() > 1.685 * best.std(ddof=1) / np.sqrt(len(best)))


def test_the_best_of_ten_looks_significant_and_the_honest_score_does_not() -> None:
    rng = np.random.default_rng(30)
    fooled = told_so = 0
    repeats = 500
    for _ in range(repeats):
        table = walks(rng, 0)
        choice = choose(table.tolist())
        assert choice is not None
        fooled += naive(table)
        told_so += choice.honest.low > 0
        assert choice.flattering >= choice.honest.estimate - 1e-9
        assert choice.agreed in (0.0, 0.5, 1.0)
    assert fooled / repeats > 0.10  # nominal .05
    assert told_so / repeats <= 0.085


def test_a_real_effect_is_kept() -> None:
    choice = choose(walks(np.random.default_rng(31), 1.0).tolist())
    assert choice is not None
    assert choice.honest.low > 0
    assert choice.picked == 9
    assert choice.agreed > 0.9
    assert choose([[1.0]] * 7) is None
    assert choose([[]] * 9) is None


def test_skipping_losers_at_random_looks_good_too() -> None:
    rng = np.random.default_rng(32)
    gains = rng.normal(2.9, 20, 300)  # every trade loses 2.90 on average: leaving it out gains
    by_rule = rng.random(300) < 0.3
    told = placebo(gains.tolist(), by_rule.tolist(), rng)
    assert told.chance == pytest.approx(2.9 * by_rule.sum(), rel=0.5)
    assert told.p_value > 0.05
    knowing = gains > 15
    found = placebo(gains.tolist(), knowing.tolist(), rng)
    assert found.p_value == pytest.approx(1 / 501)
    assert found.excess == pytest.approx(found.total - found.chance)
    everything = placebo(gains.tolist(), [True] * 300, rng)
    assert everything.excess == pytest.approx(0, abs=1e-6)
    assert everything.p_value == 1.0
    nothing = placebo([], [], rng)
    assert (nothing.total, nothing.excess, nothing.p_value) == (0, 0, 1)
