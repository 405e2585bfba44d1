"""What a timeline tells of the game: the session's own, of whichever games its feed tells."""

from __future__ import annotations

from gametape.replay.film.knowledge import Knowledge
from gametape.replay.timeline import GameEntry, MarketFacts, Timeline


def _entry(at_us: int, game: str, score: str, name: str = "score") -> GameEntry:
    return GameEntry(
        seq=at_us, at_us=at_us, happened_us=None, name=name, text="", game=game, score=score,
        period="", game_clock="", status="", team="", live=None, ended=None, tag=name == "tag",
    )  # fmt: skip


def _known(*entries: GameEntry) -> Knowledge:
    market = MarketFacts(
        market="m", question="", slug="a-b-total", event_slug="a-b", type="", line="",
        neg_risk=None, tick=None, min_size=None, taker_delay_us=None, game_start_us=None,
        fees=None, outcomes=[],
    )  # fmt: skip
    return Knowledge(
        Timeline(
            session="s", title="", venue="", version="", from_us=0, to_us=9, live=False,
            clock="receiver", markets=[market], tracks=[], assets={}, game=list(entries),
        )
    )  # fmt: skip


def _scores(known: Knowledge, at_us: int) -> list[str]:
    return [entry.score for entry in known.game(at_us)]


def test_other_games_of_the_feed_do_not_count_once_the_own_is_told_of() -> None:
    known = _known(
        _entry(1, "c-d", "70-71"),
        _entry(2, "a-b", "1-0"),
        _entry(3, "c-d", "72-71"),
        _entry(4, "", "1-1"),
        _entry(5, "a-b-total", "2-1"),
        _entry(6, "a-b", "9-9", "tag"),
    )
    assert _scores(known, 1) == ["70-71"]  # until then nobody can know which game it is
    assert _scores(known, 3) == ["1-0"]
    assert _scores(known, 9) == ["1-0", "1-1", "2-1"]


def test_a_game_that_no_market_names_counts() -> None:
    assert _scores(_known(_entry(1, "somewhere", "3-2")), 9) == ["3-2"]
