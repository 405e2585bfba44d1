"""Rule bodies on a tape: each reading tells everything known of its market."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from gametape.errors import ParseError
from gametape.model.events import RulesRead
from gametape.model.market import MarketRules
from gametape.venues.polymarket.rules import RulesDecoder

CONDITION = "0x" + "ab" * 32
GAMMA = {
    "conditionId": CONDITION,
    "question": "A vs. B",
    "slug": "a-b",
    "outcomes": '["A","B"]',
    "clobTokenIds": '["1","2"]',
    "orderPriceMinTickSize": 0.01,
    "feeSchedule": {"rate": 0.05, "rebateRate": 0.15},
    "sportsMarketType": "moneyline",
}
EVENT = {"slug": "a-b-2026-01-01", "title": "A vs. B", "gameId": 7, "markets": [GAMMA]}
FULL = {
    "condition_id": CONDITION,
    "tokens": [{"token_id": "1", "outcome": "A"}, {"token_id": "2", "outcome": "B"}],
    "minimum_tick_size": 0.001,
    "seconds_delay": 1,
}
COMPACT = {"c": CONDITION, "t": [{"t": "1", "o": "A"}, {"t": "2", "o": "B"}], "fd": {"r": 0.07}}
SETTLED = {"data": [{"condition_id": CONDITION, "status": "resolved", "payouts": [0, 1_000_000]}]}


def read(decoder: RulesDecoder, body: Any) -> list[MarketRules]:
    events = decoder.decode(json.dumps(body).encode(), 5, 6)
    assert all((event.seq, event.recv_us) == (5, 6) for event in events)
    return [event.rules for event in events if isinstance(event, RulesRead)]


def test_each_service_adds_its_word() -> None:
    decoder = RulesDecoder()
    (rules,) = read(decoder, EVENT)
    assert (rules.tick, rules.event_slug, rules.game_id) == (Decimal("0.01"), "a-b-2026-01-01", "7")
    (rules,) = read(decoder, FULL)
    assert (rules.tick, rules.taker_delay_us) == (Decimal("0.001"), 1_000_000)
    assert rules.market_type == "moneyline"
    (rules,) = read(decoder, COMPACT)
    assert rules.fees is not None
    assert (rules.fees.rate, rules.fees.rebate_rate) == (Decimal("0.07"), Decimal("0.15"))
    assert (rules.tick, rules.taker_delay_us) == (Decimal("0.001"), 1_000_000)
    (rules,) = read(decoder, SETTLED)
    assert (rules.resolution, rules.payouts) == ("resolved", (Decimal(0), Decimal(1)))
    # A later Gamma body does not take the CLOB's word or the payouts back.
    (rules,) = read(decoder, EVENT)
    assert (rules.tick, rules.payouts) == (Decimal("0.001"), (Decimal(0), Decimal(1)))


def test_a_changed_rule_shows() -> None:
    decoder = RulesDecoder()
    read(decoder, FULL)
    (rules,) = read(decoder, {**FULL, "minimum_tick_size": 0.0001})
    assert rules.tick == Decimal("0.0001")


@pytest.mark.parametrize(
    ("body", "markets"),
    [
        (EVENT, 1),
        ([EVENT], 1),
        (
            [EVENT, {"slug": "x", "markets": [{**GAMMA, "conditionId": "0x2"}]}, {"slug": "empty"}],
            2,
        ),
        ({"events": [EVENT], "next_cursor": "c"}, 1),
        (GAMMA, 1),
        ([GAMMA, {**GAMMA, "conditionId": "0x2"}], 2),
        ({"markets": [GAMMA], "next_cursor": "c"}, 1),
        (FULL, 1),
        (COMPACT, 1),
        ({"slug": "x", "markets": []}, 0),
        ([], 0),
    ],
)
def test_every_body_is_told_by_its_fields(body: Any, markets: int) -> None:
    assert len(read(RulesDecoder(), body)) == markets


def test_a_resolution_of_an_unknown_market_waits_for_it() -> None:
    decoder = RulesDecoder()
    assert read(decoder, SETTLED) == []
    (rules,) = read(decoder, FULL)
    assert rules.payouts == (Decimal(0), Decimal(1))


@pytest.mark.parametrize("body", [{}, {"error": "not found"}, {"tokens": []}, 5, "text", None])
def test_other_bodies_are_refused(body: Any) -> None:
    with pytest.raises(ParseError):
        RulesDecoder().decode(json.dumps(body).encode(), 1, 1)


def test_rules_survive_anything(
    survives: Callable[[Callable[[bytes], object], Sequence[bytes]], None],
) -> None:
    decoder = RulesDecoder()
    bodies = [json.dumps(one).encode() for one in (EVENT, GAMMA, FULL, COMPACT, SETTLED)]
    survives(lambda raw: decoder.decode(raw, 1, 1), bodies)
