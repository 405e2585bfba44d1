"""The ancestor's event lines to events: books, and game events that somebody typed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from gametape.errors import ParseError
from gametape.model.book import Level
from gametape.model.events import BookSnapshot, Event, GameEvent
from gametape.model.grid import NONE, UNIFORM, PriceGrid
from gametape.venues.polymarket.layouts.documents import time_of
from gametape.venues.polymarket.layouts.rows import cell, row_reader, size

SOURCE = "ancestor.events"
"""The source name of event lines, of metadata and of typed trades."""


class _Data(msgspec.Struct):
    asset_id: str = ""
    market: str = ""
    timestamp: int | None = None
    hash: str = ""
    bids: list[tuple[Decimal, Decimal]] | None = None
    asks: list[tuple[Decimal, Decimal]] | None = None
    event_type: str = msgspec.field(name="eventType", default="")
    description: str = ""


class _Line(msgspec.Struct):
    type: str | None = None
    data: _Data | None = None
    token: str | None = msgspec.field(name="tokenId", default=None)
    market_title: str | None = msgspec.field(name="marketTitle", default=None)


_line = row_reader(_Line)


class AncestorDecoder:
    """Lines of the ancestor's files; see `gametape.model.decoder.Decoder`.

    Its metadata and the trades somebody typed into it give no events: no venue ever said them.
    """

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        line = _line(raw)
        if line.market_title is not None or line.token is not None:
            return ()
        if line.type == "book" and line.data is not None:
            return (_book(line.data, seq, recv_us),)
        if line.type == "game_event" and line.data is not None:
            data = line.data
            return (
                GameEvent(seq=seq, recv_us=recv_us, name=data.event_type, text=data.description),
            )
        raise ParseError(f"line type {str(line.type)[:40]!r} is unknown.")


def _book(data: _Data, seq: int, recv_us: int) -> BookSnapshot:
    if not data.asset_id or data.bids is None or data.asks is None:
        raise ParseError("book lacks its asset or a side.")
    return BookSnapshot(
        seq=seq,
        recv_us=recv_us,
        venue_us=time_of(data.timestamp),
        asset=data.asset_id,
        bids=_levels(data.bids),
        asks=_levels(data.asks),
        market=data.market,
        hash=data.hash,
    )


def _levels(levels: list[tuple[Decimal, Decimal]]) -> tuple[Level, ...]:
    read = tuple((cell(price), size(much)) for price, much in levels)
    if any(at == NONE for at, _ in read):
        raise ParseError("a level's price is not a multiple of 1/10000.")
    return read
