"""The books that recorded messages make, kept in the venue's own exchange."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import msgspec

from gametape.errors import ParseError
from gametape.model.amounts import micro
from gametape.model.book import Side
from gametape.model.grid import UNIFORM
from gametape.simulate.venue.exchange.happenings import Moment
from gametape.simulate.venue.exchange.market_book import MarketBook
from gametape.simulate.venue.exchange.own_orders import on_first
from gametape.simulate.venue.stage import Stage
from gametape.simulate.venue.truth.records import LevelsTruth


class _Level(msgspec.Struct):
    price: str
    size: str


class _Change(msgspec.Struct):
    asset_id: str
    price: str
    size: str
    side: Side


class _Message(msgspec.Struct):
    event_type: str = ""
    asset_id: str = ""
    timestamp: str = "0"
    bids: list[_Level] | None = None
    asks: list[_Level] | None = None
    price_changes: list[_Change] = []
    price: str = ""
    new_tick_size: str = ""
    last_trade_price: str | None = None


_MESSAGE = msgspec.json.Decoder(_Message)


class RecordedBooks:
    """Moves the exchange's books by recorded market messages."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def take(self, raw: bytes, now: Moment) -> None:
        """Apply a message; one that cannot be read, or is of no known market, moves nothing."""
        try:
            message = _MESSAGE.decode(raw)
            self._apply(message, now)
        except (msgspec.DecodeError, ParseError, InvalidOperation):
            return

    def _apply(self, message: _Message, now: Moment) -> None:
        if message.price_changes:
            for change in message.price_changes:
                book, outcome = self._stage.exchange.by_asset.get(change.asset_id, (None, 0))
                if book is not None:
                    place = on_first(outcome, change.side, UNIFORM.cell(change.price))
                    self._set(book, {place: micro(change.size)}, message, now)
            return
        book, outcome = self._stage.exchange.by_asset.get(message.asset_id, (None, 0))
        if book is None:
            return
        if message.bids is not None and message.asks is not None:
            sizes = dict.fromkeys(((s, cell) for s in Side for cell, _ in book.levels(s)), 0)
            for side, levels in ((Side.BUY, message.bids), (Side.SELL, message.asks)):
                for level in levels:
                    sizes[on_first(outcome, side, UNIFORM.cell(level.price))] = micro(level.size)
            book.last_trade = message.last_trade_price or book.last_trade
            self._set(book, sizes, message, now)
        elif message.event_type == "last_trade_price":
            cell = UNIFORM.cell(message.price)
            book.last_trade = f"{Decimal(cell).scaleb(-4):.3f}"
        elif message.event_type == "tick_size_change":
            book.tick = Decimal(message.new_tick_size)

    def _set(
        self,
        book: MarketBook,
        sizes: dict[tuple[Side, int], int],
        message: _Message,
        now: Moment,
    ) -> None:
        changed = [
            (side, cell, size)
            for (side, cell), size in sizes.items()
            if size != book.others(side, cell)
        ]
        for side, cell, size in changed:
            book.set_others(side, cell, size)
        book.changed_ms = message.timestamp
        if changed:
            truth = LevelsTruth(t=now.wall_us, market=book.rules.market, levels=changed)
            self._stage.truth.add(truth)
