"""Dirty shapes say what the clean message says, each in one of the documented odd ways."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gametape.simulate.venue.messages.dirty import KILLED, dirtied
from gametape.simulate.venue.messages.writing import Channel, Outgoing

ORDER: dict[str, Any] = {
    "event_type": "order",
    "id": "0x" + "12" * 32,
    "type": "UPDATE",
    "status": "LIVE",
    "created_at": "1763000000",
    "timestamp": "1763000001000",
    "expiration": "0",
    "order_type": "GTC",
    "maker_address": "0xAB",
    "size_matched": "5",
    "price": "0.5",
    "associate_trades": ["t"],
    "outcome": "Larks",
}
TRADE: dict[str, Any] = {
    "event_type": "trade",
    "id": "t",
    "size": "5",
    "price": "0.5",
    "trader_side": "MAKER",
    "match_time": "1763000000",
    "last_update": "1763000000",
    "timestamp": "1763000000000",
    "fee_rate_bps": "0",
    "maker_orders": [
        {"order_id": "0xA", "side": "BUY", "outcome_index": 0, "maker_address": "0xAb"},
    ],
}


def shapes(message: dict[str, Any]) -> list[list[dict[str, Any]]]:
    out = Outgoing(Channel.USER, message["event_type"], json.dumps(message))
    return [[json.loads(text) for text in dirtied(out, turn)] for turn in range(8)]


@pytest.mark.parametrize("message", [ORDER, TRADE], ids=["order", "trade"])
def test_what_matters_stays(message: dict[str, Any]) -> None:
    for turn in shapes(message):
        for one in turn:
            if one.get("status") == KILLED:
                continue
            assert (one["id"], one["price"]) == (message["id"], message["price"])
            if "maker_orders" in message:
                assert [row["order_id"] for row in one["maker_orders"]] == ["0xA"]


def test_every_odd_shape_of_an_order_comes_round() -> None:
    turns = shapes(ORDER)
    flat = [one for turn in turns for one in turn]
    assert any("event_type" not in one for one in flat)
    assert any(one.get("created_at") == "1763000000000" for one in flat)
    assert any(one.get("created_at") == "" for one in flat)
    assert any(one["timestamp"] == "1763000001" for one in flat)
    assert any("status" not in one for one in flat)
    assert any(len(turn) == 2 and turn[0] == turn[1] for turn in turns)
    (killed,) = [one for one in flat if one.get("status") == KILLED]
    assert (killed["size_matched"], killed["outcome"]) == ("", "")
    assert killed["id"] != ORDER["id"]


def test_every_odd_shape_of_a_trade_comes_round() -> None:
    flat = [one for turn in shapes(TRADE) for one in turn]
    assert any(one.get("match_time") == 1763000000 for one in flat)
    assert any("matchtime" in one for one in flat)
    assert any("side" not in one["maker_orders"][0] for one in flat)
    assert any(one["maker_orders"][0]["maker_address"] == "0xab" for one in flat)
    taken = [one for turn in shapes({**TRADE, "trader_side": "TAKER"}) for one in turn]
    assert any(one["maker_orders"] is None for one in taken)
