"""The socket's messages: books in any spelling, prints, tickers, own orders, refusals."""

import contextlib
import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from gametape.errors import ParseError
from gametape.model.book import Side
from gametape.model.events import (
    BookSnapshot,
    FillUpdate,
    LevelChange,
    MarketResolved,
    OrderUpdate,
    TopOfBook,
    Trade,
)
from gametape.model.grid import NONE
from gametape.model.trading import OrderAction, Role
from gametape.venues.kalshi.stream import TYPES, KalshiStreamDecoder

Maker = Callable[..., bytes]


def test_two_ladders_of_bids_are_one_book_of_yes(snapshot: Maker) -> None:
    (book,) = KalshiStreamDecoder().decode(
        snapshot(1, yes=[["0.4700", "3.00"]], no=[["0.4800", "2.50"]]), 7, 9
    )
    assert book == BookSnapshot(
        seq=7,
        recv_us=9,
        asset="T:yes",
        market="T",
        bids=((4700, 3_000_000),),
        asks=((5200, 2_500_000),),
    )


def test_deltas_are_signed_and_told_as_sizes(snapshot: Maker, delta: Maker) -> None:
    decoder = KalshiStreamDecoder()
    decoder.decode(snapshot(1, yes=[["0.47", "3"]], no=[["0.48", "2"]]), 1, 1)
    more = decoder.decode(delta(2, "yes", "0.4700", "1.84"), 2, 2)
    gone = decoder.decode(delta(3, "no", "0.4800", "-2.00"), 3, 3)
    new = decoder.decode(delta(4, "no", "0.50", "7"), 4, 4)
    assert [
        (event.side, event.cell, event.size)
        for event in (*more, *gone, *new)
        if isinstance(event, LevelChange)
    ] == [(Side.BUY, 4700, 4_840_000), (Side.SELL, 5200, 0), (Side.SELL, 5000, 7_000_000)]
    assert more[0].venue_us == 1_782_873_105_308_599


def test_every_generation_of_names_says_the_same(frame: Maker) -> None:
    spellings: list[dict[str, object]] = [
        {"yes_dollars_fp": [["0.0800", "300.00"]], "no_dollars_fp": [["0.2", "5.00"]]},
        {"yes_dollars": [["0.080", 300]], "no_dollars": [["0.200", 5]], "yes": [[8, 300]]},
        {"yes": [[8, 300]], "no": [[20, 5]]},
    ]
    decoded = []
    for sides in spellings:
        decoder = KalshiStreamDecoder()
        raw = frame("orderbook_snapshot", 1, market_ticker="T", **sides)
        cents = frame("orderbook_delta", 2, market_ticker="T", side="yes", price=8, delta=-54)
        decoded.append([*decoder.decode(raw, 1, 1), *decoder.decode(cents, 2, 2)])
    assert decoded[0] == decoded[1] == decoded[2]
    change = decoded[0][1]
    assert isinstance(change, LevelChange)
    assert change.size == 246_000_000


class TestYesPrices:
    def test_the_subscribe_command_says_how_no_is_priced(self, snapshot: Maker) -> None:
        asks = []
        for wanted, price in ((True, "0.5200"), (False, "0.4800")):
            decoder = KalshiStreamDecoder()
            command = {"id": 4, "cmd": "subscribe", "params": {"use_yes_price": wanted}}
            acknowledged = {"type": "subscribed", "id": 4, "msg": {"channel": "x", "sid": 1}}
            assert not decoder.decode(json.dumps(command).encode(), 0, 0)
            assert not decoder.decode(json.dumps(acknowledged).encode(), 1, 0)
            (book,) = decoder.decode(snapshot(1, yes=[["0.47", "3"]], no=[[price, "1"]]), 2, 0)
            assert isinstance(book, BookSnapshot)
            asks.append(book.asks)
        assert asks[0] == asks[1] == ((5200, 1_000_000),)

    def test_a_crossed_snapshot_gives_it_away_and_mends_earlier_books(
        self, snapshot: Maker, delta: Maker
    ) -> None:
        decoder = KalshiStreamDecoder()
        # Either reading is possible: bid 0.40 against 0.55 or 0.45.
        (guess,) = decoder.decode(snapshot(1, "A", yes=[["0.40", "1"]], no=[["0.55", "1"]]), 1, 0)
        # Only YES prices are: as a NO price 0.90 would offer YES at 0.10, below the bid.
        mended, book = decoder.decode(
            snapshot(2, "B", yes=[["0.80", "1"]], no=[["0.90", "2"]]), 2, 0
        )
        assert isinstance(guess, BookSnapshot)
        assert isinstance(mended, BookSnapshot)
        assert isinstance(book, BookSnapshot)
        assert (guess.asset, guess.asks) == ("A:yes", ((4500, 1_000_000),))
        assert (mended.asset, mended.asks) == ("A:yes", ((5500, 1_000_000),))
        assert (book.asset, book.asks) == ("B:yes", ((9000, 2_000_000),))
        (change,) = decoder.decode(delta(3, "no", "0.90", "-1", "B"), 3, 0)
        assert isinstance(change, LevelChange)
        assert (change.cell, change.size) == (9000, 1_000_000)

    def test_a_decisive_first_snapshot_is_believed_ever_after(self, snapshot: Maker) -> None:
        decoder = KalshiStreamDecoder()
        decoder.decode(snapshot(1, yes=[["0.80", "1"]], no=[["0.10", "2"]]), 1, 0)
        (book,) = decoder.decode(snapshot(2, yes=[["0.80", "1"]], no=[["0.90", "2"]]), 2, 0)
        assert isinstance(book, BookSnapshot)
        assert book.asks == ((1000, 2_000_000),)


def test_a_taker_of_no_sells_yes(frame: Maker) -> None:
    raw = frame(
        "trade", 1, trade_id="x", market_ticker="T", yes_price_dollars="0.3600",
        no_price_dollars="0.6400", count_fp="136.50", taker_side="no", ts=1_669_149_841,
    )  # fmt: skip
    assert list(KalshiStreamDecoder().decode(raw, 1, 2)) == [
        Trade(
            seq=1,
            recv_us=2,
            venue_us=1_669_149_841_000_000,
            asset="T:yes",
            price=Decimal("0.3600"),
            cell=3600,
            size=136_500_000,
            side=Side.SELL,
            market="T",
            transaction="x",
        ),
    ]


@pytest.mark.parametrize(
    ("bid", "ask", "cells"),
    [
        ("0.4100", "0.4200", (4100, 4200)),
        ("0.0000", "0.0100", (NONE, 100)),
        ("0.99", "1.00", (9900, NONE)),
        ("0", "1", (NONE, NONE)),
    ],
)
def test_a_ticker_without_a_side_says_none(
    frame: Maker, bid: str, ask: str, cells: tuple[int, int]
) -> None:
    raw = frame("ticker", None, 3, market_ticker="T", yes_bid_dollars=bid, yes_ask_dollars=ask)
    (top,) = KalshiStreamDecoder().decode(raw, 1, 2)
    assert isinstance(top, TopOfBook)
    assert (top.best_bid, top.best_ask) == cells


FILL = {
    "trade_id": "t", "order_id": "o", "market_ticker": "T", "is_taker": False,
    "yes_price_dollars": "0.1600", "count_fp": "1.16", "fee_cost": "0.011000",
    "ts_ms": 1_782_873_396_915,
}  # fmt: skip


class TestOwn:
    def fill(self, frame: Maker, **more: str) -> FillUpdate:
        raw = frame("fill", None, 2, **{**FILL, **more})
        (event,) = KalshiStreamDecoder().decode(raw, 1, 2)
        assert isinstance(event, FillUpdate)
        return event

    def test_buying_no_is_a_fill_of_no_at_its_own_price(self, frame: Maker) -> None:
        fill = self.fill(frame, side="no", action="buy").fill
        assert (fill.asset, fill.side, fill.price) == ("T:no", Side.BUY, Decimal("0.8400"))
        assert (fill.size, fill.fee, fill.role) == (1_160_000, 11_000, Role.MAKER)
        assert (fill.matched_us, fill.precision_us) == (1_782_873_396_915_000, 1000)
        assert fill.outcome == "no"

    def test_selling_yes_is_a_sale_of_yes(self, frame: Maker) -> None:
        fill = self.fill(frame, side="yes", action="sell", outcome_side="no").fill
        assert (fill.asset, fill.side, fill.price) == ("T:yes", Side.SELL, Decimal("0.1600"))

    def test_without_an_action_the_outcome_was_bought(self, frame: Maker) -> None:
        fill = self.fill(frame, outcome_side="no").fill
        assert (fill.asset, fill.side) == ("T:no", Side.BUY)

    def order(self, frame: Maker, **more: object) -> bytes:
        created = {"created_ts_ms": 1000, "last_updated_ts_ms": 1000}
        base = {"order_id": "o", "ticker": "P", "side": "bid", "price": "5.3829", **created}
        return frame("user_order", None, 1, **{**base, **more})

    def test_an_order_keeps_its_size_when_only_what_is_left_is_told(self, frame: Maker) -> None:
        decoder = KalshiStreamDecoder()
        life: list[dict[str, object]] = [
            {"fill_count": "0.00", "remaining_count": "2.00"},
            {"fill_count": "0.50", "remaining_count": "1.50", "last_updated_ts_ms": 2000},
            {"fill_count": "0.50", "remaining_count": "0.00", "last_updated_ts_ms": 3000},
        ]
        told = []
        for step in life:
            (event,) = decoder.decode(self.order(frame, **step), 1, 2)
            assert isinstance(event, OrderUpdate)
            told.append((event.action, event.order.size, event.order.matched, event.order.status))
        assert told == [
            (OrderAction.PLACEMENT, 2_000_000, 0, "resting"),
            (OrderAction.UPDATE, 2_000_000, 500_000, "resting"),
            (OrderAction.CANCELLATION, 2_000_000, 500_000, "canceled"),
        ]

    def test_an_order_first_seen_in_mid_life_is_no_placement(self, frame: Maker) -> None:
        raw = self.order(frame, fill_count="0.50", remaining_count="1.50", last_updated_ts_ms=2000)
        (event,) = KalshiStreamDecoder().decode(raw, 1, 2)
        assert isinstance(event, OrderUpdate)
        assert event.action is OrderAction.UPDATE
        assert (event.order.asset, event.order.price) == ("P", Decimal("5.3829"))

    def test_an_order_filled_at_once_is_executed(self, frame: Maker) -> None:
        raw = self.order(frame, fill_count="1.00", remaining_count="0.00")
        (event,) = KalshiStreamDecoder().decode(raw, 1, 2)
        assert isinstance(event, OrderUpdate)
        assert (event.action, event.order.status) == (OrderAction.PLACEMENT, "executed")


def test_a_perpetual_has_prints_and_no_book(frame: Maker) -> None:
    decoder = KalshiStreamDecoder()
    book = frame("orderbook_snapshot", 1, market_ticker="P", bid=[["4.8368", "3.00"]], ask=[])
    change = frame(
        "orderbook_delta", 2, market_ticker="P", side="bid", price="6.2330", delta="1.00"
    )
    trade = frame(
        "trade", 1, 2, trade_id="x", market_ticker="P", price="6.3661", count="1", taker_side="ask"
    )
    assert not decoder.decode(book, 1, 1)
    assert not decoder.decode(change, 2, 2)
    (event,) = decoder.decode(trade, 3, 3)
    assert isinstance(event, Trade)
    assert (event.asset, event.price, event.cell, event.side) == (
        "P", Decimal("6.3661"), NONE, Side.SELL,
    )  # fmt: skip


def test_a_determined_market_names_its_winner(frame: Maker) -> None:
    raw = frame(
        "market_lifecycle_v2", None, 3, market_ticker="T", event_type="determined", result="no"
    )
    assert list(KalshiStreamDecoder().decode(raw, 1, 2)) == [
        MarketResolved(seq=1, recv_us=2, market="T", winner="T:no"),
    ]
    created = frame("market_lifecycle_v2", None, 3, market_ticker="T", event_type="created")
    assert not KalshiStreamDecoder().decode(created, 1, 2)


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_type_that_layouts_believe_in_is_known(kind: str) -> None:
    raw = json.dumps({"type": kind, "msg": {}}).encode()
    with contextlib.suppress(ParseError):
        KalshiStreamDecoder().decode(raw, 1, 1)
        return
    with pytest.raises(ParseError) as refused:
        KalshiStreamDecoder().decode(raw, 1, 1)
    assert "is not known" not in str(refused.value)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b'"heartbeat"',
        b'{"type":"weather","sid":1,"seq":1,"msg":{}}',
        b'{"type":"subscribed","msg":{"channel":"trade"}}',
        b'{"type":"fill","sid":2,"msg":{"market_ticker":"T"}}',
        b'{"type":"trade","sid":2,"msg":{"market_ticker":"T","count":1,"yes_price":101}}',
        b'{"type":"trade","sid":2,"msg":{"market_ticker":"T","count":-1,"yes_price":50}}',
        b'{"type":"user_order","sid":2,"msg":{"order_id":"o","ticker":"T","side":"up"}}',
        b'{"type":"orderbook_snapshot","sid":1,"msg":{"market_ticker":"T","yes":[[0.5,1]]}}',
        b'{"type":"orderbook_snapshot","sid":1,"msg":{"market_ticker":"T","yes":[[5,"1e9"]]}}',
        b'{"type":"orderbook_snapshot","sid":1,"msg":{"market_ticker":"T","yes":[[5,'
        + b"9" * 15 + b"]]}}",
    ],
)  # fmt: skip
def test_what_is_not_of_the_form_is_a_parse_error(raw: bytes) -> None:
    with pytest.raises(ParseError):
        KalshiStreamDecoder().decode(raw, 1, 1)


@pytest.mark.parametrize(("price", "change"), [(None, "1"), ("0.5", None), ("0.12345", "1")])
def test_a_delta_that_says_too_little_is_a_parse_error(
    frame: Maker, snapshot: Maker, price: str | None, change: str | None
) -> None:
    decoder = KalshiStreamDecoder()
    decoder.decode(snapshot(1, yes=[["0.5", "1"]]), 1, 1)
    raw = frame(
        "orderbook_delta", 2, market_ticker="T", side="yes", price_dollars=price, delta_fp=change
    )
    with pytest.raises(ParseError):
        decoder.decode(raw, 2, 2)
