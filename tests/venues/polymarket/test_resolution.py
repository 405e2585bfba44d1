"""Resolutions of the Data API."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from gametape.errors import ParseError
from gametape.model.market import MarketRules, Outcome
from gametape.venues.polymarket.resolution import parse_resolutions


def row(**fields: Any) -> dict[str, Any]:
    return {
        "condition_id": "0xAB",
        "status": "resolved",
        "was_disputed": False,
        "proposed_price": 69,
        "payouts": [1_000_000, 0],
        "resolved_at": 1_788_887_014,
        **fields,
    }


def read(*rows: dict[str, Any]) -> Any:
    return parse_resolutions(json.dumps({"data": rows}).encode())


def test_payouts_are_millionths_of_a_dollar() -> None:
    (one,) = read(row())
    assert (one.market, one.status, one.payouts) == ("0xab", "resolved", (1, 0))
    assert one.resolved_us == 1_788_887_014_000_000
    (tie,) = read(row(payouts=["500000", "500000"], was_disputed=True))
    assert tie.payouts == (Decimal("0.5"), Decimal("0.5"))
    assert tie.disputed


def test_an_open_question_has_no_payouts() -> None:
    (open_one,) = read(row(status="proposed", payouts=None, resolved_at=None))
    assert (open_one.status, open_one.payouts, open_one.resolved_us) == ("proposed", None, None)


def test_a_row_alone_and_a_row_without_market() -> None:
    assert len(parse_resolutions(json.dumps(row()).encode())) == 1
    assert read(row(condition_id=None)) == []


@pytest.mark.parametrize("payouts", [[1_000_001, 0], [-1, 1], [None, 1], ["x"]])
def test_impossible_payouts_are_refused(payouts: object) -> None:
    with pytest.raises(ParseError):
        read(row(payouts=payouts))


def test_a_resolution_goes_into_the_rules() -> None:
    rules = MarketRules("0xab", "?", (Outcome("1", "A"), Outcome("2", "B")))
    settled = read(row())[0].apply(rules)
    assert (settled.resolution, settled.payouts) == ("resolved", (1, 0))
    # What was known stays where the new row says nothing.
    assert read(row(status=None, payouts=None))[0].apply(settled) == settled
    with pytest.raises(ParseError, match="3 payouts"):
        read(row(payouts=[1, 2, 3]))[0].apply(rules)


def test_resolutions_survive_anything(
    survives: Callable[[Callable[[bytes], object], Sequence[bytes]], None],
) -> None:
    survives(
        parse_resolutions, [json.dumps({"data": [row()]}).encode(), json.dumps(row()).encode()]
    )
