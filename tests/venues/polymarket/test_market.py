"""Market-channel messages to events, in every schema there has been."""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from gametape.errors import ParseError
from gametape.model.book import OrderBook, Side
from gametape.model.events import (
    BookSnapshot,
    Event,
    LevelChange,
    MarketListed,
    MarketResolved,
    TickChange,
    TopOfBook,
    Trade,
)
from gametape.model.grid import NONE, UNIFORM
from gametape.venues.polymarket.market import MarketDecoder

AT_MS = "1761179949036"
AT_US = 1_761_179_949_036_000

BOOK = {
    "event_type": "book", "market": "0xm", "asset_id": "11", "timestamp": AT_MS, "hash": "ab12",
    "bids": [{"price": "0.01", "size": "110000"}, {"price": ".48", "size": "7.52"}],
    "asks": [{"price": "0.99", "size": "5000"}, {"price": "0.52", "size": "0.000001"}],
}  # fmt: skip
CHANGE = {
    "event_type": "price_change", "market": "0xm", "timestamp": AT_MS,
    "price_changes": [
        {"asset_id": "11", "price": "0.08", "size": "0", "side": "BUY", "hash": "aa",
         "best_bid": "0.66", "best_ask": "0.67"},
        {"asset_id": "22", "price": "0.92", "size": "12.5", "side": "SELL", "hash": "bb",
         "best_bid": "0.33", "best_ask": ""},
    ],
}  # fmt: skip
TRADE = {
    "event_type": "last_trade_price", "market": "0xm", "asset_id": "11", "price": "0.491",
    "side": "SELL", "size": "85.36", "fee_rate_bps": "0", "timestamp": AT_MS,
    "transaction_hash": "0xfeed",
}  # fmt: skip
TICK = {
    "event_type": "tick_size_change", "market": "0xm", "asset_id": "11", "timestamp": AT_MS,
    "old_tick_size": "0.01", "new_tick_size": "0.001",
}  # fmt: skip
TOP = {
    "event_type": "best_bid_ask", "market": "0xm", "asset_id": "11", "timestamp": AT_MS,
    "best_bid": "0.73", "best_ask": "0.77", "spread": "0.04",
}  # fmt: skip
LISTED = {
    "event_type": "new_market", "id": "1031769", "market": "0xm", "question": "Home or away?",
    "assets_ids": ["11", "22"], "outcomes": ["Home", "Away"], "timestamp": AT_MS,
    "event_message": {"id": "5", "slug": "nba-aaa-bbb-2026-01-25"}, "active": True,
}  # fmt: skip
RESOLVED = {
    "event_type": "market_resolved", "id": "1031769", "market": "0xm", "assets_ids": ["11", "22"],
    "winning_asset_id": "22", "winning_outcome": "Away", "event_message": None,
    "timestamp": AT_MS, "tags": [],
}  # fmt: skip
MESSAGES = [BOOK, CHANGE, TRADE, TICK, TOP, LISTED, RESOLVED]


def decode(message: object) -> list[Event]:
    return list(MarketDecoder().decode(json.dumps(message).encode(), 7, 99))


def only(message: object) -> Any:
    (event,) = decode(message)
    assert (event.seq, event.recv_us, event.venue_us) == (7, 99, AT_US)
    return event


def without(message: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name not in names}


def test_a_book_becomes_a_snapshot_with_exact_sizes() -> None:
    event = only(BOOK | {"tick_size": "0.001", "last_trade_price": "0.5"})
    assert isinstance(event, BookSnapshot)
    assert event.bids == ((100, 110_000_000_000), (4800, 7_520_000))
    assert event.asks == ((9900, 5_000_000_000), (5200, 1))
    assert (event.asset, event.market, event.hash) == ("11", "0xm", "ab12")
    assert event.tick == Decimal("0.001")


def test_the_best_level_is_found_although_the_wire_lists_it_last() -> None:
    event = only(BOOK)
    book = OrderBook(UNIFORM.cells)
    book.replace(event.bids, event.asks)
    assert (book.best_bid, book.best_ask) == (4800, 5200)


def test_an_empty_book_is_a_snapshot_too() -> None:
    event = only(BOOK | {"bids": [], "asks": []})
    assert (event.bids, event.asks) == ((), ())


def test_a_book_without_its_type_or_under_old_names_is_the_same_book() -> None:
    old = without(BOOK, "event_type", "bids", "asks")
    old |= {"buys": BOOK["bids"], "sells": BOOK["asks"]}
    assert only(old) == only(BOOK) == only(without(BOOK, "event_type"))


def test_each_entry_of_a_price_change_is_one_level_change_in_order() -> None:
    first, second = decode(CHANGE)
    assert first == LevelChange(
        seq=7, recv_us=99, venue_us=AT_US, asset="11", side=Side.BUY, cell=800, size=0,
        best_bid=6600, best_ask=6700, market="0xm", hash="aa",
    )  # fmt: skip
    assert isinstance(second, LevelChange)
    assert (second.asset, second.side, second.size) == ("22", Side.SELL, 12_500_000)
    assert (second.best_bid, second.best_ask) == (3300, NONE)


@pytest.mark.parametrize(
    ("bid", "ask", "cells"),
    [
        ("0.66", "0.67", (6600, 6700)),
        ("", "0.67", (NONE, 6700)),
        ("0", "0.001", (NONE, 10)),
        ("0.999", "1", (9990, NONE)),
        ("0.999", "0", (9990, NONE)),
        ("", "", (NONE, NONE)),
        ("0", "1", (NONE, NONE)),
        ("0", "0", (None, None)),
        (None, None, (None, None)),
    ],
)
def test_stated_best_prices(
    bid: str | None, ask: str | None, cells: tuple[int | None, int | None]
) -> None:
    entry = {"asset_id": "11", "price": "0.5", "size": "1", "side": "BUY"}
    event = only({"price_changes": [entry | {"best_bid": bid, "best_ask": ask}],
                  "timestamp": AT_MS})  # fmt: skip
    assert (event.best_bid, event.best_ask) == cells


def test_the_flat_schema_of_2024_is_one_change_with_the_hash_of_the_message() -> None:
    message = {"event_type": "price_change", "asset_id": "11", "market": "0xm", "hash": "aa",
               "price": "0.514", "size": "21574.08", "side": "SELL",
               "timestamp": AT_MS}  # fmt: skip
    event = only(message)
    assert (event.cell, event.size, event.side) == (5140, 21_574_080_000, Side.SELL)
    assert (event.hash, event.best_bid, event.best_ask) == ("aa", None, None)


def test_the_list_schema_of_2025_gives_the_hash_to_the_last_change() -> None:
    changes = [{"price": "0.3", "size": "1", "side": "BUY"},
               {"price": "0.4", "size": "2", "side": "SELL"}]  # fmt: skip
    events = decode({"asset_id": "11", "market": "0xm", "hash": "aa", "changes": changes})
    assert [(e.asset, e.cell, e.hash) for e in events if isinstance(e, LevelChange)] == [
        ("11", 3000, ""), ("11", 4000, "aa"),
    ]  # fmt: skip


def test_a_print_keeps_price_side_and_transaction() -> None:
    event = only(TRADE)
    assert isinstance(event, Trade)
    assert (event.price, event.cell, event.size) == (Decimal("0.491"), 4910, 85_360_000)
    assert (event.side, event.transaction) == (Side.SELL, "0xfeed")


def test_equal_prints_stay_two() -> None:
    assert len(decode([TRADE, TRADE])) == 2


def test_a_print_between_two_cells_has_a_price_but_no_cell() -> None:
    event = only(TRADE | {"price": "0.3408574", "side": ""})
    assert (event.price, event.cell, event.side) == (Decimal("0.3408574"), NONE, None)


def test_the_other_types() -> None:
    tick = only(TICK)
    assert isinstance(tick, TickChange)
    assert (tick.old, tick.new) == (Decimal("0.01"), Decimal("0.001"))
    assert only(TICK | {"old_tick_size": ""}).old is None
    top = only(TOP)
    assert isinstance(top, TopOfBook)
    assert (top.best_bid, top.best_ask) == (7300, 7700)
    assert only(TOP | {"best_ask": ""}).best_ask == NONE
    listed = only(LISTED)
    assert isinstance(listed, MarketListed)
    assert (listed.assets, listed.event_slug) == (("11", "22"), "nba-aaa-bbb-2026-01-25")
    resolved = only(RESOLVED)
    assert isinstance(resolved, MarketResolved)
    assert (resolved.market, resolved.winner) == ("0xm", "22")


def test_an_array_is_decoded_element_by_element() -> None:
    events = decode([BOOK, CHANGE, TRADE])
    assert [type(event) for event in events] == [BookSnapshot, LevelChange, LevelChange, Trade]


@pytest.mark.parametrize("text", ["PONG", "NO NEW ASSETS", ""])
def test_frames_of_the_protocol_carry_no_events(text: str) -> None:
    assert decode(text) == []


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ({"event_type": "weather", "market": "0xm"}, "weather"),
        ({"market": "0xm"}, "without a type"),
        (BOOK | {"asset_id": None}, "no asset"),
        (CHANGE | {"price_changes": [{"price": "0.5", "size": "1", "side": "BUY"}]}, "no asset"),
        (TRADE | {"price": "1.5"}, "from 0 to 1"),
        (TRADE | {"size": "9" * 30}, "out of range"),
        (TRADE | {"size": "1" * 5000}, "out of range"),
        (TRADE | {"side": "HOLD"}, "HOLD"),
        (TOP | {"best_bid": "0.12345"}, "0.12345"),
        (without(TOP, "best_bid"), "lacks a side"),
        (TICK | {"new_tick_size": None}, "no new tick"),
        (RESOLVED | {"winning_asset_id": "", "winning_outcome": ""}, "no winner"),
        (without(LISTED, "market"), "no market"),
        ({"event_type": "price_change", "market": "0xm"}, "no changes"),
        ({"event_type": "book", "asset_id": "11"}, "no levels"),
    ],
)
def test_what_breaks_its_promise_is_refused_in_words(message: object, word: str) -> None:
    with pytest.raises(ParseError, match=word):
        decode(message)


def test_only_parse_errors_come_out(
    survives: Callable[[Callable[[bytes], object], Sequence[bytes]], None],
) -> None:
    decoder = MarketDecoder()
    samples = [json.dumps(message).encode() for message in [*MESSAGES, MESSAGES, "PONG"]]
    survives(lambda raw: decoder.decode(raw, 1, 1), samples)


def test_the_recorded_excerpt_states_best_prices_that_its_own_changes_lead_to(
    recording: Callable[[str], bytes],
) -> None:
    lines = recording("polymarket/ws_market_excerpt/session_btc_excerpt.jsonl").splitlines()
    books: dict[str, OrderBook] = {}
    agreed = 0
    for line in lines:
        raw = json.dumps(json.loads(line)["raw"]).encode()
        for event in MarketDecoder().decode(raw, 0, 0):
            if isinstance(event, BookSnapshot):
                books[event.asset] = OrderBook(UNIFORM.cells)
                books[event.asset].replace(event.bids, event.asks)
            elif isinstance(event, LevelChange):
                book = books[event.asset]
                book.set_level(event.side, event.cell, event.size)
                agreed += (book.best_bid, book.best_ask) == (event.best_bid, event.best_ask)
    assert (len(lines), agreed) == (27, 50)


def test_recorded_messages_of_all_types_decode(recording: Callable[[str], bytes]) -> None:
    folder = "polymarket/message_fixtures/nautilus/adapter_test_data/ws_market_"
    names = {
        "book": BookSnapshot, "price_change": LevelChange, "last_trade": Trade,
        "tick_size": TickChange, "best_bid_ask": TopOfBook, "new_market": MarketListed,
        "resolved": MarketResolved,
    }  # fmt: skip
    for name, kind in names.items():
        events = MarketDecoder().decode(recording(f"{folder}{name}_msg.json"), 0, 0)
        assert [type(event) for event in events] == [kind]
