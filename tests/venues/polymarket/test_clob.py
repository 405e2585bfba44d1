"""The CLOB's market bodies, and whose word counts where two services speak."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from gametape.errors import ParseError
from gametape.model.market import FeeSchedule, MarketRules, Outcome
from gametape.model.times import iso_us
from gametape.venues.polymarket.clob import merge_rules, parse_clob_market

CONDITION = "0x" + "ab" * 32


def full(**fields: Any) -> bytes:
    body = {
        "condition_id": CONDITION,
        "question": "A vs. B",
        "market_slug": "a-b",
        "tokens": [
            {"token_id": "1", "outcome": "A", "price": 0.4, "winner": False},
            {"token_id": "2", "outcome": "B", "price": 0.6, "winner": False},
        ],
        "minimum_order_size": 5,
        "minimum_tick_size": 0.001,
        "seconds_delay": 1,
        "game_start_time": "2026-05-08T20:00:00Z",
        "neg_risk": False,
        "closed": False,
        "is_50_50_outcome": False,
        "maker_base_fee": 1000,
        "taker_base_fee": 1000,
        **fields,
    }
    return json.dumps(body).encode()


def compact(**fields: Any) -> bytes:
    body = {
        "c": CONDITION,
        "t": [{"t": "1", "o": "A"}, {"t": "2", "o": "B"}],
        "mts": 0.01,
        "mos": 15,
        "nr": True,
        "fd": {"r": 0.07, "e": 1, "to": True},
        "sd": 3,
        "gst": "2026-05-08T20:00:00Z",
        "cbos": True,
        **fields,
    }
    return json.dumps(body).encode()


def test_a_full_market() -> None:
    rules = parse_clob_market(full())
    assert rules.market == CONDITION
    assert rules.outcomes == (Outcome("1", "A"), Outcome("2", "B"))
    assert (rules.tick, rules.min_size, rules.taker_delay_us) == (
        Decimal("0.001"),
        5_000_000,
        10**6,
    )
    assert rules.game_start_us == iso_us("2026-05-08T20:00:00Z")
    # The base fees are caps, not charges.
    assert rules.fees is None
    assert rules.payouts is None


def test_winners_are_paid_once_it_is_closed() -> None:
    won = [{"token_id": "1", "winner": False}, {"token_id": "2", "winner": True}]
    assert parse_clob_market(full(tokens=won)).payouts is None
    assert parse_clob_market(full(tokens=won, closed=True)).payouts == (Decimal(0), Decimal(1))
    assert parse_clob_market(full(closed=True)).payouts is None
    half = parse_clob_market(full(closed=True, is_50_50_outcome=True)).payouts
    assert half == (Decimal("0.5"), Decimal("0.5"))


def test_a_compact_market() -> None:
    rules = parse_clob_market(compact())
    assert (rules.tick, rules.min_size, rules.taker_delay_us) == (
        Decimal("0.01"),
        15 * 10**6,
        3 * 10**6,
    )
    assert (rules.neg_risk, rules.wipes_book_at_start) == (True, True)
    assert rules.fees == FeeSchedule(Decimal("0.07"), Decimal(1), True)


@pytest.mark.parametrize(
    ("fields", "delay_us"),
    [
        ({"sd": 0}, 0),
        ({"sd": None}, None),
        ({"sd": 0, "itode": True}, 250_000),
        ({"sd": None, "itode": True}, 250_000),
        ({"sd": 3, "itode": True}, 3_000_000),
    ],
)
def test_the_delay_of_taker_orders(fields: Any, delay_us: int | None) -> None:
    assert parse_clob_market(compact(**fields)).taker_delay_us == delay_us


def gamma(**fields: Any) -> MarketRules:
    said: dict[str, Any] = {
        "market": CONDITION,
        "question": "A vs. B?",
        "outcomes": (Outcome("1", "Aa"), Outcome("2", "Bb")),
        "slug": "a-b",
        "event_slug": "e",
        "market_type": "moneyline",
        "tick": Decimal("0.01"),
        "taker_delay_us": 3_000_000,
        "fees": FeeSchedule(Decimal("0.05"), Decimal(1), True, Decimal("0.15")),
        "game_id": "7",
        **fields,
    }
    return MarketRules(**said)


def test_the_clob_is_right_where_both_speak() -> None:
    rules = merge_rules(gamma(), parse_clob_market(full()))
    assert rules.tick == Decimal("0.001")
    assert rules.taker_delay_us == 1_000_000
    assert (rules.event_slug, rules.market_type, rules.game_id) == ("e", "moneyline", "7")
    assert rules.fees is not None
    assert rules.fees.rate == Decimal("0.05")
    rules = merge_rules(rules, parse_clob_market(compact()))
    assert rules.fees == FeeSchedule(Decimal("0.07"), Decimal(1), True, Decimal("0.15"))


def test_a_zero_is_a_word() -> None:
    rules = merge_rules(gamma(neg_risk=True), parse_clob_market(full(seconds_delay=0)))
    assert rules.taker_delay_us == 0
    assert rules.neg_risk is False


def test_payouts_follow_the_outcomes_when_the_orders_differ() -> None:
    turned = gamma(outcomes=(Outcome("2", "Bb"), Outcome("1", "Aa")))
    won = [{"token_id": "1", "outcome": "A", "winner": True}, {"token_id": "2", "winner": False}]
    rules = merge_rules(turned, parse_clob_market(full(tokens=won, closed=True)))
    assert rules.outcomes == (Outcome("2", "Bb"), Outcome("1", "A"))
    assert rules.payouts == (Decimal(0), Decimal(1))


def test_payouts_of_other_assets_are_not_taken_over() -> None:
    old = gamma(outcomes=(Outcome("8", "A"), Outcome("9", "B")), payouts=(Decimal(1), Decimal(0)))
    rules = merge_rules(old, parse_clob_market(full()))
    assert [outcome.asset for outcome in rules.outcomes] == ["1", "2"]
    assert rules.payouts is None


def test_two_markets_do_not_merge() -> None:
    with pytest.raises(ParseError, match="not the same"):
        merge_rules(gamma(market="0x1"), parse_clob_market(full()))


def test_market_bodies_survive_anything(
    survives: Callable[[Callable[[bytes], object], Sequence[bytes]], None],
) -> None:
    survives(parse_clob_market, [full(), compact()])


def test_recorded_bodies(recording: Callable[[str], bytes]) -> None:
    folder = "polymarket/message_fixtures/"
    rules = parse_clob_market(recording(folder + "pulsearb/clob_market_compact.json"))
    assert rules.fees == FeeSchedule(Decimal("0.07"), Decimal(1), True)
    assert rules.taker_delay_us == 250_000
    name = "nautilus/adapter_test_data/clob_market_closed_binary_accepting_false.json"
    closed = parse_clob_market(recording(folder + name))
    assert closed.payouts == (Decimal(0), Decimal(1))
    assert closed.game_start_us is None
