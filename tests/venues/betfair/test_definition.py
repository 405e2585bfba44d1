"""Market definitions to rules, payouts and the state of play."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from gametape.errors import ParseError
from gametape.model.market import Outcome
from gametape.venues.betfair.definition import market_rules, play_state
from gametape.venues.betfair.wire import Definition

Define = Callable[..., dict[str, Any]]


def read(fields: dict[str, Any]) -> Definition:
    return msgspec.convert(fields, Definition)


def runners(*statuses: str) -> list[dict[str, Any]]:
    return [{"id": n, "status": status, "sortPriority": n} for n, status in enumerate(statuses, 1)]


def test_rules_say_what_the_definition_says(definition: Define) -> None:
    rules = market_rules("1.5", read(definition(betDelay=5)))
    assert rules.question == "Home v Away: Match Odds"
    assert rules.outcomes == (Outcome("1.5:11", "Home"), Outcome("1.5:22", "Away"))
    assert rules.taker_delay_us == 5_000_000
    assert rules.game_start_us == 1_600_000_200_000_000
    assert (rules.market_type, rules.game_id, rules.closed) == ("MATCH_ODDS", "77", False)
    assert rules.payouts is None


def test_outcomes_stand_in_betfairs_order_and_unnamed_ones_by_their_id(definition: Define) -> None:
    told = [{"id": 22, "sortPriority": 2}, {"id": 11, "sortPriority": 1, "hc": -1.5}]
    outcomes = market_rules("1.5", read(definition(runners=told))).outcomes
    assert outcomes == (Outcome("1.5:11:-1.5", "11"), Outcome("1.5:22", "22"))


@pytest.mark.parametrize(
    ("statuses", "places", "payouts"),
    [
        (("WINNER", "LOSER"), 1, (1, 0)),
        (("WINNER", "WINNER", "LOSER"), 2, (1, 1, 0)),
        (("WINNER", "WINNER", "LOSER"), 1, ("0.5", "0.5", 0)),
        (("WINNER", "WINNER", "WINNER", "LOSER"), 2, None),
        (("WINNER", "LOSER", "REMOVED"), 1, (1, 0)),
        (("REMOVED", "REMOVED"), 1, None),
        (("ACTIVE", "LOSER"), 1, None),
        (("LOSER", "LOSER"), 1, None),
    ],
)
def test_payouts_of_a_closed_market(
    definition: Define, statuses: tuple[str, ...], places: int, payouts: tuple[Any, ...] | None
) -> None:
    fields = definition(status="CLOSED", runners=runners(*statuses), numberOfWinners=places)
    rules = market_rules("1.5", read(fields))
    assert rules.payouts == (payouts and tuple(map(Decimal, payouts)))
    assert rules.closed


def test_nobody_is_paid_before_the_market_closes(definition: Define) -> None:
    rules = market_rules("1.5", read(definition(runners=runners("WINNER", "LOSER"))))
    assert (rules.payouts, rules.resolution) == (None, "")


def test_removed_runners_are_void_and_no_outcomes(definition: Define) -> None:
    told = [
        {"id": 1, "name": "First", "status": "WINNER"},
        {"id": 2, "name": "Lame", "status": "REMOVED"},
    ]
    rules = market_rules("1.5", read(definition(status="CLOSED", runners=told)))
    assert rules.outcomes == (Outcome("1.5:1", "First"),)
    assert rules.resolution == "won by First; void for Lame"


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "open"),
        ({"inPlay": True}, "in play"),
        ({"inPlay": True, "status": "SUSPENDED"}, "suspended"),
        ({"inPlay": True, "status": "CLOSED"}, "closed"),
    ],
)
def test_state_of_play(definition: Define, fields: dict[str, Any], state: str) -> None:
    assert play_state(read(definition(**fields))) == state


@pytest.mark.parametrize("text", ["soon", "2020-13-01T00:00:00Z", "2020-09-13T25:00Z"])
def test_a_start_that_is_no_time_is_a_parse_error(definition: Define, text: str) -> None:
    with pytest.raises(ParseError):
        market_rules("1.5", read(definition(marketTime=text)))
