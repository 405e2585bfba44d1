"""One's own orders and fills: vectors F1 to F8 of polymarket-api.md 5.6, and the dirt of 5.2."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from gametape.errors import ParseError
from gametape.model.book import Side
from gametape.model.events import FillUpdate, OrderUpdate
from gametape.model.trading import Fill, FillStatus, OrderAction, Role
from gametape.venues.polymarket.user import UserDecoder

PSEUDONYM = "me-" + "0" * 33
WALLET = "0xabAbabABabABababABabababAbaBabABAbAbABAb"


def row(order: str, size: str, price: str, **fields: Any) -> dict[str, Any]:
    """A maker row, somebody else's unless `owner` says otherwise."""
    return {"order_id": order, "asset_id": "111", "side": "BUY", "matched_amount": size,
            "price": price, "owner": "key-other", "maker_address": "0x2", **fields}  # fmt: skip


def trade(trader_side: str | None, *rows: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "event_type": "trade",
        "type": "TRADE",
        "id": "T",
        "taker_order_id": "0xT",
        "market": "0xM",
        "asset_id": "111",
        "side": "SELL",
        "size": "15",
        "price": "0.50",
        "status": "MATCHED",
        "match_time": "1762776367",
        "last_update": "1762776436",
        "timestamp": "1762776436123",
        "outcome": "Yes",
        "owner": "key-other",
        "trade_owner": "key-other",
        "maker_address": "0x1",
        "transaction_hash": "0xH",
        "trader_side": trader_side,
        "maker_orders": list(rows),
        **fields,
    }


def fills(message: Any, decoder: UserDecoder | None = None) -> list[Fill]:
    events = (decoder or UserDecoder("key-me")).decode(json.dumps(message).encode(), 1, 9)
    return [event.fill for event in events if isinstance(event, FillUpdate)]


def brief(fill: Fill) -> tuple[str, str, str, int, Decimal, str]:
    shares, rest = divmod(fill.size, 1_000_000)
    assert rest == 0
    return (fill.order_id, fill.asset, fill.side, shares, fill.price, fill.role)


MINE: dict[str, Any] = {"owner": "key-me"}
F: dict[str, tuple[dict[str, Any], list[tuple[str, str, str, int, str, str]]]] = {
    "F1": (trade("TAKER"), [("0xT", "111", "SELL", 15, "0.50", "TAKER")]),
    "F2": (
        trade("MAKER", row("0xA", "5", "0.40", **MINE), row("0xB", "5", "0.35"),
              row("0xC", "5", "0.30", **MINE)),
        [("0xA", "111", "BUY", 5, "0.40", "MAKER"), ("0xC", "111", "BUY", 5, "0.30", "MAKER")],
    ),
    "F3": (
        trade("MAKER", row("0xA", "5", "0.6", **MINE), asset_id="222", side="BUY", size="5",
              price="0.4"),
        [("0xA", "111", "BUY", 5, "0.6", "MAKER")],
    ),
    "F4": (
        trade("MAKER", row("0xA", "5", "0.40", owner="website-key", maker_address=WALLET)),
        [("0xA", "111", "BUY", 5, "0.40", "MAKER")],
    ),
    "F5": (
        trade("MAKER", row("0xA", "5", "0.40", side=None, **MINE)),
        [("0xA", "111", "BUY", 5, "0.40", "MAKER")],
    ),
    "F6": (
        trade("MAKER", row("0xA", "5", "0.6", side=None, **MINE), asset_id="222", side="BUY",
              size="5", price="0.4"),
        [("0xA", "111", "BUY", 5, "0.6", "MAKER")],
    ),
    "F8": (
        trade("TAKER", row("0xN", "5", "0.99", asset_id="222"), row("0xY", "2", "0.02"),
              side="BUY", size="7", price="0.013"),
        [("0xT", "111", "BUY", 7, "0.013", "TAKER")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("vector", F)
def test_vectors(vector: str) -> None:
    message, expected = F[vector]
    decoder = UserDecoder("key-me", wallet=WALLET.lower())
    told = [brief(fill) for fill in fills(message, decoder)]
    assert told == [(*one[:4], Decimal(one[4]), one[5]) for one in expected]


def test_f7_a_trade_without_a_row_of_mine_gives_no_fill_and_says_so() -> None:
    for message in (trade("MAKER", row("0xB", "5", "0.35")), trade("MAKER", maker_orders=None)):
        with pytest.raises(ParseError, match="names no order known"):
            fills(message)


@pytest.mark.parametrize("vector", F)
def test_the_same_from_a_tape_alone(vector: str) -> None:
    """Redacted frames and no arguments: the pseudonym, and what earlier orders showed."""
    message, expected = F[vector]
    decoder = UserDecoder()
    order = {**ORDER, "id": "0xElse", "owner": "website-key", "maker_address": WALLET.upper()}
    decoder.decode(json.dumps(order).encode(), 1, 1)
    text = json.dumps(message).replace("key-me", PSEUDONYM)
    assert [fill.order_id for fill in fills(json.loads(text), decoder)] == [e[0] for e in expected]


def test_an_order_seen_makes_its_fill_mine() -> None:
    message = trade("MAKER", row("0xA", "5", "0.40", owner="k", maker_address=None))
    assert len(fills(message, UserDecoder(my_order_ids={"0xA"}))) == 1
    decoder = UserDecoder()
    decoder.decode(json.dumps({**ORDER, "id": "0xA", "owner": "x"}).encode(), 1, 1)
    assert len(fills(message, decoder)) == 1


def test_a_taker_fill_shows_which_wallet_is_mine() -> None:
    decoder = UserDecoder()
    fills(trade("TAKER", maker_address=WALLET), decoder)
    message = trade("MAKER", row("0xA", "5", "0.4", maker_address=WALLET.lower()))
    assert len(fills(message, decoder)) == 1


def test_a_trade_that_does_not_say_whose_it_is() -> None:
    (fill,) = fills(trade(None, owner="key-me"))
    assert fill.role is Role.TAKER
    (fill,) = fills(trade(None, row("0xA", "5", "0.4", **MINE)))
    assert fill.role is Role.MAKER


def test_a_fill_in_full() -> None:
    (fill,) = fills(trade("TAKER"))
    assert fill == Fill(
        trade_id="T",
        order_id="0xT",
        asset="111",
        market="0xM",
        side=Side.SELL,
        size=15_000_000,
        price=Decimal("0.50"),
        role=Role.TAKER,
        status=FillStatus.MATCHED,
        matched_us=1_762_776_367_000_000,
        precision_us=1_000_000,
        outcome="Yes",
        transaction="0xH",
    )
    (event,) = UserDecoder().decode(json.dumps(trade("TAKER")).encode(), 7, 8)
    assert (event.seq, event.recv_us, event.venue_us) == (7, 8, 1_762_776_436_123_000)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("MATCHED", FillStatus.MATCHED),
        ("MINED", FillStatus.MINED),
        ("CONFIRMED", FillStatus.CONFIRMED),
        ("RETRYING", FillStatus.RETRYING),
        ("FAILED", FillStatus.FAILED),
        ("TRADE_STATUS_CONFIRMED", FillStatus.CONFIRMED),
        ("TRADE_STATUS_MATCHED_NOT_BROADCASTED", FillStatus.MATCHED),
        ("confirmed", FillStatus.CONFIRMED),
    ],
)
def test_every_status_keeps_the_key(status: str, expected: FillStatus) -> None:
    (fill,) = fills(trade("TAKER", status=status))
    assert (fill.status, fill.key) == (expected, ("T", "0xT"))


def test_an_unknown_status_is_refused() -> None:
    with pytest.raises(ParseError, match="status 'SETTLED'"):
        fills(trade("TAKER", status="SETTLED"))


@pytest.mark.parametrize(
    ("fields", "matched_us", "precision_us"),
    [
        ({"match_time": 1762776367}, 1_762_776_367_000_000, 1_000_000),
        ({"match_time": "1762776367123"}, 1_762_776_367_123_000, 1000),
        ({"match_time": "2025-11-10T12:06:07Z"}, 1_762_776_367_000_000, 1_000_000),
        ({"match_time": "2025-11-10T12:06:07.25Z"}, 1_762_776_367_250_000, 1),
        ({"match_time": "", "matchtime": "1762776367"}, 1_762_776_367_000_000, 1_000_000),
        ({"match_time_nano": "1762776367123456789"}, 1_762_776_367_123_456, 1),
        ({"match_time": None}, 1_762_776_436_000_000, 1_000_000),
        ({"match_time": "", "last_update": None}, 1_762_776_436_123_000, 1000),
        ({"match_time": "", "last_update": "", "timestamp": ""}, 9, 1_000_000),
    ],
)
def test_the_match_time_in_all_its_forms(fields: Any, matched_us: int, precision_us: int) -> None:
    (fill,) = fills(trade("TAKER", **fields))
    assert (fill.matched_us, fill.precision_us) == (matched_us, precision_us)


ORDER: dict[str, Any] = {
    "event_type": "order",
    "type": "PLACEMENT",
    "id": "0xO",
    "market": "0xM",
    "asset_id": "111",
    "side": "BUY",
    "price": "0.53",
    "original_size": "20",
    "size_matched": "0",
    "status": "LIVE",
    "order_type": "GTC",
    "owner": "key-me",
    "order_owner": "key-me",
    "maker_address": "0xf39F",
    "outcome": "Yes",
    "expiration": "0",
    "associate_trades": None,
    "created_at": "1774377384",
    "timestamp": "1774378800285",
}


def update(decoder: UserDecoder | None = None, **fields: Any) -> OrderUpdate:
    raw = json.dumps({**ORDER, **fields}).encode()
    (event,) = (decoder or UserDecoder()).decode(raw, 1, 2)
    assert isinstance(event, OrderUpdate)
    return event


def test_an_order_in_full() -> None:
    event = update()
    order = event.order
    assert event.action is OrderAction.PLACEMENT
    assert event.venue_us == 1_774_378_800_285_000
    assert (order.order_id, order.asset, order.market, order.side) == ("0xO", "111", "0xM", "BUY")
    assert (order.price, order.size, order.matched) == (Decimal("0.53"), 20_000_000, 0)
    assert (order.status, order.order_type, order.outcome) == ("LIVE", "GTC", "Yes")
    assert order.created_us == 1_774_377_384_000_000


@pytest.mark.parametrize("created", ["1774377384", "1774377384000", 1774377384, 1774377384000])
def test_created_in_seconds_and_milliseconds(created: object) -> None:
    assert update(created_at=created).order.created_us == 1_774_377_384_000_000


def test_a_killed_order_in_the_venues_own_words() -> None:
    words = "CANCELED_order couldn't be fully filled. FOK orders are fully filled or killed."
    event = update(type="CANCELLATION", status=words, size_matched="", created_at="", outcome="",
                   order_type="FOK", associate_trades=[])  # fmt: skip
    assert event.action is OrderAction.CANCELLATION
    assert (event.order.status, event.order.matched) == (words, 0)
    assert event.order.created_us is None


def test_nothing_said_of_what_matched_is_what_was_known() -> None:
    decoder = UserDecoder()
    update(decoder, type="UPDATE", size_matched="7.5")
    assert update(decoder, type="CANCELLATION", size_matched="").order.matched == 7_500_000
    assert update(decoder, id="0xOther", size_matched="").order.matched == 0


def test_orders_without_event_type_or_status() -> None:
    assert update(event_type=None, expiration=None).order.status == "LIVE"
    assert update(status=None).order.status == ""
    assert update(price=0.53, original_size=20, size_matched=0).order.price == Decimal("0.53")


def test_rows_over_rest_are_the_same_orders() -> None:
    rest = {
        key: value for key, value in ORDER.items() if key not in ("event_type", "type", "timestamp")
    }
    rest.update(status="ORDER_STATUS_LIVE", created_at=1774377384)
    page = json.dumps({"data": [rest, {**rest, "id": "0xP"}], "next_cursor": "LTE="}).encode()
    first, second = UserDecoder().decode(page, 1, 2)
    assert isinstance(first, OrderUpdate)
    assert isinstance(second, OrderUpdate)
    assert first.order == update().order
    assert (first.action, first.venue_us) == (OrderAction.UPDATE, None)
    assert second.order.order_id == "0xP"


def test_a_trade_over_rest_is_the_same_fill() -> None:
    live = trade("MAKER", row("0xA", "5", "0.40", **MINE))
    rest = {
        key: value for key, value in live.items() if key not in ("event_type", "type", "timestamp")
    }
    rest.update(status="TRADE_STATUS_CONFIRMED", size="15.0000")
    (told,), (read,) = fills(live), fills({"data": [rest], "next_cursor": "LTE="})
    assert read.key == told.key
    assert (read.size, read.price, read.matched_us) == (told.size, told.price, told.matched_us)
    assert read.status is FillStatus.CONFIRMED


def test_frames_that_carry_nothing() -> None:
    assert UserDecoder().decode(b'"PONG"', 1, 1) == []
    assert UserDecoder().decode(b"[]", 1, 1) == []
    assert len(UserDecoder().decode(json.dumps([ORDER, trade("TAKER")]).encode(), 1, 1)) == 2


@pytest.mark.parametrize(
    "bad",
    ['"INVALID AUTH"', '{"event_type":"balance"}', "{}", "5", "null",
     json.dumps({**ORDER, "type": "REPLACEMENT"}), json.dumps({**ORDER, "side": "HOLD"}),
     json.dumps({**ORDER, "original_size": ""}), json.dumps({**ORDER, "price": "1.5"}),
     json.dumps(trade("TAKER", size=""))],
)  # fmt: skip
def test_what_is_not_understood_is_refused(bad: str) -> None:
    with pytest.raises(ParseError):
        UserDecoder().decode(bad.encode(), 1, 1)


def test_user_messages_survive_anything(
    survives: Callable[[Callable[[bytes], object], Sequence[bytes]], None],
) -> None:
    messages = [message for message, _ in F.values()]
    samples = [json.dumps(message).encode() for message in (*messages, ORDER, [ORDER])]
    samples.append(json.dumps({"data": [ORDER, messages[0]], "next_cursor": "x"}).encode())
    survives(lambda raw: UserDecoder("key-me", WALLET).decode(raw, 1, 1), samples)


CAPTURED = "polymarket/message_fixtures/nautilus/captured/ws_messages/"


def test_captured_fills(recording: Callable[[str], bytes]) -> None:
    """Facts 16 and 17 of the recordings: the own part is never the top level of a maker's trade."""
    decoder = UserDecoder()
    decoder.decode(recording(CAPTURED + "order_placement.json"), 1, 1)
    told = {}
    for number in (1, 2, 3, 4):
        message = json.loads(recording(f"{CAPTURED}user_trade{number}.json"))
        told[number] = [
            (fill.role, fill.side, fill.size // 10**6, str(fill.price), fill.status)
            for fill in fills(message, decoder)
        ]
    assert told[1] == [("MAKER", "SELL", 5, "0.518", "MINED")]
    assert told[2] == [("TAKER", "BUY", 5, "0.52", "MATCHED")]
    assert told[3] == [("MAKER", "BUY", 5, "0.513", "CONFIRMED")]
    assert told[4] == [
        ("MAKER", "BUY", 5, "0.4", "CONFIRMED"),
        ("MAKER", "BUY", 5, "0.3", "CONFIRMED"),
    ]


def test_both_sides_of_one_captured_match(recording: Callable[[str], bytes]) -> None:
    """Fact 18: buyers of both outcomes meet; each side's own row has its own token and price."""
    folder = "polymarket/message_fixtures/polypy/stream/data/test_trade_info_"
    me = "000000000-0000-0000-0000-000000000000"
    (taken,) = fills(json.loads(recording(folder + "taker_buy_matched.json")), UserDecoder(me))
    (made,) = fills(json.loads(recording(folder + "maker_buy_matched.json")), UserDecoder(me))
    assert (taken.side, taken.price, taken.role) == ("BUY", Decimal("0.6"), Role.TAKER)
    assert (made.side, made.price, made.role) == ("BUY", Decimal("0.6"), Role.MAKER)
    assert made.asset.startswith("95786924372760057572")
    (part,) = fills(json.loads(recording(folder + "partitioned_maker_fill.json")), UserDecoder(me))
    assert (part.size, part.price) == (7_000_000, Decimal("0.013"))


def test_every_published_user_message_is_read(recording: Callable[[str], bytes]) -> None:
    folder = "polymarket/message_fixtures/nautilus/adapter_test_data/"
    names = ["cancellation", "fok_killed", "matched", "msg", "placement", "update", "venue_cancel"]
    paths = [f"ws_user_order_{name}.json" for name in names]
    paths += ["ws_user_trade.json", "ws_user_trade_msg.json", "http_trade_report.json"]
    paths += ["http_trades_page.json", "http_open_orders_page.json", "http_open_order.json"]
    for path in paths:
        assert UserDecoder().decode(recording(folder + path), 1, 1), path
