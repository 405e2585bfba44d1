"""Layout: an SQLite database of polled best prices, integer prices in millionths of a dollar.

Tables `markets` and `price_updates`. The file is read without touching it: a database left in WAL
mode would otherwise grow a `-wal` file beside it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import msgspec

from gametape.errors import ParseError
from gametape.model.events import Event, MarketListed, TopOfBook
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.grid import NONE, UNIFORM, PriceGrid
from gametape.venues.polymarket.layouts.documents import time_of
from gametape.venues.polymarket.layouts.notices import Notices
from gametape.venues.polymarket.layouts.rows import row_reader

SOURCE = "polymarket.btc-hf"
"""The source name of rows of both tables."""

_MAGIC = b"SQLite format 3\0"
_PLACEHOLDER = (10_000, 990_000)
_CELL = 100
"""Millionths of a dollar in a cell."""


class _Row(msgspec.Struct):
    table: str
    timestamp: int | None = None
    asset: str = ""
    slug: str = ""
    up_token_id: str = ""
    down_token_id: str = ""
    market_ts: int | None = None
    side: str = ""
    bid: int | None = None
    ask: int | None = None


_row = row_reader(_Row)


class BtcHfDecoder:
    """Rows of both tables; see `gametape.model.decoder.Decoder`.

    A price row names its market by start time and coin; the market's own row, which comes
    before, gives its slug and tokens.
    """

    grid: PriceGrid = UNIFORM

    def __init__(self) -> None:
        self._markets: dict[tuple[int | None, str], _Row] = {}

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        row = _row(raw)
        if row.table == "markets":
            self._markets[row.timestamp, row.asset] = row
            tokens = (row.up_token_id, row.down_token_id)
            return (MarketListed(seq=seq, recv_us=recv_us, market=row.slug, assets=tokens),)
        if row.table != "price_updates" or row.side not in ("up", "down"):
            raise ParseError(f"row of table {row.table[:40]!r} is not understood.")
        market = self._markets.get((row.market_ts, row.asset))
        name = market.slug if market else f"{row.asset}:{row.market_ts}"
        token = (market.up_token_id if row.side == "up" else market.down_token_id) if market else ""
        return (
            TopOfBook(
                seq=seq,
                recv_us=recv_us,
                asset=token or f"{name}:{row.side}",
                best_bid=_cell(row.bid),
                best_ask=_cell(row.ask),
                market=name,
            ),
        )


def _cell(price: int | None) -> int:
    """Cell of a price in millionths; 0 and 1 stand for an empty side."""
    if price is None or price in (0, 1_000_000):
        return NONE
    if price % _CELL or not 0 < price < 1_000_000:
        raise ParseError(f"price {str(price)[:20]} millionths is not a multiple of 1/10000.")
    return price // _CELL


class BtcHf:
    """The SQLite database."""

    name = "Polymarket polled prices in SQLite"
    clock: RecordedClock = "receiver"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        if not file.head.startswith(_MAGIC):
            return False
        try:
            with closing(_opened(file)) as base:
                return _columns(base) >= {"market_ts", "bid", "ask", "source"}
        except (sqlite3.Error, ParseError):
            return False

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        notices = Notices(warnings)
        sources: Counter[str] = Counter()
        placeholders = 0
        try:
            with closing(_opened(file)) as base:
                for row, time in _rows(base):
                    at_us = time_of(time) or notices.last_us
                    if row["table"] == "price_updates":
                        sources[str(row.get("source"))] += 1
                        placeholders += (row.get("bid"), row.get("ask")) == _PLACEHOLDER
                    raw = msgspec.json.encode(row)
                    notices.row(at_us, raw)
                    yield Frame(Kind.MARKET, SOURCE, at_us, raw)
        except sqlite3.Error as error:
            raise ParseError(f"{file.name} is a broken SQLite database: {error}.") from None
        _tell(notices, sources, placeholders)
        notices.close()


def _tell(notices: Notices, sources: Counter[str], placeholders: int) -> None:
    updates = sources.total()
    if fallback := sources["rest_fallback"]:
        share = "every price row" if fallback == updates else f"{fallback:,} of {updates:,} rows"
        notices.say(f"{share.capitalize()} is a REST fallback: the recorder's socket was silent.")
    if placeholders:
        notices.say(
            f"{placeholders:,} of {updates:,} rows hold the placeholder book 0.01/0.99, which is "
            "no market's price."
        )


def _opened(file: ForeignFile) -> sqlite3.Connection:
    if file.path is not None:
        return sqlite3.connect(f"{file.path.absolute().as_uri()}?immutable=1", uri=True)
    whole = bytearray(file.whole())
    # Bytes 18 and 19 say "WAL mode", which a database in memory cannot be in.
    whole[18:20] = b"\x01\x01"
    base = sqlite3.connect(":memory:")
    base.deserialize(bytes(whole))
    return base


def _columns(base: sqlite3.Connection) -> set[str]:
    return {row[1] for row in base.execute("pragma table_info(price_updates)")}


def _rows(base: sqlite3.Connection) -> Iterator[tuple[dict[str, Any], object]]:
    """Rows with their times: prices in file order, each market before its first price.

    A market was stored seconds after its first price at times, so it takes that price's time.
    """
    base.row_factory = sqlite3.Row
    markets = {
        (row["timestamp"], row["asset"]): row for row in base.execute("select * from markets")
    }
    for update in base.execute("select * from price_updates order by id"):
        market = markets.pop((update["market_ts"], update["asset"]), None)
        if market is not None:
            yield {"table": "markets", **dict(market)}, update["timestamp_ms"]
        yield {"table": "price_updates", **dict(update)}, update["timestamp_ms"]
    for market in markets.values():
        yield {"table": "markets", **dict(market)}, market["created_at"]
