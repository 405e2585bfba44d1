"""The book as `gametape book --json` prints it."""

from __future__ import annotations

import json

import msgspec

from gametape.model.book import Side
from gametape.model.grid import UNIFORM
from gametape.model.odds import ODDS
from gametape.replay.bookview import view_book
from gametape.replay.gathering import Hole
from gametape.replay.state import AssetBook

KEYS = ["session", "market", "asset", "at_us", "seq", "valid", "reason", "bids", "asks"]
KEYS += ["mid", "spread", "depth_bid_5", "depth_ask_5", "question", "outcome"]


def held(valid: bool = True) -> AssetBook:
    found = AssetBook("yes", "feed#1", UNIFORM)
    for rank in range(7):
        found.book.set_level(Side.BUY, 5200 - 100 * rank, (rank + 1) * 1_000_000)
    found.book.set_level(Side.SELL, 5350, 1_420_500_000)
    found.market, found.seq = "0xc0ffee", 41
    found.valid, found.reason = valid, "" if valid else "connection down"
    return found


def printed(book: AssetBook | None, depth: int = 2, hole: Hole | None = None) -> dict[str, object]:
    view = view_book(book, "made", "0xc0ffee", "yes", 99, depth, hole)
    found: dict[str, object] = json.loads(msgspec.json.encode(view))
    return found


def test_the_contract() -> None:
    assert printed(held()) == {
        "session": "made",
        "market": "0xc0ffee",
        "asset": "yes",
        "at_us": 99,
        "seq": 41,
        "valid": True,
        "reason": "",
        "bids": [["0.52", "1"], ["0.51", "2"]],
        "asks": [["0.535", "1420.5"]],
        "mid": "0.5275",
        "spread": "0.015",
        "depth_bid_5": "15",
        "depth_ask_5": "1420.5",
        "question": "",
        "outcome": "",
    }
    assert list(printed(held())) == KEYS


def test_depth_zero_shows_all() -> None:
    bids = printed(held(), depth=0)["bids"]
    assert isinstance(bids, list)
    assert len(bids) == 7


def test_an_asset_without_a_book_has_all_keys_too() -> None:
    found = printed(None)
    assert list(found) == KEYS
    assert (found["valid"], found["seq"], found["bids"], found["mid"]) == (False, None, [], None)
    assert found["reason"] == "no book of this asset by then"


def test_doubt_says_why_and_still_shows_the_levels() -> None:
    assert printed(held(valid=False))["reason"] == "connection down"
    found = printed(held(), hole=Hole(1, 200, "feed frozen"))
    assert (found["valid"], found["reason"]) == (False, "hole: feed frozen")
    assert found["bids"] == [["0.52", "1"], ["0.51", "2"]]


def test_an_empty_side_has_no_mid() -> None:
    one_sided = held()
    one_sided.book.set_level(Side.SELL, 5350, 0)
    found = printed(one_sided)
    assert (found["mid"], found["spread"], found["depth_ask_5"]) == (None, None, "0")


def test_betfair_shows_its_own_ladders_too() -> None:
    runner = AssetBook("1.1:7", "betfair.stream#1", ODDS)
    back, lay = ODDS.cell("1.8"), ODDS.cell("1.82")
    runner.book.set_level(Side.SELL, back, ODDS.size(back, 28905))
    runner.book.set_level(Side.BUY, lay, ODDS.size(lay, 1000))
    runner.valid = True
    assert printed(runner)["native"] == {
        "available_to_back": [["1.8", "289.05"]],
        "available_to_lay": [["1.82", "10"]],
    }
