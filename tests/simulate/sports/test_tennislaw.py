"""The exact odds of tennis: known values, and a martingale from point to point."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.simulate.sports.tennislaw import (
    LineOdds,
    Sets,
    TennisLaw,
    match_over,
    set_over,
    tie_break_server,
)

LAW = TennisLaw((0.66, 0.61))
MATCH = LAW.match_winner
TOTAL = LAW.games_over(22.5)
LONG = st.integers(0, 30)


def test_a_game_agrees_with_its_closed_form() -> None:
    # p^4 (15 - 4p - 10p^2 / (1 - 2p(1-p))), the textbook formula.
    p = LAW.serve[0]
    formula = p**4 * (15 - 4 * p - 10 * p * p / (1 - 2 * p * (1 - p)))
    assert LAW.game((0, 0), 0) == pytest.approx(formula, abs=1e-12)


def test_equal_players_are_even_whoever_serves() -> None:
    even = TennisLaw((0.64, 0.64)).match_winner
    assert even.now((), (0, 0), (0, 0), 0) == pytest.approx(0.5, abs=1e-12)
    assert even.now((), (0, 0), (0, 0), 1) == pytest.approx(0.5, abs=1e-12)


@given(first=LONG, second=LONG, server=st.integers(0, 1), tie_break=st.booleans())
def test_the_odds_of_a_game_are_the_mean_over_the_next_point(
    first: int, second: int, server: int, tie_break: bool
) -> None:
    target = 7 if tie_break else 4
    if max(first, second) >= target and abs(first - second) >= 2:
        return
    if max(first, second) > target and abs(first - second) > 2:
        return  # cannot be reached
    serves = tie_break_server(first + second, server) if tie_break else server
    won = LAW.point(serves)
    odds = LAW.tie_break if tie_break else LAW.game
    mean = won * odds((first + 1, second), server) + (1 - won) * odds((first, second + 1), server)
    assert odds((first, second), server) == pytest.approx(mean, abs=1e-12)


@given(
    sets=st.sampled_from([(), ((6, 4),), ((5, 7),), ((7, 6), (2, 6))]),
    games=st.tuples(st.integers(0, 6), st.integers(0, 6)),
    points=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    server=st.integers(0, 1),
)
def test_the_odds_of_a_match_are_the_mean_over_the_game_in_play(
    sets: Sets, games: tuple[int, int], points: tuple[int, int], server: int
) -> None:
    if set_over(games):
        return
    for line in (MATCH, TOTAL):

        def after(games: tuple[int, int], line: LineOdds = line) -> float:
            done = (*sets, games) if set_over(games) else sets
            return line.now(done, (0, 0) if done != sets else games, (0, 0), 1 - server)

        chance = LAW.tie_break if games == (6, 6) else LAW.game
        won = chance(points, server)
        mean = won * after((games[0] + 1, games[1])) + (1 - won) * after((games[0], games[1] + 1))
        assert line.now(sets, games, points, server) == pytest.approx(mean, abs=1e-12)


def test_a_finished_match_pays() -> None:
    sets = ((6, 4), (3, 6), (7, 6))
    assert match_over(sets)
    assert MATCH.now(sets, (0, 0), (0, 0), 0) == 1.0
    assert TOTAL.now(sets, (0, 0), (0, 0), 0) == 1.0
    assert TOTAL.now(((6, 0), (6, 0)), (0, 0), (0, 0), 0) == 0.0


def test_the_tie_break_serves_one_then_two_each() -> None:
    assert [tie_break_server(played, 0) for played in range(8)] == [0, 1, 1, 0, 0, 1, 1, 0]
