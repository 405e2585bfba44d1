"""Parquet and SQLite recordings, read without changing them."""

import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gametape.errors import ParseError, UsageError
from gametape.model.book import Side
from gametape.model.decoder import Decoder
from gametape.model.events import (
    BookSnapshot,
    Event,
    MarketListed,
    RulesRead,
    TopOfBook,
    Trade,
)
from gametape.model.foreign import ForeignFile, Layout
from gametape.model.frames import Frame, Kind
from gametape.model.grid import NONE
from gametape.venues.polymarket.layouts.backfill import Backfill, BackfillDecoder
from gametape.venues.polymarket.layouts.btc_hf import BtcHf, BtcHfDecoder
from gametape.venues.polymarket.layouts.resolved_books import ResolvedBooks, ResolvedBooksDecoder

Foreign = Callable[[str, bytes], ForeignFile]
Recorded = Callable[[str], ForeignFile]
Load = Callable[[Layout, ForeignFile], tuple[list[Frame], list[str]]]
Decoded = Callable[[Decoder, Sequence[Frame]], tuple[list[Event], Counter[str]]]
Survives = Callable[[Callable[[bytes], object], Sequence[bytes]], None]

AT = 1_700_000_000_000


def parquet(rows: list[dict[str, Any]]) -> bytes:
    sink = BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue()


BOOK = {"market_id": "0xm", "ts": AT, "side": "UP", "bid_px": [0.57, 0.5], "bid_sz": [60.4, 1.0],
        "ask_px": [0.58], "ask_sz": [0.30000000000000004]}  # fmt: skip
MARKET = {"market_id": "0xm", "slug": "x-15m", "question": "Up?", "start_ts": AT,
          "end_ts": AT + 900_000, "outcome_up": "Up", "outcome_down": "Down",
          "payout_up": 1.0, "payout_down": 0.0}  # fmt: skip
PAYLOAD = {"price": 0.5899999221199791, "size": 4.237287, "side": "buy", "asset_id": "11",
           "timestamp": str(AT), "event_type": "last_trade_price", "market": "0xm"}  # fmt: skip
PRINT = {"local_ts": AT / 1000, "exchange_ts": AT / 1000, "msg_type": "trade", "asset_id": "0xm",
         "price": 0.59, "size": 4.2, "sequence_id": None, "side": "buy",
         "payload": json.dumps(PAYLOAD)}  # fmt: skip


def test_ladders_of_settled_markets(foreign: Foreign, load: Load, decoded: Decoded) -> None:
    empty = BOOK | {"side": "DOWN", "bid_px": [], "bid_sz": [], "ts": AT - 1000}
    crossed = BOOK | {"ask_px": [0.56], "ts": AT - 1000}
    frames, warnings = load(ResolvedBooks(), foreign("b.parquet", parquet([BOOK, empty, crossed])))
    events, refused = decoded(ResolvedBooksDecoder(), frames)
    book = events[0]
    assert isinstance(book, BookSnapshot)
    assert (book.asset, book.recv_us) == ("0xm:UP", AT * 1000)
    assert book.bids == ((5700, 60_400_000), (5000, 1_000_000))
    assert book.asks == ((5800, 300_000),)
    assert b"0.30000000000000004" in frames[0].raw
    assert not refused
    assert warnings == [
        "3 books, thinned by their publisher; crossed: 1, one-sided: 1.",
        "Times run back at 1 of 3 rows, at worst by 1,000 ms.",
    ]


def test_how_markets_ended(foreign: Foreign, load: Load, decoded: Decoded) -> None:
    rows = [MARKET, MARKET | {"payout_up": None, "payout_down": None}]
    frames, _ = load(ResolvedBooks(), foreign("m.parquet", parquet(rows)))
    assert [(frame.kind, frame.recv_us) for frame in frames] == [
        (Kind.RULES, (AT + 900_000) * 1000)
    ] * 2
    settled, pending = decoded(ResolvedBooksDecoder(), frames)[0]
    assert isinstance(settled, RulesRead)
    assert isinstance(pending, RulesRead)
    assert settled.rules.payouts == (Decimal(1), Decimal(0))
    assert [outcome.asset for outcome in settled.rules.outcomes] == ["0xm:UP", "0xm:DOWN"]
    assert settled.rules.game_start_us == AT * 1000
    assert (pending.rules.payouts, pending.rules.closed) == (None, None)


def test_recorded_ladders_end_on_the_winner(
    recorded: Recorded, load: Load, decoded: Decoded
) -> None:
    markets, _ = load(ResolvedBooks(), recorded("resolved_15m_books/markets.parquet"))
    paid: dict[str, tuple[Decimal, ...]] = {}
    for event in decoded(ResolvedBooksDecoder(), markets)[0]:
        assert isinstance(event, RulesRead)
        assert event.rules.payouts is not None
        paid[event.rules.market] = event.rules.payouts
    assert (len(paid), sum(payouts[0] == 1 for payouts in paid.values())) == (12, 9)
    frames, warnings = load(ResolvedBooks(), recorded("resolved_15m_books/books.parquet"))
    assert warnings == [
        "25,545 books, thinned by their publisher; crossed: 22, one-sided: 1,992.",
        "Times run back at 10 of 25,545 rows, at worst by 948,384 ms.",
    ]
    ends = {(frame.raw[:82], b'"side":"UP"' in frame.raw): frame for frame in frames}
    books = decoded(ResolvedBooksDecoder(), list(ends.values()))[0]
    last = {book.asset: book for book in books if isinstance(book, BookSnapshot)}
    assert len(last) == 24
    for market, payouts in paid.items():
        winner = last[f"{market}:{'UP' if payouts[0] == 1 else 'DOWN'}"]
        assert max(cell for cell, _ in winner.bids) in (9900, 9990)
        assert winner.asks == ()


def test_backfilled_prints(foreign: Foreign, load: Load, decoded: Decoded) -> None:
    frames, warnings = load(Backfill(), foreign("g.parquet", parquet([PRINT, PRINT])))
    events, refused = decoded(BackfillDecoder(), frames)
    trade = events[0]
    assert isinstance(trade, Trade)
    assert (trade.asset, trade.market, trade.side) == ("11", "0xm", Side.BUY)
    assert (trade.price, trade.cell) == (Decimal("0.5899999221199791"), NONE)
    assert (trade.size, trade.venue_us) == (4_237_287, AT * 1000)
    assert json.loads(frames[0].raw) == PRINT
    assert not refused
    assert warnings == [
        "Receive time equals venue time on 2 of 2 rows: filled in afterwards, not received then.",
        "2 rows have no sequence number: holes cannot be seen.",
        "1 of 2 rows repeat an earlier one exactly; they are kept.",
    ]


@pytest.mark.parametrize(
    ("path", "rows", "repeats"),
    [
        ("vps_march2026/processed/2026-03-12", 50_000, 27_600),
        ("vps_march2026_parquet/2026-03-04", 31_000, 3_596),
    ],
)
def test_recorded_backfills_tell_their_repeats(
    recorded: Recorded, load: Load, path: str, rows: int, repeats: int
) -> None:
    file = recorded(f"known_bad/backfilled_duplicates/{path}/general.parquet")
    frames, warnings = load(Backfill(), file)
    assert len(frames) == rows
    assert warnings[-1].startswith(f"{repeats:,} of {rows:,} rows repeat")
    assert f"on {rows:,} of {rows:,} rows" in warnings[0]


def test_without_pyarrow_the_way_out_is_named(
    foreign: Foreign, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = foreign("b.parquet", parquet([BOOK]))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"gametape\[columns\]"):
        ResolvedBooks().recognises(file)
    assert not ResolvedBooks().recognises(foreign("a.json", b"[]"))


def test_broken_parquet_is_refused_in_words(foreign: Foreign) -> None:
    whole = parquet([BOOK] * 50)
    for data in (b"PAR1", whole[:100], whole[:-1], whole[: len(whole) // 2] + whole[-200:]):
        file = foreign("b.parquet", data)
        for layout in (ResolvedBooks(), Backfill()):
            assert not layout.recognises(file) or _fails_in_words(layout, file)


def _fails_in_words(layout: Layout, file: ForeignFile) -> bool:
    with pytest.raises(ParseError):
        list(layout.frames(file, []))
    return True


def database(tmp_path: Path, updates: list[tuple[Any, ...]]) -> Path:
    path = tmp_path / "prices.db"
    base = sqlite3.connect(path)
    base.execute("pragma journal_mode=wal")
    base.execute("create table markets (timestamp integer primary key, asset text, slug text,"
                 " created_at integer, up_token_id text, down_token_id text)")  # fmt: skip
    base.execute("create table price_updates (id integer primary key, timestamp_ms integer,"
                 " market_ts integer, asset text, side text, bid integer, ask integer,"
                 " source text)")  # fmt: skip
    markets = [(AT // 1000 + at, "BTC", f"btc-{at}", AT // 1000 + 2, "11", "22") for at in (0, 300)]
    base.executemany("insert into markets values (?,?,?,?,?,?)", markets)
    base.executemany("insert into price_updates values (null,?,?,?,?,?,?,?)", updates)
    base.commit()
    base.close()
    return path


UPDATES = [
    (AT + 500, AT // 1000, "BTC", "up", 10_000, 990_000, "rest_fallback"),
    (AT + 900, AT // 1000, "BTC", "down", 480_000, 490_000, "websocket"),
    (AT + 950, 7, "ETH", "up", 0, 1_000_000, "websocket"),
]


def test_polled_prices(tmp_path: Path, foreign: Foreign, load: Load, decoded: Decoded) -> None:
    path = database(tmp_path, UPDATES)
    data = path.read_bytes()
    on_disk = ForeignFile(path.name, "x", data[:65_536], lambda: iter([]), path.read_bytes, path)
    frames, warnings = load(BtcHf(), on_disk)
    assert load(BtcHf(), foreign("prices.db", data)) == (frames, warnings)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["prices.db"]
    assert path.read_bytes() == data
    events, refused = decoded(BtcHfDecoder(), frames)
    assert not refused
    assert [type(event) for event in events] == [
        MarketListed, TopOfBook, TopOfBook, TopOfBook, MarketListed,
    ]  # fmt: skip
    tops = [event for event in events if isinstance(event, TopOfBook)]
    assert [(top.asset, top.market, top.best_bid, top.best_ask) for top in tops] == [
        ("11", "btc-0", 100, 9900),
        ("22", "btc-0", 4800, 4900),
        ("ETH:7:up", "ETH:7", NONE, NONE),
    ]
    assert frames[0].recv_us == (AT + 500) * 1000
    assert warnings == [
        "1 of 3 rows is a REST fallback: the recorder's socket was silent.",
        "1 of 3 rows hold the placeholder book 0.01/0.99, which is no market's price.",
    ]


def test_the_recorded_fallback_says_that_its_socket_was_silent(
    recorded: Recorded, load: Load, decoded: Decoded
) -> None:
    file = recorded("known_bad/rest_fallback_only/btc_hf_2026-02-17_PM.db")
    frames, warnings = load(BtcHf(), file)
    tops = [event for event in decoded(BtcHfDecoder(), frames)[0] if isinstance(event, TopOfBook)]
    assert (len(tops), len(frames) - len(tops)) == (36_596, 65)
    assert {(top.best_bid, top.best_ask) for top in (tops[0], tops[-1])} == {(100, 9900)}
    assert warnings[0] == "Every price row is a REST fallback: the recorder's socket was silent."
    assert "placeholder book 0.01/0.99" in warnings[1]


def test_databases_of_others_and_broken_ones_are_left_alone(
    tmp_path: Path, foreign: Foreign
) -> None:
    path = tmp_path / "other.db"
    base = sqlite3.connect(path)
    base.execute("create table price_updates (id integer)")
    base.commit()
    base.close()
    assert not BtcHf().recognises(foreign("other.db", path.read_bytes()))
    whole = database(tmp_path, UPDATES * 500).read_bytes()
    for data in (whole[:16], whole[:1000], whole[:4096], whole[: len(whole) // 2]):
        file = foreign("cut.db", data)
        assert not BtcHf().recognises(file) or _fails_in_words(BtcHf(), file)


def test_only_parse_errors_come_out(
    tmp_path: Path, foreign: Foreign, load: Load, survives: Survives
) -> None:
    rows = [json.dumps(row).encode() for row in (BOOK, MARKET)]
    survives(lambda raw: ResolvedBooksDecoder().decode(raw, 0, 0), rows)
    survives(lambda raw: BackfillDecoder().decode(raw, 0, 0), [json.dumps(PRINT).encode()])
    frames, _ = load(BtcHf(), foreign("p.db", database(tmp_path, UPDATES).read_bytes()))
    decoder = BtcHfDecoder()
    survives(lambda raw: decoder.decode(raw, 0, 0), [frame.raw for frame in frames])
