"""Layout: a flattened CSV capture of prints, single levels, tick changes and resolutions.

Columns `event_type` (bid, ask, last_trade_price, tick_size_change, market_open, market_resolved,
error), `token_id`, `event_slug` and others. Levels come without a book to start from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import msgspec

from gametape.errors import ParseError
from gametape.model.book import Side
from gametape.model.events import (
    Event,
    Gap,
    LevelChange,
    LinkChange,
    MarketListed,
    MarketResolved,
    TickChange,
    Trade,
)
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.venues.polymarket.layouts.documents import time_of
from gametape.venues.polymarket.layouts.notices import Notices, counted
from gametape.venues.polymarket.layouts.rows import row_reader
from gametape.venues.polymarket.layouts.tables import csv_rows, header_of
from gametape.venues.polymarket.texts import CELLS, SIZES, best_cell, dollars, side, trade_cell

SOURCE = "polymarket.sweeper"
"""The source name of these rows."""

_COLUMNS = {"event_slug", "timestamp_ms", "event_type", "token_id", "best_bid", "error_message"}
_ABSENT = "N/A"


class _Row(msgspec.Struct):
    event_slug: str
    event_type: str
    timestamp_ms: str
    token_id: str = ""
    price: str = ""
    size: str = ""
    side: str = ""
    best_bid: str = ""
    best_ask: str = ""
    is_winning_token: str = ""
    old_tick_size: str = ""
    new_tick_size: str = ""
    error_message: str = ""


_row = row_reader(_Row)


class _Market:
    """What is known of one market: its tokens, its last row, and where a hole began."""

    def __init__(self) -> None:
        self.tokens: dict[str, None] = {}
        self.last_us: int | None = None
        self.lost_us: int | None = None


class SweeperDecoder:
    """Rows of the capture; see `gametape.model.decoder.Decoder`.

    The slug stands for the market, which is named nowhere. A row "connection closed" is a link
    that went down; when the market speaks again, the hole since its last row before is told.
    """

    grid: PriceGrid = UNIFORM

    def __init__(self) -> None:
        self._markets: dict[str, _Market] = {}

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        row = _row(raw)
        market = self._markets.setdefault(row.event_slug, _Market())
        if row.event_type == "error":
            return (_down(row, market, seq, recv_us),)
        if row.event_type == "market_open":
            market.tokens[row.token_id] = None
            listed = tuple(market.tokens)
            events: Sequence[Event] = (
                MarketListed(seq=seq, recv_us=recv_us, market=row.event_slug, assets=listed),
            )
        else:
            read = _READERS.get(row.event_type)
            if read is None:
                raise ParseError(f"row type {row.event_type[:40]!r} is unknown.")
            events = read(row, seq, recv_us)
        if row.event_type == "market_resolved":
            # It came long after trading, and not by the connection that had closed.
            return events
        hole = _hole(market, seq, recv_us)
        market.last_us = recv_us
        return (hole, *events) if hole else events


def _down(row: _Row, market: _Market, seq: int, recv_us: int) -> LinkChange:
    if market.lost_us is None:
        market.lost_us = recv_us if market.last_us is None else market.last_us
    return LinkChange(
        seq=seq,
        recv_us=recv_us,
        connection=f"{SOURCE} {row.event_slug}",
        state="down",
        detail=row.error_message,
        assets=tuple(market.tokens),
    )


def _hole(market: _Market, seq: int, recv_us: int) -> Gap | None:
    """What was missed between the last row before the connection closed and this one."""
    from_us, market.lost_us = market.lost_us, None
    if from_us is None or recv_us <= from_us:
        return None
    return Gap(
        seq=seq,
        recv_us=recv_us,
        from_us=from_us,
        to_us=recv_us,
        cause="the recorder's connection closed",
        scope=tuple(market.tokens),
    )


def _level(row: _Row, seq: int, recv_us: int) -> Sequence[Event]:
    return (
        LevelChange(
            seq=seq,
            recv_us=recv_us,
            asset=row.token_id,
            side=Side.BUY if row.event_type == "bid" else Side.SELL,
            cell=CELLS[row.price],
            size=SIZES[row.size],
            best_bid=best_cell("" if row.best_bid == _ABSENT else row.best_bid),
            best_ask=best_cell("" if row.best_ask == _ABSENT else row.best_ask),
            market=row.event_slug,
        ),
    )


def _print(row: _Row, seq: int, recv_us: int) -> Sequence[Event]:
    return (
        Trade(
            seq=seq,
            recv_us=recv_us,
            asset=row.token_id,
            price=dollars(row.price),
            cell=trade_cell(row.price),
            size=SIZES[row.size],
            side=side(row.side) if row.side else None,
            market=row.event_slug,
        ),
    )


def _tick(row: _Row, seq: int, recv_us: int) -> Sequence[Event]:
    return (
        TickChange(
            seq=seq,
            recv_us=recv_us,
            asset=row.token_id,
            old=dollars(row.old_tick_size) if row.old_tick_size else None,
            new=dollars(row.new_tick_size),
            market=row.event_slug,
        ),
    )


def _resolved(row: _Row, seq: int, recv_us: int) -> Sequence[Event]:
    # Both tokens have a row; only the winner's says something new.
    if row.is_winning_token != "true":  # noqa: S105
        return ()
    return (MarketResolved(seq=seq, recv_us=recv_us, market=row.event_slug, winner=row.token_id),)


_READERS: dict[str, Callable[[_Row, int, int], Sequence[Event]]] = {
    "bid": _level,
    "ask": _level,
    "last_trade_price": _print,
    "tick_size_change": _tick,
    "market_resolved": _resolved,
}


class Sweeper:
    """The CSV capture."""

    name = "Polymarket flattened capture as CSV"
    clock: RecordedClock = "receiver"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        return set(header_of(file.head)) >= _COLUMNS

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        notices = Notices(warnings)
        kinds: Counter[str] = Counter()
        idle_ticks = 0
        for texts, raw in csv_rows(file):
            kind = texts.get("event_type", "")
            kinds[kind] += 1
            idle_ticks += kind == "tick_size_change" and (
                texts.get("old_tick_size") == texts.get("new_tick_size")
            )
            at_us = time_of(texts.get("timestamp_ms")) or notices.last_us
            notices.row(at_us, raw)
            yield Frame(Kind.MARKET, SOURCE, at_us, raw)
        notices.say("Single levels without a book to start from: no book can be rebuilt.")
        if kinds["error"]:
            notices.say(f"The recorder lost its connection {counted(kinds['error'], 'time')}.")
        if idle_ticks:
            notices.say(
                f"{idle_ticks:,} of {kinds['tick_size_change']:,} tick changes change nothing."
            )
        notices.close()
