"""The plan of a trader: episodes where their definitions hold, never one over another."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from statistics import fmean

import pytest

from gametape.model.amounts import MICRO
from gametape.model.times import MINUTE, SECOND
from gametape.simulate.draws import stream
from gametape.simulate.planner import plan
from gametape.simulate.plans import HABITS, Episode, shocks
from gametape.simulate.sports import basketball, soccer, tennis
from gametape.simulate.sports.game import Game


@cache
def games() -> list[Game]:
    """Some games of every sport, made once: not by those who only collect tests."""
    return [
        sport.play(stream(seed, "plan"))
        for sport in (basketball, tennis, soccer)
        for seed in range(4)
    ]


@pytest.mark.parametrize("habits", ["showcase", "planted", "innocent"])
def test_episodes_are_apart_inside_the_game_and_at_open_prices(habits: str) -> None:
    for seed, game in enumerate(games()):
        episodes = plan(game, stream(seed, "trader"), HABITS[habits])  # type: ignore[index]
        played = [episode for episode in episodes if episode.behaviour != "forgotten"]
        for before, after in pairwise(played):
            closest = 5 * SECOND if after.behaviour == "revenge" else 30 * SECOND
            assert after.enter_us - before.leave_us >= closest
        for episode in played:
            assert game.start_us < episode.enter_us < episode.leave_us < game.end_us
            assert 0.07 <= game.odds_at(episode.line, episode.enter_us) <= 0.93
            assert episode.size >= 5 * MICRO
            listed = game.lines[episode.line].listed_us
            assert listed is None or listed < episode.enter_us


def test_a_showcase_of_basketball_has_everything_once() -> None:
    for seed in range(8):
        game = basketball.play(stream(seed, "showcase"))
        planned = [e.behaviour for e in plan(game, stream(seed, "trader"), HABITS["showcase"])]
        assert planned.count("panic") == planned.count("fomo") == planned.count("forgotten") == 1
        assert "patient" in planned
        assert 2 <= planned.count("background") <= 4  # as many as find a place


def test_planted_behaviour_follows_its_definition() -> None:
    seen: list[str] = []
    for seed, game in enumerate(games()):
        onsets = shocks(game, 0)
        episodes = plan(game, stream(seed, "trader"), HABITS["showcase"])
        for episode in episodes:
            toward = 1 if episode.outcome == 0 else -1
            if episode.behaviour == "panic":
                against = [
                    shock
                    for shock in onsets
                    if 4 * SECOND <= episode.leave_us - shock.at_us <= 20 * SECOND
                    and shock.move * toward < 0
                ]
                assert len(against) == 1
                assert MINUTE <= against[0].at_us - episode.enter_us <= 5 * MINUTE
            elif episode.behaviour == "fomo":
                assert any(
                    4 * SECOND <= episode.enter_us - shock.at_us <= 20 * SECOND
                    and shock.move * toward > 0
                    for shock in onsets
                )
            elif episode.behaviour == "revenge":
                assert episode.after_loss
                assert any(_follows(episode, other) for other in episodes)
            seen.append(episode.behaviour)
    assert {"panic", "fomo", "revenge"} <= set(seen)


def _follows(episode: Episode, other: Episode) -> bool:
    return (
        other.behaviour == "panic"
        and 5 * SECOND <= episode.enter_us - other.leave_us <= 60 * SECOND
    )


def test_the_planted_and_the_innocent_trader_have_their_mean_numbers() -> None:
    games = [basketball.play(stream(seed, "corpus")) for seed in range(20)]
    for trader, expected in (("planted", 6.0), ("innocent", 9.0)):
        counts = [
            sum(e.behaviour == "background" for e in plan(game, stream(n, trader), HABITS[trader]))  # type: ignore[index]
            for n, game in enumerate(games)
        ]
        # Some find no place in a game that was decided early.
        assert 0.75 * expected < fmean(counts) < 1.15 * expected
    behaviours = {
        episode.behaviour
        for n, game in enumerate(games)
        for episode in plan(game, stream(n, "innocent"), HABITS["innocent"])
    }
    assert behaviours == {"background"}


def test_shocks_are_moves_of_three_cents_in_half_a_minute() -> None:
    for game in games():
        found = shocks(game, 0)
        for shock in found:
            before = game.odds_at(0, shock.at_us - 30 * SECOND)
            assert game.odds_at(0, shock.at_us) - before == pytest.approx(shock.move)
            assert abs(shock.move) >= 0.03
        assert all(b.at_us - a.at_us >= MINUTE for a, b in pairwise(found))


def test_a_game_without_shocks_has_no_panic() -> None:
    flat = Game(
        sport="flat",
        league="flat",
        home="A",
        away="B",
        title="A vs. B",
        slug_names=("a", "b"),
        lines=games()[0].lines[:1],
        moments=(games()[0].moments[0]._replace(odds=(0.5,)),),
        start_us=MINUTE,
        end_us=90 * MINUTE,
    )
    behaviours = {e.behaviour for e in plan(flat, stream(1), HABITS["showcase"])}
    assert behaviours == {"forgotten", "patient", "background"}
