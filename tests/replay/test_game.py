"""The game as its feeds have told it."""

from __future__ import annotations

from gametape.model.events import GameEvent
from gametape.replay.game import Games, GameState


def test_what_an_event_leaves_out_stays() -> None:
    game = GameState()
    assert not game.known
    game.hear(
        GameEvent(
            seq=1, recv_us=5, name="status", score="0-0", period="Q1", game_clock="9:00", live=True
        )
    )
    game.hear(GameEvent(seq=2, recv_us=8, name="score", score="2-0"))
    assert (game.score, game.period, game.live, game.ended) == ("2-0", "Q1", True, False)
    assert (game.text, game.as_of_us) == ("2-0 Q1 9:00", 8)
    game.hear(GameEvent(seq=3, recv_us=9, name="status", live=False, ended=True))
    assert (game.live, game.ended, game.known) == (False, True, True)


def test_a_clock_belongs_to_its_period() -> None:
    game, other = GameState(), GameState()
    for one in (game, other):
        one.hear(GameEvent(seq=1, recv_us=5, name="score", period="Q4", game_clock="0:28"))
        one.hear(GameEvent(seq=2, recv_us=6, name="score", score="9-8", period="Q4"))
        assert one.text == "9-8 Q4 0:28"
    game.hear(GameEvent(seq=3, recv_us=7, name="period", period="FT"))
    other.hear(GameEvent(seq=3, recv_us=7, name="status", ended=True))
    assert (game.text, other.text) == ("9-8 FT", "9-8 Q4")


def test_without_a_score_the_status_is_the_text() -> None:
    game = GameState()
    game.hear(GameEvent(seq=1, recv_us=5, name="status", status="Scheduled"))
    assert game.text == "Scheduled"


def told(games: Games, *events: tuple[str, str]) -> str:
    for seq, (game, score) in enumerate(events):
        event = GameEvent(seq=seq, recv_us=seq, name="score", score=score, game=game)
        games.hear(event, {"nba-lal-bos"})
    return games.counted.score


def test_only_the_own_game_counts_once_it_has_been_told_of() -> None:
    games = Games()
    assert told(games, ("nba-mia-ind", "9-9")) == "9-9"
    assert told(games, ("nba-lal-bos", "2-0"), ("nba-mia-ind", "11-9")) == "2-0"
    assert told(games, ("", "4-0")) == "4-0"
