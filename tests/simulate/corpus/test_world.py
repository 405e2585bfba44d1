"""The worlds of the corpus have the properties that everything measured on them rests on.

Seeds are fixed, so that each of these either always holds or never does; the bounds leave several
standard errors of room for a change of the generator that is none of the law.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from gametape.simulate.corpus.scoring import STEP_S, Sport
from gametape.simulate.corpus.shocks import shocks_of
from gametape.simulate.corpus.world import EFFICIENT, OVERREACTING, World, make_world

GAMES = 60
EDGE = round(700 / STEP_S)


@cache
def worlds(kappa: float) -> tuple[World, ...]:
    return tuple(make_world(seed, kappa=kappa) for seed in range(GAMES))


def mean_and_error(of_games: list[float]) -> tuple[float, float]:
    values = np.array(of_games)
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))


def test_equal_seeds_make_equal_worlds() -> None:
    one, other = make_world(3, kappa=0.3), make_world(3, kappa=0.3)
    np.testing.assert_array_equal(one.mid, other.mid)
    np.testing.assert_array_equal(one.volume, other.volume)
    assert not np.array_equal(one.mid, make_world(4, kappa=0.3).mid)
    assert not np.array_equal(one.mid, make_world(3, kappa=0.3, name="another").mid)


@pytest.mark.parametrize("minute", [20, 60, 100, 119])
def test_the_fair_price_is_a_martingale(minute: int) -> None:
    step = round(minute * 60 / STEP_S)
    moved = [float(one.scoring.fair[step] - one.scoring.fair[0]) for one in worlds(EFFICIENT)]
    mean, error = mean_and_error(moved)
    assert abs(mean) < 3 * error
    assert np.std(moved) > 0.1


def test_where_one_stands_says_nothing_of_where_one_goes() -> None:
    """The martingale inside the game: later moves do not depend on the price or on what was."""
    x, y = [], []
    for one in worlds(EFFICIENT):
        fair = one.scoring.fair[EDGE:-EDGE:480]
        x += (fair[1:-1] - fair[:-2]).tolist()
        y += (fair[2:] - fair[1:-1]).tolist()
    assert abs(np.corrcoef(x, y)[0, 1]) < 3 / np.sqrt(len(x))


def test_what_is_paid_is_what_the_price_said() -> None:
    paid = [one.scoring.pays - float(one.scoring.fair[EDGE]) for one in worlds(EFFICIENT)]
    mean, error = mean_and_error(paid)
    assert abs(mean) < 3 * error


@pytest.mark.parametrize("kappa", [EFFICIENT, OVERREACTING])
def test_quotes_are_on_the_grid_around_what_is_believed(kappa: float) -> None:
    for one in worlds(kappa)[:10]:
        assert one.bid.min() >= 1
        assert one.ask.max() <= 99
        spread = one.ask - one.bid
        assert set(np.unique(spread).tolist()) == {1, 2, 3, 4}
        quiet = one.activity <= 0.4
        assert set(np.unique(spread[quiet]).tolist()) == {1}
        inside = (one.bid > 1) & (one.ask < 99)
        assert np.abs(one.quoted - 100 * one.mid)[inside].max() <= 0.5 + 1e-9
        assert 0.015 <= one.mid.min() <= one.mid.max() <= 0.985


def test_a_shock_is_on_a_tenth_of_the_time() -> None:
    share = np.mean([shocks_of(one.quoted).on.mean() for one in worlds(EFFICIENT)])
    assert 0.08 < share < 0.12


def drift_after_shocks(kappa: float) -> tuple[float, float]:
    """Mean cents in the two minutes after shocks, in their direction, with its error by game."""
    drifts = []
    for one in worlds(kappa):
        shocks, cents = shocks_of(one.quoted), one.quoted
        begins = shocks.begins[(shocks.begins > EDGE) & (shocks.begins < len(cents) - EDGE)]
        way = np.sign(shocks.change[begins])
        if len(begins):
            drifts.append(float((way * (cents[begins + 480] - cents[begins])).mean()))
    return mean_and_error(drifts)


def test_nothing_follows_a_shock_where_the_crowd_is_right() -> None:
    mean, error = drift_after_shocks(EFFICIENT)
    assert abs(mean) < 3 * error
    assert error < 0.5


def test_prices_come_back_where_the_crowd_overreacts() -> None:
    mean, error = drift_after_shocks(OVERREACTING)
    assert mean < -5 * error
    assert -4 < mean < -1


def test_what_a_score_stirs_fades_in_eight_seconds() -> None:
    one = make_world(5)
    scoring = one.scoring
    gaps = np.diff(scoring.times)
    lonely = int(np.argmax(gaps))
    step = int(np.ceil((scoring.times[lonely] + 1) / STEP_S))
    later = step + 32
    assert later * STEP_S < scoring.times[lonely + 1] + 1
    assert one.activity[later] == pytest.approx(one.activity[step] / np.e, rel=1e-9)


@pytest.mark.parametrize("sport", ["tennis", "soccer"])
def test_the_other_sports_are_played_to_their_end(sport: Sport) -> None:
    one = make_world(2, sport, OVERREACTING)
    assert len(one.mid) == len(one.bid) == len(one.depth[0]) == len(one.scoring.fair)
    assert one.scoring.length_s > 1_800
    assert one.mid[-1] == pytest.approx(0.985 if one.scoring.pays else 0.015, abs=0.02)
    assert len(one.scoring.periods) >= 2
    assert one.printed.size > 500


def test_soccer_jumps_seldom_and_tennis_often() -> None:
    def jumps(sport: Sport) -> float:
        return float(
            np.mean([(np.abs(make_world(s, sport).scoring.moves) > 0.08).sum() for s in range(6)])
        )

    assert jumps("soccer") < 5 < jumps("tennis")
