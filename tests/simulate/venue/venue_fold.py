"""What a client makes of the frames it got, by the product's own readers, for tests of truth."""

from __future__ import annotations

from collections.abc import Iterator

from simulate.venue.venue_client import Listener

from gametape.errors import ParseError
from gametape.model.book import OrderBook
from gametape.model.events import BookSnapshot, Event, FillUpdate, LevelChange
from gametape.model.grid import UNIFORM
from gametape.model.trading import Fill
from gametape.simulate.venue.truth.log import TruthLog
from gametape.venues.polymarket.market import MarketDecoder
from gametape.venues.polymarket.user import UserDecoder


def market_events(client: Listener) -> Iterator[tuple[int, list[Event]]]:
    """Events of each market frame that can be read, with its receive time."""
    decoder = MarketDecoder()
    for seq, (recv_us, text) in enumerate(client.frames):
        if text[:1] not in "[{":
            continue
        try:
            yield recv_us, list(decoder.decode(text.encode(), seq, recv_us))
        except ParseError:
            continue


def folded(client: Listener) -> Iterator[tuple[int, dict[str, OrderBook], dict[str, int]]]:
    """After each frame: its receive time, the books, and the venue time of those it touched."""
    books: dict[str, OrderBook] = {}
    for recv_us, events in market_events(client):
        touched: dict[str, int] = {}
        for event in events:
            if isinstance(event, BookSnapshot):
                books.setdefault(event.asset, OrderBook(UNIFORM.cells)).replace(
                    event.bids, event.asks
                )
            elif isinstance(event, LevelChange) and event.asset in books:
                books[event.asset].set_level(event.side, event.cell, event.size)
            else:
                continue
            touched[event.asset] = event.venue_us or 0
        yield recv_us, books, touched


def wrong_moments(client: Listener, truth: TruthLog, every: int = 1) -> list[tuple[int, str]]:
    """(receive time, asset) at which the client's book was not the venue's at the venue's time.

    The venue says its time in milliseconds: a book must be one of those it had within that one.
    """
    return [
        (recv_us, asset)
        for number, (recv_us, books, touched) in enumerate(folded(client))
        if number % every == 0
        for asset, at_us in touched.items()
        if not truth.was_true(asset, books[asset], at_us, at_us + 999)
    ]


def heard_fills(client: Listener, api_key: str, wallet: str) -> dict[tuple[str, str], Fill]:
    """Own fills the client heard of, each in its last status."""
    decoder = UserDecoder(api_key, wallet)
    fills: dict[tuple[str, str], Fill] = {}
    for seq, (recv_us, text) in enumerate(client.frames):
        if text[:1] in "[{":
            for event in decoder.decode(text.encode(), seq, recv_us):
                if isinstance(event, FillUpdate):
                    fills[event.fill.key] = event.fill
    return fills
