"""The exact odds of soccer: they share a whole and are the mean over coming goals."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.simulate.sports.goallaw import GoalLaw

LAW = GoalLaw(1.6, 1.1)
SCORES = st.tuples(st.integers(0, 6), st.integers(0, 6))
LEFT = st.floats(0.0, 1.0)


@given(score=SCORES, left=LEFT)
def test_home_draw_and_away_share_the_whole(score: tuple[int, int], left: float) -> None:
    assert sum(LAW.result(score, left)) == pytest.approx(1.0, abs=1e-12)
    home, draw, away = LAW.result(score, left)
    mirrored = GoalLaw(1.1, 1.6).result(score[::-1], left)
    assert mirrored == pytest.approx((away, draw, home), abs=1e-12)


@given(score=SCORES, left=LEFT, share=st.floats(0.0, 1.0))
def test_the_odds_of_now_are_the_mean_over_what_comes_first(
    score: tuple[int, int], left: float, share: float
) -> None:
    soon, later = left * share, left * (1 - share)
    means = [0.0, 0.0, 0.0, 0.0]
    for home in range(16):
        for away in range(16):
            chance = _poisson(home, LAW.home * soon) * _poisson(away, LAW.away * soon)
            then = score[0] + home, score[1] + away
            odds = (*LAW.result(then, later), LAW.over(then, later, 2.5))
            means = [mean + chance * each for mean, each in zip(means, odds, strict=True)]
    now = (*LAW.result(score, left), LAW.over(score, left, 2.5))
    assert now == pytest.approx(tuple(means), abs=1e-9)


def test_a_finished_match_has_no_odds_left() -> None:
    assert LAW.result((2, 1), 0.0) == (1.0, 0.0, 0.0)
    assert LAW.result((1, 1), 0.0) == (0.0, 1.0, 0.0)
    assert LAW.over((1, 1), 0.0, 2.5) == 0.0
    assert LAW.over((2, 1), 0.4, 2.5) == 1.0


def _poisson(goals: int, mean: float) -> float:
    return math.exp(-mean) * mean**goals / math.factorial(goals)
