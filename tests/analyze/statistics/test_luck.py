"""A trader without skill in a fair market: the band of luck holds what it should."""

from __future__ import annotations

import numpy as np
import pytest

from gametape.analyze.statistics.luck import Carry, carry, luck_and_skill, settlement_sd
from gametape.analyze.statistics.proportions import wins_against_prices


def game(rng: np.random.Generator, edge: float) -> Carry:
    moves = rng.standard_t(4, 1_440) * 0.004
    held = np.zeros(1_440)
    for start in rng.integers(0, 1_300, 8):
        side = rng.choice([-1, 1])
        if rng.random() < edge:
            side = 1 if moves[start : start + 60].sum() > 0 else -1
        held[start : start + 60] = side * 100
    return carry(held.tolist(), moves.tolist())


def test_luck_alone_is_seldom_taken_for_skill() -> None:
    rng = np.random.default_rng(16)
    spoke = [luck_and_skill([game(rng, 0) for _ in range(10)]).speaks for _ in range(300)]
    assert np.mean(spoke) <= 0.09  # 5 % one-sided, and chance
    skilled = luck_and_skill([game(rng, 0.8) for _ in range(30)])
    assert skilled.speaks
    assert skilled.games == 30


def test_small_cases() -> None:
    told = carry([100, 100], [0.01, -0.03])
    assert told.profit == pytest.approx(-2)
    assert told.sd == pytest.approx(10**0.5)
    pooled = luck_and_skill([Carry(9.0, 3.0), Carry(1.0, 4.0)])
    assert (pooled.profit, pooled.sd, pooled.z, pooled.speaks) == (10.0, 5.0, 2.0, True)
    assert luck_and_skill([]).z == 0
    assert not luck_and_skill([Carry(0, 0)]).speaks
    assert settlement_sd([(100, 0.5), (100, 0.5)]) == pytest.approx(50 * 2**0.5)
    with pytest.raises(ValueError, match="held before"):
        carry([1], [1, 2])


def test_nine_wins_of_ten_at_ninety_are_no_skill() -> None:
    assert wins_against_prices(9, [0.9] * 10).p_value == pytest.approx(0.7361, abs=1e-4)
    assert wins_against_prices(9, [0.5] * 10).p_value == pytest.approx(11 / 1024)
    for wrong in ([], [1.1]):
        with pytest.raises(ValueError, match="prices"):
            wins_against_prices(0, wrong)
