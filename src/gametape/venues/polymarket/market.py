"""Polymarket's market channel to events: books, level changes, prints, ticks, new markets.

Also decodes what others recorded of the same channel, in every era's schema
(polymarket-api.md section 3). Fast on `price_change`, which is nine frames in ten.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from gametape.errors import ParseError
from gametape.model.book import Level
from gametape.model.events import (
    BookSnapshot,
    Event,
    LevelChange,
    MarketListed,
    MarketResolved,
    TickChange,
    TopOfBook,
    Trade,
)
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.venues.polymarket.texts import (
    CELLS,
    SIZES,
    best_cell,
    dollars,
    side,
    trade_cell,
    venue_us,
)
from gametape.venues.polymarket.wire import WireLevel, WireMessage, read_messages

SOURCE = "polymarket.market"
"""The source name of frames in this format."""


class MarketDecoder:
    """Decoder of one market-channel connection; see `gametape.model.decoder.Decoder`.

    Messages of unknown type raise ParseError with the type's name; known messages without events
    (a PONG, an empty array) give none. Levels of a book stay in the order of the wire.
    """

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """Events of one message, or of every message of an array; see `Decoder.decode`."""
        messages = read_messages(raw)
        if len(messages) == 1:
            return message_events(messages[0], seq, recv_us)
        events: list[Event] = []
        for message in messages:
            events += message_events(message, seq, recv_us)
        return events


def message_events(message: WireMessage, seq: int, recv_us: int) -> Sequence[Event]:
    """Events of one message already read; raises ParseError."""
    kind = message.kind()
    read = _READERS.get(kind)
    if read is None:
        raise ParseError(f"message type {kind[:60]!r} is unknown." if kind else _UNTYPED)
    return read(message, seq, recv_us, venue_us(message.timestamp))


_UNTYPED = "message without a type, and of no known form."


def _price_change(
    message: WireMessage, seq: int, recv_us: int, at_us: int | None
) -> Sequence[Event]:
    market = message.market or ""
    events: list[Event] = []
    for change in message.entries():
        asset = change.asset_id or message.asset_id
        if not asset:
            raise ParseError("price_change names no asset.")
        bid, ask = change.best_bid, change.best_ask
        if bid == "0" and ask == "0":
            # Recordings converted from the schema before 2025-09 fill both in so: nothing said.
            bid = ask = None
        events.append(
            LevelChange(
                seq=seq,
                recv_us=recv_us,
                venue_us=at_us,
                asset=asset,
                side=side(change.side),
                cell=CELLS[change.price],
                size=SIZES[change.size],
                best_bid=best_cell(bid),
                best_ask=best_cell(ask),
                market=market,
                hash=change.hash or "",
            )
        )
    if events and message.price_changes is None and message.hash:
        # Before 2025-09 the one hash stood on the message: that of the book after all changes.
        events[-1] = msgspec.structs.replace(events[-1], hash=message.hash)
    return events


def _book(message: WireMessage, seq: int, recv_us: int, at_us: int | None) -> Sequence[Event]:
    levels = message.levels()
    if levels is None:
        raise ParseError("book carries no levels.")
    return (
        BookSnapshot(
            seq=seq,
            recv_us=recv_us,
            venue_us=at_us,
            asset=_asset(message),
            bids=read_levels(levels[0]),
            asks=read_levels(levels[1]),
            market=message.market or "",
            hash=message.hash or "",
            tick=dollars(message.tick_size) if message.tick_size else None,
        ),
    )


def read_levels(levels: list[WireLevel]) -> tuple[Level, ...]:
    """Levels as (cell, micro-shares), in the order given; raises ParseError."""
    return tuple([(CELLS[level.price], SIZES[level.size]) for level in levels])


def _last_trade(message: WireMessage, seq: int, recv_us: int, at_us: int | None) -> Sequence[Event]:
    if message.price is None or message.size is None:
        raise ParseError("last_trade_price carries no price or no size.")
    return (
        Trade(
            seq=seq,
            recv_us=recv_us,
            venue_us=at_us,
            asset=_asset(message),
            price=dollars(message.price),
            cell=trade_cell(message.price),
            size=SIZES[message.size],
            side=side(message.side) if message.side else None,
            market=message.market or "",
            transaction=message.transaction_hash or "",
        ),
    )


def _tick_change(
    message: WireMessage, seq: int, recv_us: int, at_us: int | None
) -> Sequence[Event]:
    if not message.new_tick_size:
        raise ParseError("tick_size_change names no new tick.")
    return (
        TickChange(
            seq=seq,
            recv_us=recv_us,
            venue_us=at_us,
            asset=_asset(message),
            old=dollars(message.old_tick_size) if message.old_tick_size else None,
            new=dollars(message.new_tick_size),
            market=message.market or "",
        ),
    )


def _best_bid_ask(
    message: WireMessage, seq: int, recv_us: int, at_us: int | None
) -> Sequence[Event]:
    bid, ask = best_cell(message.best_bid), best_cell(message.best_ask)
    if bid is None or ask is None:
        raise ParseError("best_bid_ask lacks a side.")
    return (
        TopOfBook(
            seq=seq,
            recv_us=recv_us,
            venue_us=at_us,
            asset=_asset(message),
            best_bid=bid,
            best_ask=ask,
            market=message.market or "",
        ),
    )


def _new_market(message: WireMessage, seq: int, recv_us: int, at_us: int | None) -> Sequence[Event]:
    market = message.market or message.condition_id
    if not market:
        raise ParseError("new_market names no market.")
    return (
        MarketListed(
            seq=seq,
            recv_us=recv_us,
            venue_us=at_us,
            market=market,
            assets=tuple(message.assets_ids or message.clob_token_ids or ()),
            question=message.question or "",
            event_slug=(message.event_message and message.event_message.slug) or "",
        ),
    )


def _market_resolved(
    message: WireMessage, seq: int, recv_us: int, at_us: int | None
) -> Sequence[Event]:
    winner = message.winning_asset_id or message.winning_outcome
    if not message.market or not winner:
        raise ParseError("market_resolved names no market or no winner.")
    return (
        MarketResolved(
            seq=seq, recv_us=recv_us, venue_us=at_us, market=message.market, winner=winner
        ),
    )


def _asset(message: WireMessage) -> str:
    if not message.asset_id:
        raise ParseError(f"{message.kind()} names no asset.")
    return message.asset_id


_READERS: dict[str, Callable[[WireMessage, int, int, int | None], Sequence[Event]]] = {
    "price_change": _price_change,
    "book": _book,
    "last_trade_price": _last_trade,
    "tick_size_change": _tick_change,
    "best_bid_ask": _best_bid_ask,
    "new_market": _new_market,
    "market_resolved": _market_resolved,
}
