"""The venue's book hash: the reference's vectors, real messages, and what a miss means."""

import ast
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.venues.polymarket.hashes import BookHasher, HashResult

MARKET, YES, NO = "0x" + "ab" * 32, "7" * 77, "8" * 77
Levels = dict[str, str]


def sha1(body: dict[str, Any]) -> str:
    text = json.dumps(body, separators=(",", ":"))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def levels(side: Levels, falling: bool) -> list[dict[str, str]]:
    order = sorted(side, key=float, reverse=falling)
    return [{"price": price, "size": side[price]} for price in order]


class Venue:
    """A book that hashes itself as the venue does, from the whole book each time."""

    def __init__(self, asset: str = YES, **facts: Any) -> None:
        self.asset = asset
        self.bids: Levels = {"0.4": "100", "0.3": "7.52"}
        self.asks: Levels = {"0.6": "100", "0.99": "5000"}
        self.now = 1_786_845_515_154
        self.facts = {"min_order_size": "5", "tick_size": "0.01", "neg_risk": False,
                      "last_trade_price": "0.500"} | facts  # fmt: skip

    def body(self, earlier_ms: int = 0) -> dict[str, Any]:
        return {
            "market": MARKET, "asset_id": self.asset, "timestamp": str(self.now - earlier_ms),
            "hash": "", "bids": levels(self.bids, False), "asks": levels(self.asks, True),
            **self.facts,
        }  # fmt: skip

    def book(self, **more: Any) -> bytes:
        seen = self.body() | {"hash": sha1(self.body()), "event_type": "book"} | more
        hidden = ("min_order_size", "neg_risk", "last_trade_price", "tick_size")
        return json.dumps({k: v for k, v in seen.items() if k not in hidden or k in more}).encode()

    def rest(self) -> bytes:
        return json.dumps(self.body() | {"hash": sha1(self.body())}).encode()

    def change(self, side: str, price: str, size: str, earlier_ms: int = 0) -> bytes:
        half = self.bids if side == "BUY" else self.asks
        half.pop(price, None)
        if float(size):
            half[price] = size
        self.now += 40
        entry = {"asset_id": self.asset, "price": price, "size": size, "side": side,
                 "hash": sha1(self.body(earlier_ms)), "best_bid": "", "best_ask": ""}  # fmt: skip
        message = {"event_type": "price_change", "market": MARKET, "price_changes": [entry]}
        return json.dumps(message | {"timestamp": str(self.now)}).encode()

    def print(self, price: str) -> bytes:
        return json.dumps({"event_type": "last_trade_price", "market": MARKET, "price": price,
                           "asset_id": self.asset, "size": "1", "side": "BUY",
                           "timestamp": str(self.now)}).encode()  # fmt: skip


H1 = {
    "market": "0xaabbcc", "asset_id": "100", "timestamp": "123456789", "hash": "",
    "bids": [{"price": "0.3", "size": "100"}, {"price": "0.4", "size": "100"}],
    "asks": [{"price": "0.6", "size": "100"}, {"price": "0.7", "size": "100"}],
    "min_order_size": "100", "tick_size": "0.01", "neg_risk": False, "last_trade_price": "0.5",
}  # fmt: skip
NINE = {key: H1[key] for key in list(H1)[:9]}
SIX = {key: H1[key] for key in list(H1)[:6]}
VECTORS: list[tuple[dict[str, Any], str]] = [
    (H1, "0458ea5755c9f73d64a14636fa5c36ed460ec394"),
    (NINE, "5186db3f47a5fca7025410fd4280d0f99010fad8"),
    (SIX, "b706d07433c58b8a026a98699956341cf72e08c5"),
    (H1 | {"timestamp": "123456790", "bids": [{"price": "0.3", "size": "100"}]},
     "65bc13fa919063ace2278995825b5149a906079b"),
    (H1 | {"bids": [{"price": "0.3", "size": "100.0"}, {"price": "0.4", "size": "100"}]},
     "7dfc2494967147987ac0ca27985860d3d1afb7c5"),
    (H1 | {"bids": [], "asks": [], "last_trade_price": ""},
     "6948261b907ad81475285e1f929d4013aec07795"),
    (H1 | {"neg_risk": True, "min_order_size": "5"}, "b0cd59e5ba7449c9d44ccea3f10d8afab3ba91e8"),
    (H1 | {"bids": [{"price": "0.4", "size": "100"}, {"price": "0.3", "size": "100"}]},
     "6e5952b53d315141d715c23f0d4eec681b854584"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "stated"), VECTORS, ids=[f"H{n}" for n in range(1, 9)])
def test_vectors_of_the_reference(body: dict[str, Any], stated: str) -> None:
    raw = json.dumps(body | {"hash": stated}).encode()
    assert BookHasher().check(raw) == HashResult(1, 1, {"100": True})
    assert BookHasher().check(raw) == HashResult(1, 1, {"100": True})
    wrong = json.dumps(body | {"hash": stated[::-1]}).encode()
    assert BookHasher().check(wrong) == HashResult(1, 0, {body["asset_id"]: False})


def test_vector_h4_is_h1_after_its_change() -> None:
    hasher = BookHasher()
    hasher.check(json.dumps(H1 | {"hash": VECTORS[0][1]}).encode())
    entry = {"asset_id": "100", "price": "0.4", "size": "0", "side": "BUY", "hash": VECTORS[3][1]}
    change = {"event_type": "price_change", "market": "0xaabbcc", "timestamp": "123456790",
              "price_changes": [entry]}  # fmt: skip
    assert hasher.check(json.dumps(change).encode()) == HashResult(1, 1, {"100": True})


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["BUY", "SELL"]),
        st.integers(1, 99).map(lambda cents: f"{cents / 100:g}"),
        st.sampled_from(["0", "5", "7.52", "100.0"]),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(CHANGES, st.sampled_from([{}, {"neg_risk": True, "tick_size": "0.001"}]))
def test_every_change_of_a_whole_stream_is_proved(
    changes: list[tuple[str, str, str]], facts: dict[str, Any]
) -> None:
    venue, hasher = Venue(**facts), BookHasher()
    assert hasher.check(venue.book(last_trade_price="0.500")) == HashResult(1, 1, {YES: True})
    for side, price, size in changes:
        assert hasher.check(venue.change(side, price, size)) == HashResult(1, 1, {YES: True})
    assert hasher.checked == hasher.matched == 1 + len(changes)


def test_a_missed_message_shows_at_the_next_change_and_ends_with_the_next_book() -> None:
    venue, hasher = Venue(), BookHasher()
    hasher.check(venue.book(last_trade_price="0.500"))
    venue.change("BUY", "0.35", "9")
    assert hasher.check(venue.change("BUY", "0.4", "1")) == HashResult(1, 0, {YES: False})
    assert hasher.check(venue.change("BUY", "0.35", "0")) == HashResult(1, 1, {YES: True})
    venue.change("SELL", "0.7", "3")
    for _ in range(8):
        assert hasher.check(venue.change("BUY", "0.4", "2")) == HashResult(1, 0, {YES: False})
    assert hasher.check(venue.book()) == HashResult(1, 1, {YES: True})
    assert hasher.check(venue.change("BUY", "0.4", "3")) == HashResult(1, 1, {YES: True})


def test_nothing_is_checked_without_a_book_or_after_a_hole() -> None:
    venue, hasher = Venue(), BookHasher()
    assert hasher.check(venue.change("BUY", "0.4", "1")) is None
    hasher.check(venue.book(last_trade_price="0.500"))
    hasher.forget([YES])
    assert hasher.check(venue.change("BUY", "0.4", "2")) is None
    hasher.check(venue.book())
    hasher.forget()
    assert hasher.check(venue.change("BUY", "0.4", "3")) is None
    assert hasher.matched == hasher.checked == 2


def test_a_sample_keeps_the_book_right_between_its_checks() -> None:
    venue, hasher = Venue(), BookHasher()
    hasher.check(venue.book(last_trade_price="0.500"))
    results = [
        hasher.check(venue.change("BUY", "0.4", f"{n + 1}"), changes=n % 4 == 3) for n in range(12)
    ]
    assert [result for result in results if result] == [HashResult(1, 1, {YES: True})] * 3


def test_a_price_that_prints_only_later_proves_the_change_late() -> None:
    venue, hasher = Venue(), BookHasher()
    hasher.check(venue.book(last_trade_price="0.500"))
    venue.facts["last_trade_price"] = "0.620"
    assert hasher.check(venue.change("SELL", "0.6", "88")) == HashResult(1, 0, {YES: False})
    venue.now += 88
    assert hasher.check(venue.print("0.62")) == HashResult(checked=0, matched=1)
    assert hasher.check(venue.change("SELL", "0.6", "87")) == HashResult(1, 1, {YES: True})
    assert hasher.checked == hasher.matched == 3


def test_a_price_that_prints_too_late_proves_nothing() -> None:
    venue, hasher = Venue(), BookHasher()
    hasher.check(venue.book(last_trade_price="0.500"))
    venue.facts["last_trade_price"] = "0.620"
    hasher.check(venue.change("SELL", "0.6", "88"))
    venue.now += 60_000
    assert hasher.check(venue.print("0.62")) is None


def test_one_unmirrored_last_price_serves_both_tokens() -> None:
    yes, no, hasher = Venue(), Venue(asset=NO), BookHasher()
    hasher.check(yes.book(last_trade_price="0.500"))
    assert hasher.check(no.book()) == HashResult(1, 1, {NO: True})
    for venue in (yes, no):
        venue.facts["last_trade_price"] = "0.820"
    hasher.check(yes.print("0.82"))
    assert hasher.check(no.change("BUY", "0.1", "4")) == HashResult(1, 1, {NO: True})


@pytest.mark.parametrize("earlier_ms", [1, 8, 15])
def test_a_stamp_a_few_milliseconds_earlier_is_found(earlier_ms: int) -> None:
    venue, hasher = Venue(), BookHasher()
    hasher.check(venue.book(last_trade_price="0.500"))
    assert hasher.check(venue.change("BUY", "0.4", "1", earlier_ms)) == HashResult(
        1, 1, {YES: True}
    )


def test_rules_that_no_guess_would_find_are_learnt() -> None:
    facts: dict[str, Any] = {"min_order_size": "15", "tick_size": "0.0025", "neg_risk": True}
    venue, hasher = Venue(**facts), BookHasher()
    assert hasher.check(venue.book()) == HashResult(1, 0, {YES: False})
    # A book that states them is proved, and the one before it too.
    assert hasher.check(venue.rest()) == HashResult(1, 2, {YES: True})
    assert hasher.check(venue.change("BUY", "0.4", "1")) == HashResult(1, 1, {YES: True})
    told = BookHasher()
    told.learn_rules(MARKET, "15", "0.0025", neg_risk=True)
    assert told.check(venue.book(last_trade_price="0.500")) == HashResult(1, 1, {YES: True})


def test_a_new_tick_enters_the_hash() -> None:
    venue, hasher = Venue(), BookHasher()
    hasher.check(venue.book(last_trade_price="0.500"))
    venue.facts["tick_size"] = "0.0025"
    tick = {"event_type": "tick_size_change", "market": MARKET, "asset_id": YES,
            "old_tick_size": "0.01", "new_tick_size": "0.0025", "timestamp": "1"}  # fmt: skip
    hasher.check(json.dumps(tick).encode())
    assert hasher.check(venue.change("BUY", "0.4025", "1")) == HashResult(1, 1, {YES: True})


def test_only_parse_errors_come_out(
    survives: Callable[[Callable[[bytes], object], Sequence[bytes]], None],
) -> None:
    venue, hasher = Venue(), BookHasher()
    samples = [venue.book(), venue.change("BUY", "0.4", "1"), venue.print("0.5"), venue.rest()]
    survives(hasher.check, samples)


EXCERPT = "polymarket/ws_market_excerpt/session_btc_excerpt.jsonl"
POLYPY = "polymarket/message_fixtures/polypy/"


def messages(text: bytes) -> list[bytes]:
    """Messages of a fixture, whether its lines are JSON, Python literals, or remarks."""
    found = []
    for line in text.decode().splitlines():
        if line[:1] in ("{", "["):
            found.append(json.dumps(ast.literal_eval(line)).encode())
    return found


def test_the_recorded_excerpt_is_proved_whole(recording: Callable[[str], bytes]) -> None:
    hasher = BookHasher()
    books = changes = 0
    for line in recording(EXCERPT).splitlines():
        message = json.loads(line)["raw"]
        result = hasher.check(json.dumps(message).encode())
        assert result is not None
        assert all(result.assets.values())
        if message["event_type"] == "book":
            books += result.matched
        else:
            changes += result.matched
    assert (books, changes) == (2, 50)


def test_recorded_rest_books_carry_the_hash_of_the_change_before(
    recording: Callable[[str], bytes],
) -> None:
    found = messages(recording(POLYPY + "orderbook/data/messages_hash.txt"))
    assert len(found) == 5
    for change, rest in ((found[1], found[2]), (found[3], found[4])):
        stated = json.loads(change)["price_changes"][-1]["hash"]
        assert stated == json.loads(rest)["hash"]
        assert json.loads(change)["timestamp"] != json.loads(rest)["timestamp"]
        asset = json.loads(rest)["asset_id"]
        assert BookHasher().check(rest) == HashResult(1, 1, {asset: True})


def test_the_recorded_chains_of_2024_hold(recording: Callable[[str], bytes]) -> None:
    single = [0, 0]
    double = []
    for name in ("server_messages", "server_multi_book", "server_multiple_last_trade_price"):
        hasher = BookHasher()
        for raw in messages(recording(f"{POLYPY}stream/data/test_{name}.txt")):
            result = hasher.check(raw)
            entries = b"price_changes" in raw and json.loads(raw)["price_changes"]
            if not entries or result is None:
                continue
            if len(entries) == 1:
                single[0] += result.checked
                single[1] += result.matched
            else:
                double.append((result.checked, result.matched))
    assert single == [13, 13]
    assert double == [(2, 1)]


BOOK_FILES = [
    "hugompt/clob_book.json", "polycopy_rest/clob_orderbook_sample.json",
    "nautilus/adapter_test_data/clob_book_response.json",
    "nautilus/captured/http_responses/book.json", "nautilus/captured/ws_messages/book.json",
    "nautilus/captured/http_responses/orderbook_history.json",
    "nautilus/adapter_test_data/ws_market_book_msg.json",
    "nautilus/adapter_test_data/ws_book_snapshot.json",
    "polypy/orderbook/data/ws_msg_book_yes.json", "polypy/order/data/book_data_a.txt",
    "polypy/order/data/book_data_b.txt", "polypy/orderbook/data/messages_hash.txt",
    "ssmd/polymarket_book.jsonl", "polypy/stream/data/test_server_messages.txt",
    "polypy/stream/data/test_server_multi_book.txt",
    "polypy/stream/data/test_server_multiple_last_trade_price.txt",
    "polypy/stream/data/test_server_unknown_event_type.txt",
    "polypy/stream/data/test_server_wrong_asset_id.txt",
]  # fmt: skip


def books_in(text: bytes) -> list[dict[str, Any]]:
    try:
        found: list[Any] = [json.loads(text)]
    except ValueError:
        found = [json.loads(raw) for raw in messages(text)]
    flat = [one for item in found for one in (item if isinstance(item, list) else [item])]
    return [one.get("book", one) for one in flat
            if "bids" in one or "book" in one]  # fmt: skip


def test_recorded_books_recompute_except_the_edited_ones(
    recording: Callable[[str], bytes],
) -> None:
    matched: list[str] = []
    failed: list[str] = []
    for name in BOOK_FILES:
        for book in books_in(recording(f"polymarket/message_fixtures/{name}")):
            result = BookHasher().check(json.dumps(book).encode())
            if result is not None:
                (matched if result.matched else failed).append(f"{name} {book['hash']}")
    assert len({one.rpartition(" ")[2] for one in matched}) == 21
    assert (len(matched), len(failed)) == (27, 3)
    assert all(one.startswith("nautilus/") for one in failed)
