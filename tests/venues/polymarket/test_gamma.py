"""Gamma's events and markets to what they say."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from gametape.errors import ParseError
from gametape.model.market import FeeSchedule, Outcome
from gametape.model.times import iso_us
from gametape.venues.polymarket.gamma import parse_event, parse_events, parse_market, parse_markets
from gametape.venues.polymarket.listing import Team

START = "2026-01-26 00:30:00+00"


def market(**fields: Any) -> dict[str, Any]:
    """A market as Gamma writes it: a moneyline in play."""
    return {
        "id": "1",
        "question": "Lakers vs. Celtics",
        "conditionId": "0x" + "AB" * 32,
        "slug": "nba-lal-bos-2026-01-25",
        "outcomes": '["Lakers", "Celtics"]',
        "outcomePrices": '["0.4", "0.6"]',
        "clobTokenIds": json.dumps(["7" * 77, "8" * 76]),
        "orderMinSize": 5,
        "orderPriceMinTickSize": 0.0025,
        "secondsDelay": 3,
        "clearBookOnStart": True,
        "feesEnabled": True,
        "feeSchedule": {"exponent": 1, "rate": 0.05, "takerOnly": True, "rebateRate": 0.15},
        "negRisk": False,
        "acceptingOrders": True,
        "closed": False,
        "sportsMarketType": "moneyline",
        "gameId": "20022",
        "gameStartTime": START,
        **fields,
    }


def event(*markets: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "slug": "nba-lal-bos-2026-01-25",
        "title": "Lakers vs. Celtics",
        "startTime": "2026-01-26T00:30:00Z",
        "gameId": 20022,
        "live": False,
        "ended": False,
        "markets": list(markets),
        **fields,
    }


def rules_of(**fields: Any) -> Any:
    info = parse_market(json.dumps(market(**fields)).encode())
    return info.markets[0].rules


def test_a_market_says_all_its_rules() -> None:
    (listed,) = parse_event(json.dumps(event(market(groupItemTitle="Winner"))).encode()).markets
    rules = listed.rules
    assert listed.title == "Winner"
    assert listed.accepting_orders is True
    assert rules.market == "0x" + "ab" * 32
    assert rules.outcomes == (Outcome("7" * 77, "Lakers"), Outcome("8" * 76, "Celtics"))
    assert rules.tick == Decimal("0.0025")
    assert rules.min_size == 5_000_000
    assert rules.taker_delay_us == 3_000_000
    assert rules.wipes_book_at_start is True
    assert rules.neg_risk is False
    assert rules.fees == FeeSchedule(Decimal("0.05"), Decimal(1), True, Decimal("0.15"))
    assert rules.game_start_us == iso_us("2026-01-26T00:30:00Z")
    assert (rules.market_type, rules.game_id) == ("moneyline", "20022")
    assert (rules.slug, rules.event_slug) == ("nba-lal-bos-2026-01-25",) * 2
    assert rules.closed is False
    assert rules.payouts is None


def test_what_a_market_does_not_say_is_none() -> None:
    bare = {"conditionId": "0x1", "clobTokenIds": None, "outcomes": None, "feeSchedule": None}
    rules = parse_market(json.dumps(bare).encode()).markets[0].rules
    assert rules.outcomes == ()
    said = (rules.tick, rules.min_size, rules.taker_delay_us, rules.neg_risk, rules.fees)
    assert said == (None,) * 5
    assert (rules.closed, rules.payouts, rules.game_start_us) == (None, None, None)


def test_no_fees_is_not_unknown_fees() -> None:
    assert rules_of(feesEnabled=False).fees == FeeSchedule(Decimal(0))
    assert rules_of(feesEnabled=True, feeSchedule=None).fees is None
    assert rules_of(feesEnabled=None).fees.rate == Decimal("0.05")


def test_only_the_version_decides_which_ids_trade() -> None:
    positions = ["1" * 75, "2" * 75]
    assert rules_of(positionIds=positions).outcomes[0].asset == "7" * 77
    assert rules_of(positionIds=positions, version="v2").outcomes[0].asset == "1" * 75
    # A v2 market whose positions are not there yet must not be subscribed by its old ids.
    assert rules_of(version="v2").outcomes == ()


@pytest.mark.parametrize("ids", [None, "", "[]", '["",""]', '["7",""]', []])
def test_a_market_without_tokens_is_not_tradable(ids: object) -> None:
    info = parse_market(json.dumps(market(clobTokenIds=ids)).encode())
    assert not info.markets[0].tradable


def test_outcomes_and_tokens_that_do_not_pair_are_refused() -> None:
    with pytest.raises(ParseError, match="2 outcomes but 3"):
        rules_of(clobTokenIds='["1","2","3"]')


@pytest.mark.parametrize(
    ("fields", "payouts"),
    [
        ({"closed": True, "umaResolutionStatus": "resolved", "outcomePrices": '["0","1"]'}, (0, 1)),
        ({"closed": True, "umaResolutionStatus": "resolved", "outcomePrices": '["0.5","0.5"]'},
         (Decimal("0.5"), Decimal("0.5"))),
        ({"closed": True, "umaResolutionStatus": "resolved", "outcomePrices": '["0.3","0.7"]'},
         (Decimal("0.3"), Decimal("0.7"))),
        ({"closed": True, "outcomePrices": '["1.0","0.0"]'}, (1, 0)),
        ({"closed": True, "outcomePrices": '["0.58","0.42"]'}, None),
        ({"closed": True, "outcomePrices": '["0","0"]'}, None),
        ({"closed": True, "outcomePrices": '["1"]', "umaResolutionStatus": "proposed"}, None),
        ({"closed": True, "outcomePrices": '["1",""]'}, None),
        ({"closed": True, "outcomePrices": "[]"}, None),
        ({"closed": False, "umaResolutionStatus": "resolved", "outcomePrices": '["0","1"]'}, None),
        ({"closed": True, "umaResolutionStatus": "resolved", "outcomePrices": '["-1","2"]'}, None),
    ],
)  # fmt: skip
def test_prices_are_payouts_only_once_it_is_final(fields: Any, payouts: Any) -> None:
    assert rules_of(**fields).payouts == payouts


def test_a_derivative_market_takes_game_and_start_from_its_event() -> None:
    handicap = market(gameId=None, gameStartTime=None, sportsMarketType="map_handicap", line=-1.5)
    info = parse_event(json.dumps(event(handicap)).encode())
    rules = info.markets[0].rules
    assert rules.game_id == "20022"
    assert rules.game_start_us == iso_us("2026-01-26T00:30:00Z")
    assert rules.line == "-1.5"
    # An event that is no game starts nothing.
    info = parse_event(json.dumps(event(handicap, gameId=None)).encode())
    assert info.markets[0].rules.game_start_us is None


def test_an_event_says_who_plays() -> None:
    teams = [
        {"name": "Celtics", "abbreviation": "bos", "alias": "Boston", "ordering": "home"},
        {"name": "Lakers", "abbreviation": "lal", "ordering": "away"},
    ]
    tags = [{"slug": "sports"}, {"slug": "basketball"}, {"slug": None}]
    info = parse_event(json.dumps(event(market(), teams=teams, tags=tags)).encode())
    assert (info.league, info.home, info.away) == ("nba", "Celtics", "Lakers")
    assert info.teams[0] == Team("Celtics", "bos", "Boston", True)
    assert info.tags == ("sports", "basketball")
    assert (info.game_id, info.live, info.ended) == ("20022", False, False)
    named = event(market(), homeTeamName="H", awayTeamName="A")
    info = parse_event(json.dumps(named).encode())
    assert (info.home, info.away) == ("H", "A")


def test_teams_are_never_guessed_from_the_order_of_outcomes() -> None:
    info = parse_event(json.dumps(event(market())).encode())
    assert [(team.name, team.home) for team in info.teams] == [("Lakers", None), ("Celtics", None)]
    assert (info.home, info.away) == ("", "")


def test_markets_without_a_condition_are_left_out_of_an_event() -> None:
    info = parse_event(json.dumps(event(market(), market(conditionId=""))).encode())
    assert len(info.markets) == 1
    with pytest.raises(ParseError, match="no condition id"):
        parse_market(json.dumps(market(conditionId=None)).encode())


def test_lists_and_pages() -> None:
    one = event(market())
    assert parse_event(json.dumps([one]).encode()).slug == one["slug"]
    assert len(parse_events(json.dumps([one, one]).encode())) == 2
    assert len(parse_events(json.dumps({"events": [one], "next_cursor": "x"}).encode())) == 1
    with pytest.raises(ParseError, match="0 events"):
        parse_event(b"[]")
    inside = market(events=[event()])
    for body in ([inside], {"markets": [inside], "next_cursor": "x"}):
        (info,) = parse_markets(json.dumps(body).encode())
        assert info.slug == "nba-lal-bos-2026-01-25"
        assert info.markets[0].rules.event_slug == info.slug


Survives = Callable[[Callable[[bytes], object], Sequence[bytes]], None]


def test_events_survive_anything(survives: Survives) -> None:
    teams = [{"name": "Lakers", "ordering": "home"}]
    survives(
        parse_events, [json.dumps(event(market(), teams=teams, tags=[{"slug": "x"}])).encode()]
    )


def test_markets_survive_anything(survives: Survives) -> None:
    survives(parse_market, [json.dumps(market(events=[event()], positionIds=["1"])).encode()])
    survives(parse_markets, [json.dumps({"markets": [market()]}).encode()])


def test_recorded_nba_events(recording: Callable[[str], bytes]) -> None:
    events = parse_events(recording("games/nba_events_gamma/poly_nba.json"))
    rules = [listed.rules for info in events for listed in info.markets]
    assert len(events) == 50
    assert len(rules) == 738
    assert {info.league for info in events} == {"nba"}
    assert all(info.game_id and info.start_us for info in events)
    assert all(len(one.outcomes) == 2 and one.tick and one.min_size for one in rules)
    settled = [one for one in rules if one.resolution == "resolved"]
    assert len(settled) == 218
    assert all(one.payouts is not None and sum(one.payouts) == 1 for one in settled)
    assert all(one.payouts is None for one in rules if one.resolution != "resolved")


def test_recorded_world_cup_semi_final(recording: Callable[[str], bytes]) -> None:
    info = parse_event(recording("polymarket/wc2026_semi_final/event.json"))
    assert info.league == "fifwc"
    assert [one.title for one in info.markets][:1] == ["England"]
    rules = info.markets[0].rules
    assert rules.tick == Decimal("0.0025")
    assert rules.neg_risk is True
    assert rules.fees == FeeSchedule(Decimal("0.05"), Decimal(1), True, Decimal("0.15"))
    assert sum(one.rules.payouts[0] for one in info.markets if one.rules.payouts) == 1
    # Position ids are there, but no version says that they trade.
    assert rules.outcomes[0].asset.startswith("62975583795498792086")


def test_recorded_sports_market(recording: Callable[[str], bytes]) -> None:
    folder = "polymarket/message_fixtures/nautilus/adapter_test_data/"
    info = parse_market(recording(folder + "gamma_market_sports_market_money_line.json"))
    rules = info.markets[0].rules
    assert (info.slug, info.league, info.game_id) == ("cs2-faze-ill-2026-04-05", "cs2", "1427074")
    assert [outcome.label for outcome in rules.outcomes] == ["FaZe", "illwill"]
    assert rules.payouts == (Decimal(1), Decimal(0))
    assert rules.fees == FeeSchedule(Decimal("0.03"), Decimal(1), True, Decimal("0.25"))
    assert rules.taker_delay_us == 3_000_000
    handicap = parse_market(recording(folder + "gamma_market_sports_market_map_handicap.json"))
    assert handicap.markets[0].rules.game_id == "1427074"
    assert handicap.markets[0].rules.line == "-1.5"
