"""Messages have the fields of the reference, as text where it has text."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from simulate.venue.venue_script import (
    ASKS,
    BIDS,
    BUY,
    MARKET,
    NO,
    START_US,
    TRADER,
    YES,
    HandScript,
    moment,
    rules,
    shares,
)

from gametape.simulate.script import (
    Action,
    ChangeTick,
    GameUpdate,
    ListMarket,
    PlaceOrder,
    PrintTrade,
    Resolve,
    SetLevels,
)
from gametape.simulate.venue.exchange.venue import Exchange
from gametape.simulate.venue.messages.writing import Channel, Messenger, Outgoing

NOW = str(START_US // 1000)


class Wire:
    """Actions in, decoded messages out."""

    def __init__(self) -> None:
        self.script = HandScript()
        self.exchange = Exchange(self.script, TRADER, moment())
        self.messenger = Messenger(self.script, TRADER)

    def outgoing(self, action: Action) -> list[Outgoing]:
        told = self.exchange.perform(action, moment())
        return [one for happening in told for one in self.messenger.write(happening, moment())]

    def messages(self, action: Action, kind: str) -> list[dict[str, Any]]:
        return [json.loads(one.text) for one in self.outgoing(action) if one.kind == kind]


def test_price_change() -> None:
    action = SetLevels(at_us=0, market=MARKET, levels=((BUY, 5000, 40_500_000),))
    (message,) = Wire().messages(action, "price_change")
    assert list(message) == ["event_type", "market", "timestamp", "price_changes"]
    assert (message["market"], message["timestamp"]) == (MARKET, NOW)
    first, second = message["price_changes"]
    assert len(first.pop("hash")) == len(second.pop("hash")) == 40
    assert first == {
        "asset_id": YES,
        "price": "0.5",
        "size": "40.5",
        "side": "BUY",
        "best_bid": "0.5",
        "best_ask": "0.51",
    }
    assert second == {
        "asset_id": NO,
        "price": "0.5",
        "size": "40.5",
        "side": "SELL",
        "best_bid": "0.49",
        "best_ask": "0.5",
    }


def test_an_empty_side_is_said_as_empty_text() -> None:
    wire = Wire()
    gone = tuple((BUY, cell, 0) for cell, _ in BIDS)
    out = wire.outgoing(SetLevels(at_us=0, market=MARKET, levels=gone))
    messages = [json.loads(one.text) for one in out]
    assert [entry["best_bid"] for entry in messages[0]["price_changes"]][-2:] == ["", "0.49"]
    tops = [message for message in messages if message["event_type"] == "best_bid_ask"]
    assert [(top["best_bid"], top["best_ask"], top["spread"]) for top in tops] == [
        ("", "0.51", ""),
        ("0.49", "", ""),
    ]


def test_a_trade_gives_prints_then_books_then_tops() -> None:
    out = Wire().outgoing(PrintTrade(at_us=0, market=MARKET, side=BUY, size=shares(100)))
    kinds = list(dict.fromkeys(one.kind for one in out))
    assert kinds == ["last_trade_price", "book", "best_bid_ask"]
    printed = json.loads(out[0].text)
    assert set(printed) == {
        "event_type",
        "asset_id",
        "market",
        "price",
        "side",
        "size",
        "fee_rate_bps",
        "timestamp",
        "transaction_hash",
    }
    assert (printed["asset_id"], printed["side"], printed["price"]) == (YES, "BUY", "0.51")
    book = next(json.loads(one.text) for one in out if one.kind == "book")
    assert [level["price"] for level in book["bids"]] == ["0.01", "0.48", "0.49"]
    assert [level["price"] for level in book["asks"]] == ["0.99", "0.52"]
    assert (book["tick_size"], book["last_trade_price"]) == ("0.01", "0.510")


def test_who_gets_what() -> None:
    wire = Wire()
    change = wire.outgoing(SetLevels(at_us=0, market=MARKET, levels=((BUY, 5000, shares(5)),)))
    assert [(one.kind, set(one.assets), one.custom) for one in change] == [
        ("price_change", {YES, NO}, False),
        ("best_bid_ask", {YES}, True),
        ("best_bid_ask", {NO}, True),
    ]
    placed = wire.outgoing(
        PlaceOrder(
            at_us=0, order="a", market=MARKET, outcome=0, side=BUY, cell=4000, size=shares(5)
        )
    )
    assert [(one.channel, one.market) for one in placed if one.channel is Channel.USER] == [
        (Channel.USER, MARKET)
    ]
    third = rules("0x" + "ef" * 32, ("31", "32"))
    (listed,) = wire.outgoing(ListMarket(at_us=0, rules=third, bids=BIDS, asks=ASKS))
    assert (listed.kind, listed.assets, listed.custom) == ("new_market", frozenset(), True)
    message = json.loads(listed.text)
    assert message["assets_ids"] == message["clob_token_ids"] == ["31", "32"]
    assert message["fee_schedule"]["rate"] == "0.05"


def test_tick_and_resolution() -> None:
    wire = Wire()
    tick = ChangeTick(at_us=0, market=MARKET, new=Decimal("0.0010"))
    messages = wire.messages(tick, "tick_size_change")
    assert [(one["asset_id"], one["old_tick_size"], one["new_tick_size"]) for one in messages] == [
        (YES, "0.01", "0.001"),
        (NO, "0.01", "0.001"),
    ]
    won = Resolve(at_us=0, market=MARKET, payouts=(Decimal(0), Decimal(1)))
    (resolved,) = wire.messages(won, "market_resolved")
    assert (resolved["winning_asset_id"], resolved["winning_outcome"]) == (NO, "Herons")


def test_a_split_resolution_names_no_winner() -> None:
    split = Resolve(at_us=0, market=MARKET, payouts=(Decimal("0.5"), Decimal("0.5")))
    (resolved,) = Wire().messages(split, "market_resolved")
    assert (resolved["winning_asset_id"], resolved["winning_outcome"]) == ("", "")


def test_own_orders_and_trades_are_whole() -> None:
    wire = Wire()
    order = PlaceOrder(
        at_us=0, order="a", market=MARKET, outcome=1, side=BUY, cell=4900, size=shares(20)
    )
    (placed,) = wire.messages(order, "order")
    assert (placed["type"], placed["status"], placed["size_matched"]) == ("PLACEMENT", "LIVE", "0")
    assert placed["owner"] == placed["order_owner"] == TRADER.api_key
    assert (placed["asset_id"], placed["price"], placed["timestamp"]) == (NO, "0.49", NOW)
    sweep = PrintTrade(at_us=0, market=MARKET, side=BUY, size=shares(115))
    messages = [json.loads(one.text) for one in wire.outgoing(sweep) if one.channel == "user"]
    trade, update = messages
    assert (trade["status"], trade["trader_side"]) == ("MATCHED", "MAKER")
    assert trade["transaction_hash"] == ""
    assert trade["owner"] != TRADER.api_key == trade["trade_owner"]
    (mine,) = [row for row in trade["maker_orders"] if row["owner"] == TRADER.api_key]
    assert (mine["asset_id"], mine["side"], mine["matched_amount"]) == (NO, "BUY", "15")
    assert (update["type"], update["size_matched"]) == ("UPDATE", "15")
    assert update["associate_trades"] == [trade["id"]]


def test_the_game_and_now_and_then_another() -> None:
    wire = Wire()
    said = GameUpdate(at_us=0, score="2-0", period="1Q", elapsed="11:40")
    slugs = [json.loads(one.text)["slug"] for _ in range(4) for one in wire.outgoing(said)]
    own = HandScript.event_slug
    assert [slug == own for slug in slugs] == [True, True, True, False, True]
    over = GameUpdate(at_us=0, score="90-88", period="FT", live=False, ended=True)
    (message,) = wire.messages(over, "sport_result")
    assert (message["gameId"], message["ended"]) == (HandScript.game_id, True)
    assert message["finished_timestamp"].endswith("Z")
