"""Books read over REST."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest

from gametape.errors import ParseError
from gametape.model.events import BookCheckpoint
from gametape.venues.polymarket.books import BooksDecoder

BOOK = {
    "market": "0xm",
    "asset_id": "1",
    "timestamp": "1782201457021",
    "hash": "f95f",
    "bids": [{"price": "0.01", "size": "1075"}, {"price": "0.49", "size": "65.5"}],
    "asks": [{"price": "0.99", "size": "1075"}, {"price": "0.51", "size": "72"}],
    "min_order_size": "5",
    "tick_size": "0.01",
    "neg_risk": False,
    "last_trade_price": "",
}


def read(body: object) -> list[BookCheckpoint]:
    events = BooksDecoder().decode(json.dumps(body).encode(), 3, 4)
    assert all(isinstance(event, BookCheckpoint) for event in events)
    return [event for event in events if isinstance(event, BookCheckpoint)]


def test_a_book_is_a_checkpoint() -> None:
    for body in (BOOK, [BOOK]):
        (event,) = read(body)
        assert event == BookCheckpoint(
            seq=3,
            recv_us=4,
            venue_us=1_782_201_457_021_000,
            asset="1",
            bids=((100, 1_075_000_000), (4900, 65_500_000)),
            asks=((9900, 1_075_000_000), (5100, 72_000_000)),
            market="0xm",
            hash="f95f",
        )


def test_empty_books_count() -> None:
    two = read([{**BOOK, "bids": [], "asks": []}, {**BOOK, "asset_id": "2"}])
    assert [(event.asset, len(event.bids)) for event in two] == [("1", 0), ("2", 2)]
    assert read([]) == []


@pytest.mark.parametrize(
    "body", [{"error": "No orderbook exists"}, {**BOOK, "bids": None}, [1], ""]
)
def test_what_is_no_book_is_refused(body: object) -> None:
    with pytest.raises(ParseError):
        read(body)


def test_books_survive_anything(
    survives: Callable[[Callable[[bytes], object], Sequence[bytes]], None],
) -> None:
    decoder = BooksDecoder()
    bodies = [json.dumps(BOOK).encode(), json.dumps([BOOK]).encode()]
    survives(lambda raw: decoder.decode(raw, 1, 1), bodies)


def test_recorded_books(recording: Callable[[str], bytes]) -> None:
    folder = "polymarket/message_fixtures/"
    for name in ("hugompt/clob_book.json", "polycopy_rest/clob_orderbook_sample.json"):
        raw = recording(folder + name)
        (event,) = BooksDecoder().decode(raw, 1, 1)
        assert isinstance(event, BookCheckpoint)
        sent = json.loads(raw)
        assert (len(event.bids), len(event.asks)) == (len(sent["bids"]), len(sent["asks"]))
        assert event.hash == sent["hash"]
        assert max(cell for cell, _ in event.bids) < min(cell for cell, _ in event.asks)
