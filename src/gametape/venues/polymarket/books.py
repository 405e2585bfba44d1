"""Order books read over REST, on a tape, to checkpoints that the fold is compared with."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from gametape.errors import ParseError
from gametape.model.events import BookCheckpoint, Event
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.venues.polymarket import loose
from gametape.venues.polymarket.market import read_levels
from gametape.venues.polymarket.texts import venue_us
from gametape.venues.polymarket.wire import WireLevel

SOURCE = "polymarket.books"
"""Frames with a body of `POST /books` (an array) or `GET /book` (an object)."""


class RestBook(msgspec.Struct):
    """A book as the CLOB's REST sends it; `timestamp` is the time of its last change."""

    asset_id: str
    bids: list[WireLevel]
    asks: list[WireLevel]
    market: str | None = None
    timestamp: str | int | None = None
    hash: str | None = None


_ONE = msgspec.json.Decoder(RestBook)
_MANY = msgspec.json.Decoder(list[RestBook])


def parse_books(raw: bytes) -> list[RestBook]:
    """The books of one body, array or object; raises ParseError."""
    try:
        return _MANY.decode(raw) if raw.lstrip()[:1] == b"[" else [_ONE.decode(raw)]
    except loose.UNREADABLE as error:
        raise ParseError(f"books: {error}.") from None


class BooksDecoder:
    """Decoder of REST books; see `gametape.model.decoder.Decoder`.

    Levels of a checkpoint stay in the order of the wire.
    """

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """One BookCheckpoint for each book of the body; see `Decoder.decode`."""
        return [
            BookCheckpoint(
                seq=seq,
                recv_us=recv_us,
                venue_us=venue_us(book.timestamp),
                asset=book.asset_id,
                bids=read_levels(book.bids),
                asks=read_levels(book.asks),
                market=book.market or "",
                hash=book.hash or "",
            )
            for book in parse_books(raw)
        ]
