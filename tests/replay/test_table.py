"""Rows of the plain table: words, times and payloads of every kind of event."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from replay.made import FEED, T0, TWIN, Script, book, change, trade

from gametape.model.book import Side
from gametape.model.events import (
    BookSnapshot,
    Event,
    FillUpdate,
    GameEvent,
    Gap,
    LevelChange,
    OrderUpdate,
    PositionChange,
    TickChange,
    TopOfBook,
    Trade,
)
from gametape.model.frames import Kind
from gametape.model.grid import NONE, UNIFORM
from gametape.model.trading import ChangeKind, Fill, FillStatus, Order, OrderAction, Role
from gametape.replay.table import payload, rows, session_rows
from gametape.replay.words import WORDS, word_of
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

FILL = Fill(
    "t", "o", "yes", "m", Side.BUY, 5_500_000, Decimal("0.52"), Role.TAKER,
    FillStatus.MINED, 7, fee=12_500,
)  # fmt: skip
ORDER = Order("o", "yes", "m", Side.SELL, Decimal("0.5"), 20_000_000, 2_500_000, "LIVE")


def test_every_event_has_one_word() -> None:
    assert set(WORDS) == set(get_args(Event))
    assert len(set(WORDS.values())) == len(WORDS)


@pytest.mark.parametrize(
    ("event", "word", "expected"),
    [
        (
            BookSnapshot(seq=1, recv_us=2, asset="yes", bids=((5200, 1_000_000),), asks=()),
            "book",
            {"bids": [("0.52", "1")], "asks": []},
        ),
        (
            LevelChange(
                seq=1, recv_us=2, asset="yes", side=Side.BUY, cell=1, size=0, best_bid=NONE
            ),
            "price_change",
            {"price": "0.0001", "size": "0", "best_bid": "", "best_ask": None},
        ),
        (
            Trade(seq=1, recv_us=2, asset="yes", price=Decimal("0.013"), cell=130, size=7),
            "trade",
            {"price": "0.013", "size": "0.000007", "side": None},
        ),
        (
            TopOfBook(seq=1, recv_us=2, asset="yes", best_bid=5000, best_ask=5100),
            "best_bid_ask",
            {"best_bid": "0.5", "best_ask": "0.51"},
        ),
        (
            OrderUpdate(seq=1, recv_us=2, action=OrderAction.PLACEMENT, order=ORDER),
            "user_order",
            {"action": "PLACEMENT", "size": "20", "matched": "2.5", "price": "0.5"},
        ),
        (
            FillUpdate(seq=1, recv_us=2, fill=FILL),
            "user_fill",
            {"size": "5.5", "price": "0.52", "fee": "0.0125", "status": "MINED"},
        ),
        (
            PositionChange(
                seq=1,
                recv_us=2,
                change_id="c",
                kind=ChangeKind.SPLIT,
                market="m",
                asset="",
                size=2_500_000,
                cash=None,
                at_us=3,
            ),
            "user_position",
            {"kind": "SPLIT", "size": "2.5", "cash": None, "at_us": 3},
        ),
        (
            GameEvent(seq=1, recv_us=2, name="score", score="3-2"),
            "game_event",
            {"name": "score", "score": "3-2"},
        ),
        (
            TickChange(seq=1, recv_us=2, asset="yes", old=None, new=Decimal("0.001")),
            "tick_size_change",
            {"old": None, "new": "0.001"},
        ),
        (Gap(seq=1, recv_us=2, from_us=3, to_us=4, cause="x"), "gap", {"from_us": 3, "cause": "x"}),
    ],
)
def test_a_payload_is_the_events_own_fields_as_text(
    event: Event, word: str, expected: dict[str, object]
) -> None:
    found = payload(event, UNIFORM)
    assert word_of(event) == word
    assert {key: found[key] for key in expected} == expected
    assert "seq" not in found
    assert "recv_us" not in found
    msgspec.json.encode(found)


def test_rows_are_in_order_with_milliseconds_and_without_copies() -> None:
    script = Script()
    for name in (FEED, TWIN):
        script.link(0, "up", name)
    for name in (FEED, TWIN):
        script.frame(1, book(1, {"0.5": "1"}, {}), name)
        script.frame(2, change(2, ("yes", "BUY", "0.5", "2"), ("no", "SELL", "0.5", "2")), name)
        script.frame(3, trade(3, "0.5", "1"), name)
    found = list(rows("made", script.lines))
    assert [row.event_type for row in found] == [
        "link",
        "link",
        "book",
        "price_change",
        "price_change",
        "trade",
        "book",
    ]
    assert [row.sequence for row in found] == [0, 1, 2, 3, 3, 4, 5]
    assert found[-2].timestamp == T0 // 1000 + 3000
    assert {row.session_id for row in found} == {"made"}


def test_fills_that_only_the_wallet_tells_are_in_the_table_as_in_the_film(tmp_path: Path) -> None:
    wallet = "0x" + "ab" * 20
    maker = {
        "order_id": "0xA", "owner": "key-of-the-website", "maker_address": wallet.upper(),
        "asset_id": "yes", "matched_amount": "5", "price": "0.4", "side": "BUY",
    }  # fmt: skip
    fill = {
        "event_type": "trade", "id": "t", "market": "0xm", "asset_id": "yes", "side": "SELL",
        "size": "15", "price": "0.5", "status": "MATCHED", "match_time": "1762776367",
        "trader_side": "MAKER", "maker_orders": [maker],
    }  # fmt: skip
    folder = SessionFolder.create(tmp_path, "evening")
    Manifest(session="evening", venue="polymarket", title="", created_us=0, wallet=wallet).save(
        folder.manifest_path
    )
    with TapeWriter(folder) as tape:
        tape.append(Kind.USER, "polymarket.user#1", msgspec.json.encode(fill), T0)
    (row,) = [row for row in session_rows(folder) if row.event_type == "user_fill"]
    assert (row.session_id, row.payload["size"]) == ("evening", "5")
    folder.manifest_path.unlink()
    assert list(session_rows(folder)) == []  # nobody knows whose it is
