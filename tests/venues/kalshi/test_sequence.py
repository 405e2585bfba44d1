"""Holes in the sequence: found, named, and survived by nothing but a snapshot."""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.book import OrderBook, Side
from gametape.model.events import BookSnapshot, Event, Gap, LevelChange
from gametape.model.foreign import ForeignFile
from gametape.model.grid import UNIFORM
from gametape.replay.state import SessionState
from gametape.venues.kalshi.stream import KalshiStreamDecoder

Maker = Callable[..., bytes]

BOOK = {"yes": [["0.40", "5"]], "no": [["0.50", "5"]]}


def gaps(events: Sequence[Event]) -> list[tuple[int, int, tuple[str, ...]]]:
    return [(e.from_us, e.to_us, e.scope) for e in events if isinstance(e, Gap)]


def test_a_missing_number_is_a_hole_since_the_last_good_message(
    snapshot: Maker, delta: Maker
) -> None:
    decoder = KalshiStreamDecoder()
    decoder.decode(snapshot(1, "A", **BOOK), 1, 10)
    decoder.decode(snapshot(2, "B", **BOOK), 2, 20)
    gap, change = decoder.decode(delta(5, "yes", "0.40", "1", "A"), 3, 30)
    assert isinstance(gap, Gap)
    assert gaps([gap]) == [(20, 30, ("A:yes", "B:yes"))]
    assert gap.cause == "messages 3 to 4 of Kalshi subscription 1 missing or unreadable"
    assert isinstance(change, LevelChange)
    assert not gaps(decoder.decode(delta(6, "yes", "0.40", "1", "A"), 4, 40))


def test_a_hole_between_messages_of_one_instant_has_a_length(snapshot: Maker, delta: Maker) -> None:
    decoder = KalshiStreamDecoder()
    decoder.decode(snapshot(1, "A", **BOOK), 1, 10)
    gap, _ = decoder.decode(delta(5, "yes", "0.40", "1", "A"), 2, 10)
    assert gaps([gap]) == [(9, 10, ("A:yes",))]  # without one it would mean: no longer subscribed


def test_the_fold_believes_a_book_again_after_its_snapshot(snapshot: Maker, delta: Maker) -> None:
    decoder, state = KalshiStreamDecoder(), SessionState()
    believed = []
    for us, raw in enumerate(
        [
            snapshot(1, "A", **BOOK),
            snapshot(2, "B", **BOOK),
            delta(4, "yes", "0.40", "1", "A"),
            delta(5, "yes", "0.40", "1", "A"),
            snapshot(6, "A", **BOOK),
        ]
    ):
        state.apply("k#1", decoder.grid, us, us, decoder.decode(raw, us, us))
        believed.append([book.valid for book in map(state.book, ("A:yes", "B:yes")) if book])
    assert believed == [[True], [True, True], [False, False], [False, False], [True, False]]


def test_a_repeat_is_not_applied_twice(snapshot: Maker, delta: Maker) -> None:
    decoder = KalshiStreamDecoder()
    decoder.decode(snapshot(1, **BOOK), 1, 1)
    raw = delta(2, "yes", "0.40", "1")
    (change,) = decoder.decode(raw, 2, 2)
    assert not decoder.decode(raw, 3, 3)
    (after,) = decoder.decode(delta(3, "yes", "0.40", "1"), 4, 4)
    assert isinstance(change, LevelChange)
    assert isinstance(after, LevelChange)
    assert (change.size, after.size) == (6_000_000, 7_000_000)


def test_a_new_count_from_one_is_a_hole(snapshot: Maker, delta: Maker) -> None:
    decoder = KalshiStreamDecoder()
    decoder.decode(snapshot(1, **BOOK), 1, 10)
    decoder.decode(delta(2, "yes", "0.40", "1"), 2, 20)
    gap, book = decoder.decode(snapshot(1, **BOOK), 3, 90)
    assert gaps([gap]) == [(20, 90, ("T:yes",))]
    assert isinstance(book, BookSnapshot)
    (change,) = decoder.decode(delta(2, "yes", "0.40", "1"), 4, 91)
    assert isinstance(change, LevelChange)
    assert change.size == 6_000_000


def test_a_new_subscription_is_a_hole_of_the_old_one(snapshot: Maker, subscribed: Maker) -> None:
    decoder = KalshiStreamDecoder()
    hello = subscribed("orderbook_delta", 1)
    assert not decoder.decode(hello, 0, 5)
    decoder.decode(snapshot(1, **BOOK), 1, 10)
    assert gaps(decoder.decode(hello, 2, 70)) == [(10, 70, ("T:yes",))]
    assert not gaps(decoder.decode(snapshot(1, **BOOK), 3, 71))


def test_a_channel_without_books_breaks_no_book(
    frame: Maker, snapshot: Maker, subscribed: Maker
) -> None:
    decoder = KalshiStreamDecoder()
    decoder.decode(subscribed("trade", 2), 0, 1)
    decoder.decode(snapshot(1, **BOOK), 1, 2)
    trade = {"market_ticker": "T", "yes_price": 50, "count": 1}
    decoder.decode(frame("trade", 1, 2, **trade), 2, 3)
    hole = decoder.decode(frame("trade", 3, 2, **trade), 3, 4)
    assert gaps(hole) == [(3, 4, ("kalshi.trade#2",))]


def test_acknowledgements_count_and_say_what_is_covered(
    frame: Maker, snapshot: Maker, delta: Maker
) -> None:
    decoder = KalshiStreamDecoder()
    decoder.decode(frame("ok", 1, market_tickers=["A", "B"]), 1, 1)
    decoder.decode(snapshot(2, "A", **BOOK), 2, 2)
    # B's snapshot is what is missing: the hole concerns it although nothing was heard of it.
    assert gaps(decoder.decode(delta(4, "yes", "0.40", "1", "A"), 3, 3)) == [
        (2, 3, ("A:yes", "B:yes"))
    ]
    dropped = decoder.decode(frame("ok", 5, market_tickers=["B"]), 4, 4)
    assert gaps(dropped) == [(4, 4, ("A:yes",))]
    assert not decoder.decode(delta(6, "yes", "0.40", "1", "A"), 5, 5)
    snapped = decoder.decode(snapshot(7, "B", **BOOK), 6, 6)
    assert gaps(decoder.decode(frame("unsubscribed", 8), 7, 7)) == [(7, 7, ("B:yes",))]
    assert not gaps(snapped)


def test_a_level_below_zero_proves_that_something_was_missed(snapshot: Maker, delta: Maker) -> None:
    decoder = KalshiStreamDecoder()
    decoder.decode(snapshot(1, **BOOK), 1, 10)
    gap, change = decoder.decode(delta(2, "no", "0.50", "-6"), 2, 20)
    assert gaps([gap]) == [(10, 20, ("T:yes",))]
    assert isinstance(change, LevelChange)
    assert (change.side, change.cell, change.size) == (Side.SELL, 5000, 0)
    assert not gaps(decoder.decode(delta(3, "no", "0.50", "-6"), 3, 30))


def test_an_unreadable_message_is_a_hole_for_the_next(snapshot: Maker, delta: Maker) -> None:
    decoder = KalshiStreamDecoder()
    decoder.decode(snapshot(1, **BOOK), 1, 10)
    with pytest.raises(ParseError, match="multiple of 1/10000"):
        decoder.decode(delta(3, "yes", "0.123456", "1"), 2, 20)
    assert gaps(decoder.decode(delta(4, "yes", "0.40", "1"), 3, 30)) == [(10, 30, ("T:yes",))]


Change = tuple[str, int, int]


@given(
    start=st.dictionaries(
        st.tuples(st.sampled_from(["yes", "no"]), st.integers(1, 9_999)),
        st.integers(1, 10**12),
        max_size=20,
    ),
    steps=st.lists(
        st.tuples(st.integers(0, 50), st.integers(0, 10**9), st.booleans()), max_size=40
    ),
)
def test_snapshot_and_deltas_are_the_same_as_adding_up(
    start: dict[tuple[str, int], int], steps: list[tuple[int, int, bool]]
) -> None:
    def text(millionths: int) -> str:
        whole, fraction = divmod(millionths, 1_000_000)
        return f"{whole}.{fraction:06d}"

    def dollars(cell: int) -> str:
        return f"0.{cell:04d}"

    sides: dict[str, list[list[str]]] = {"yes": [], "no": []}
    for (side, cell), size in start.items():
        sides[side].append([dollars(cell), text(size)])
    ladders = {f"{side}_dollars_fp": levels for side, levels in sides.items()}
    first = {"type": "orderbook_snapshot", "sid": 1, "seq": 1}
    messages = [{**first, "msg": {"market_ticker": "T", **ladders}}]
    sums = dict(start)
    keys = [*start, ("yes", 100), ("no", 100)]
    for number, (which, amount, down) in enumerate(steps, start=2):
        key = keys[which % len(keys)]
        change = -min(amount, sums.get(key, 0)) if down else amount
        sums[key] = sums.get(key, 0) + change
        msg = {
            "market_ticker": "T", "side": key[0], "price_dollars": dollars(key[1]),
            "delta_fp": f"{'-' if change < 0 else ''}{text(abs(change))}",
        }  # fmt: skip
        messages.append({"type": "orderbook_delta", "sid": 1, "seq": number, "msg": msg})

    decoder = KalshiStreamDecoder()
    # Whatever the book, nobody may conclude from it how NO is priced: it is said beforehand.
    decoder.decode(b'{"id":1,"cmd":"subscribe","params":{}}', 0, 0)
    decoder.decode(b'{"type":"subscribed","id":1,"msg":{"channel":"b","sid":1}}', 0, 0)
    book = OrderBook(UNIFORM.cells)
    for message in messages:
        for event in decoder.decode(json.dumps(message).encode(), 1, 1):
            if isinstance(event, BookSnapshot):
                book.replace(event.bids, event.asks)
            else:
                assert isinstance(event, LevelChange)
                book.set_level(event.side, event.cell, event.size)
    expected = {key: size for key, size in sums.items() if size}
    bids = {("yes", cell): size for cell, size in book.bids()}
    asks = {("no", 10_000 - cell): size for cell, size in book.asks()}
    assert {**bids, **asks} == expected


def numbered(line: bytes) -> int | None:
    message: dict[str, Any] = json.loads(line)
    return message.get("seq") if message.get("sid") == 1 else None


@pytest.mark.parametrize("seed", range(4))
def test_deleted_lines_of_a_real_session_leave_exactly_their_holes(
    recording: Callable[[str], ForeignFile], seed: int
) -> None:
    lines = [line for line in recording("ws_session_with_fills/session.jsonl").lines() if line]
    assert [n for n in map(numbered, lines) if n] == list(range(1, 2895))
    chance = random.Random(seed)
    doomed = set(chance.sample([n for n in map(numbered, lines) if n], 25))
    kept = [line for line in lines if numbered(line) not in doomed]

    expected = []
    last = 0
    for number in filter(None, map(numbered, kept)):
        if number != last + 1:
            missing = (last + 1, number - 1)
            expected.append(missing)
        last = number

    decoder, state = KalshiStreamDecoder(), SessionState()
    found = []
    for us, line in enumerate(kept):
        events = decoder.decode(line, us, us)
        state.apply("k#1", decoder.grid, us, us, events)
        for gap in (event for event in events if isinstance(event, Gap)):
            if "below zero" not in gap.cause:
                words = gap.cause.split()
                numbers = [int(word) for word in words if word.isdigit()][:-1]
                found.append((numbers[0], numbers[-1]))
    assert found == expected
    snapped = [json.loads(line) for line in lines if b"orderbook_snapshot" in line]
    last_hole = expected[-1][1]
    for message in snapped:
        held = state.book(message["msg"]["market_ticker"] + ":yes")
        assert held is None or held.valid == (message["seq"] > last_hole)
