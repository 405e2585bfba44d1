"""Played games of every sport: the odds are martingales and end at 0 or 1 with the score."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from statistics import fmean

import pytest

from gametape.model.times import MINUTE
from gametape.simulate.draws import stream
from gametape.simulate.sports import basketball, soccer, tennis
from gametape.simulate.sports.game import Game
from gametape.simulate.sports.goallaw import GoalLaw
from gametape.simulate.sports.pointslaw import PointsLaw
from gametape.simulate.sports.tennislaw import TennisLaw

# Unequal sides: a play that does not follow its law is then far from its odds.
POINTS = PointsLaw(basketball.offence(0.025), basketball.offence(-0.025))
RALLIES = TennisLaw((0.67, 0.61))
GOALS = GoalLaw(2.0, 0.8)

PLAYS: dict[str, Callable[[Random], Game]] = {
    "basketball": lambda rng: basketball.play(rng, POINTS),
    "tennis": lambda rng: tennis.play(rng, RALLIES),
    "soccer": lambda rng: soccer.play(rng, GOALS),
}
COUNT = {"basketball": 60, "tennis": 20, "soccer": 100}
SPORTS = pytest.mark.parametrize("sport", list(PLAYS))


@pytest.fixture(scope="module")
def games() -> dict[str, list[Game]]:
    return {
        sport: [play(stream(seed, sport, "martingale")) for seed in range(COUNT[sport])]
        for sport, play in PLAYS.items()
    }


@SPORTS
def test_the_mean_of_later_odds_is_the_odds_of_now(
    games: dict[str, list[Game]], sport: str
) -> None:
    """At any later time, within 3.3 standard errors (the seeds are fixed, so is the outcome)."""
    listed = games[sport][0].lines
    for line in (index for index, about in enumerate(listed) if about.listed_us is None):
        for minutes in (30, 60, 90, 200):
            moves = [
                game.odds_at(line, minutes * MINUTE) - game.moments[0].odds[line]
                for game in games[sport]
            ]
            error = math.sqrt(fmean(move * move for move in moves) / len(moves))
            assert abs(fmean(moves)) <= 3.3 * error


@SPORTS
def test_the_odds_do_not_drift_within_a_game(games: dict[str, list[Game]], sport: str) -> None:
    """Over all steps of all games the mean step is 0 within 3.3 standard errors."""
    steps = [
        after.odds[0] - before.odds[0]
        for game in games[sport]
        for before, after in zip(game.moments, game.moments[1:], strict=False)
    ]
    error = math.sqrt(fmean(step * step for step in steps) / len(steps))
    assert abs(fmean(steps)) <= 3.3 * error


@SPORTS
def test_every_line_ends_decided_and_every_game_differs(
    games: dict[str, list[Game]], sport: str
) -> None:
    for game in games[sport]:
        assert set(game.moments[-1].odds) <= {0.0, 1.0}
        assert all(0.0 <= odds <= 1.0 for m in game.moments for odds in m.odds)
        times = [moment.at_us for moment in game.moments]
        assert times == sorted(times)
        assert times[0] == 0
        assert times[-1] == game.end_us
        assert [line.listed_us is None for line in game.lines].count(False) == 1
        for line in range(len(game.lines)):
            settled = game.settled_us(line)
            assert abs(game.odds_at(line, settled) - game.pays(line)) < 1e-9
    assert len({game.moments for game in games[sport]}) == len(games[sport])


def test_basketball_pays_by_its_final_score(games: dict[str, list[Game]]) -> None:
    for game in games["basketball"]:
        home, away = _final(game)
        assert game.pays(0) == (away > home)
        spread = game.lines[1]
        margin = home - away if spread.outcomes[0] == game.lines[0].outcomes[1] else away - home
        assert game.pays(1) == (margin + float(spread.line) > 0)
        assert game.pays(2) == (home + away > float(game.lines[2].line))
        assert game.pays(3) == (home + away > float(game.lines[3].line))


def test_soccer_pays_by_its_final_score(games: dict[str, list[Game]]) -> None:
    for game in games["soccer"]:
        home, away = _final(game)
        assert [game.pays(line) for line in range(3)] == [home > away, home == away, home < away]
        assert game.pays(3) == (home + away > 2.5)
        assert game.pays(4) == (home + away > float(game.lines[4].line))
        assert all(game.lines[line].neg_risk for line in range(3))


def test_tennis_pays_by_its_final_score(games: dict[str, list[Game]]) -> None:
    for game in games["tennis"]:
        feed = game.moments[-1].feed
        assert feed is not None
        sets = [tuple(map(int, each.split("-"))) for each in feed.score.split(", ")]
        won = [first > second for first, second in sets]
        assert game.pays(0) == (won.count(True) == 2)
        assert game.pays(1) == won[0]
        assert game.pays(2) == (sum(map(sum, sets)) > float(game.lines[2].line))
        assert game.pays(3) == won[1]


def _final(game: Game) -> tuple[int, int]:
    feed = game.moments[-1].feed
    assert feed is not None
    assert feed.ended
    home, away = map(int, feed.score.split("-"))
    return home, away
