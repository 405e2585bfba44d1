"""Which markets are recorded, what joins, and when all games are over."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from gametape.model.events import GameEvent, MarketListed
from gametape.model.market import MarketRules, Outcome
from gametape.record.plan.evening import Evening
from gametape.record.plan.job import Job
from gametape.record.plan.roster import Roster
from gametape.replay.state import SessionState
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder
from gametape.venues.polymarket.listing import EventInfo, ListedMarket


def market(number: int, slug: str = "nba-a-b", **more: object) -> MarketRules:
    outcomes = (Outcome(f"{number}1", "Yes"), Outcome(f"{number}2", "No"))
    return MarketRules(f"0x{number}", f"Market {number}?", outcomes, event_slug=slug, **more)  # type: ignore[arg-type]


def event(slug: str, *rules: MarketRules, **more: object) -> EventInfo:
    listed = tuple(ListedMarket(one) for one in rules)
    return EventInfo(slug, slug.upper(), listed, **more)  # type: ignore[arg-type]


def roster(tmp_path: Path, *events: EventInfo, whole: bool = True) -> Roster:
    rules = tuple(one.rules for info in events for one in info.markets)
    evening = Evening("A game", events, rules, whole=whole)
    path = tmp_path / "sessions" / "made-up"
    folder = SessionFolder(path) if path.exists() else SessionFolder.create(tmp_path, "made-up")
    return Roster(Job(folder=folder, evening=evening), SessionState(), 1_000)


def told(game: str, *, live: bool | None = None, ended: bool | None = None) -> GameEvent:
    return GameEvent(seq=1, recv_us=1, name="status", game=game, live=live, ended=ended)


def test_markets_that_appear_join_once(tmp_path: Path) -> None:
    known = roster(tmp_path, event("nba-a-b", market(1)))
    listed = [event("nba-a-b", market(1), market(2), market(3, closed=True))]
    assert [one.market for one in known.read(listed)] == ["0x2"]
    assert known.read(listed) == []
    assert list(known.markets) == ["0x1", "0x2"]


def test_a_market_without_tokens_joins_when_it_has_them(tmp_path: Path) -> None:
    known = roster(tmp_path, event("nba-a-b", market(1)))
    bare = MarketRules("0x2", "Market 2?", ())
    assert known.read([event("nba-a-b", bare)]) == []
    assert [one.market for one in known.read([event("nba-a-b", market(2))])] == ["0x2"]


def test_whoever_chose_markets_gets_no_others(tmp_path: Path) -> None:
    known = roster(tmp_path, event("nba-a-b", market(1)), whole=False)
    assert known.read([event("nba-a-b", market(1), market(2))]) == []
    listed = MarketListed(seq=1, recv_us=1, market="0x2", assets=("21",), event_slug="nba-a-b")
    assert not known.is_new(listed)


def test_only_announcements_of_our_events_matter(tmp_path: Path) -> None:
    known = roster(tmp_path, event("nba-a-b", market(1)))

    def announced(condition: str, slug: str) -> bool:
        listed = MarketListed(seq=1, recv_us=1, market=condition, assets=(), event_slug=slug)
        return known.is_new(listed)

    assert announced("0x2", "nba-a-b")
    assert not announced("0x2", "nba-c-d")
    assert not announced("0x1", "nba-a-b")


def test_two_games_are_over_when_both_are(tmp_path: Path) -> None:
    games = (event("nba-a-b", market(1)), event("nba-c-d", market(2, "nba-c-d"), game_id="77"))
    known = roster(tmp_path, *games)
    over = []
    for said in (
        told("nba-a-b", ended=True),
        told("77", ended=True),
        told("77", live=True),  # overtime after all
    ):
        known.hear(said)
        over.append((known.any_over, known.all_over))
    assert over == [(True, False), (True, True), (True, False)]


def test_the_listing_alone_can_end_a_game(tmp_path: Path) -> None:
    known = roster(tmp_path, event("nba-a-b", market(1)))
    assert not known.any_over
    known.read([event("nba-a-b", market(1), closed=True)])
    assert known.all_over


def test_rules_are_those_read_last(tmp_path: Path) -> None:
    known = roster(tmp_path, event("nba-a-b", market(1), market(2)))
    assert known.rules() == [None, None]
    known._state.rules["0x2"] = paid = market(2, payouts=(Decimal(1), Decimal(0)))
    assert known.rules() == [None, paid]


def test_a_session_that_goes_on_keeps_what_its_manifest_said(tmp_path: Path) -> None:
    first = roster(tmp_path, event("nba-a-b", market(1)))
    first.save()
    path = tmp_path / "sessions" / "made-up" / "manifest.json"
    before = Manifest.load(path)
    before.warnings.append("The first half is missing.")
    before.created_us = 500
    before.save(path)
    roster(tmp_path, event("nba-c-d", market(2, "nba-c-d"))).save()
    after = Manifest.load(path)
    assert after.created_us == 500
    assert after.warnings == ["The first half is missing."]
    assert [one.market for one in after.markets] == ["0x1", "0x2"]


def test_a_manifest_that_cannot_be_read_is_made_again(tmp_path: Path) -> None:
    known = roster(tmp_path, event("nba-a-b", market(1)))
    path = tmp_path / "sessions" / "made-up" / "manifest.json"
    path.write_bytes(b"{broken")
    known.save()
    assert Manifest.load(path).event_slug == "nba-a-b"
