"""The exact odds of basketball: a martingale from each possession to the next."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.simulate.sports.basketball import offence
from gametape.simulate.sports.pointslaw import OVERTIME, REGULATION, PointsLaw

LAW = PointsLaw(offence(0.02), offence(-0.01))
Pair = tuple[int, int]
SCORES = st.tuples(st.integers(0, 140), st.integers(0, 140))
HALVES = st.integers(-40, 40).map(lambda n: n + 0.5)


@given(score=SCORES, left=st.integers(0, REGULATION), more=st.integers(0, 1), line=HALVES)
def test_the_odds_of_now_are_the_mean_of_the_odds_after_the_next_possession(
    score: tuple[int, int], left: int, more: int, line: float
) -> None:
    turns = (min(left + more, REGULATION), left)
    if turns[0] == 0:
        return
    after = (turns[0] - 1, turns[1])
    lines: list[Callable[[Pair, Pair], float]] = [
        LAW.covers,
        lambda s, t: LAW.covers(s, t, line),
        lambda s, t: LAW.over(s, t, 220.5 + math.floor(line)),
    ]
    for odds in lines:
        mean = sum(
            chance * odds((score[0] + points, score[1]), after)
            for points, chance in enumerate(LAW.home)
        )
        assert odds(score, turns) == pytest.approx(mean, abs=1e-12)


@given(score=SCORES, line=HALVES)
def test_a_finished_game_has_no_odds_left(score: tuple[int, int], line: float) -> None:
    home, away = score
    if home == away:
        return
    assert LAW.covers(score, (0, 0)) == float(home > away)
    assert LAW.covers(score, (0, 0), line) == float(home - away > line)
    assert LAW.over(score, (0, 0), 200 + line) == float(home + away > 200 + line)


def test_a_tie_goes_to_overtime_which_is_the_mean_over_its_own_scores() -> None:
    # A tied game at the end has the odds of a fresh overtime; both are asked differently.
    assert LAW.covers((90, 90), (0, 0)) == pytest.approx(
        LAW.covers((90, 90), (OVERTIME, OVERTIME)), abs=1e-12
    )
    assert LAW.over((90, 90), (0, 0), 200.5) == pytest.approx(
        LAW.over((90, 90), (OVERTIME, OVERTIME), 200.5), abs=1e-12
    )
    assert LAW.over((90, 90), (0, 0), 179.5) == 1.0


def test_equal_sides_are_even_and_the_better_one_is_ahead() -> None:
    even = PointsLaw(offence(0.0), offence(0.0))
    whole = (REGULATION, REGULATION)
    assert even.covers((0, 0), whole) == pytest.approx(0.5, abs=1e-12)
    assert even.covers((0, 0), whole, 3.5) == pytest.approx(
        1 - even.covers((0, 0), whole, -3.5), abs=1e-12
    )
    assert LAW.covers((0, 0), whole) > 0.55
