"""Kalshi's REST answers: books to compare with, own orders and fills, prints, markets' rules.

A frame is one exchange: what was asked and what came back, in either of two shapes,
`{"method","url","status","request_body","response_body"}` with the bodies as text (recorders
write such lines), or `{"method","path","status","request_body","body"}` with them as JSON.
An order book names its market only in the path, hence the exchange and not the answer alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from gametape.errors import ParseError
from gametape.model.events import BookCheckpoint, Event, RulesRead
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.venues.kalshi import wire
from gametape.venues.kalshi.assets import yes_asset
from gametape.venues.kalshi.ladder import Ladder
from gametape.venues.kalshi.own import OwnOrders, fill_update
from gametape.venues.kalshi.prints import trade_of
from gametape.venues.kalshi.rules import Market, rules_of

SOURCE = "kalshi.rest"
"""The source of frames that this decoder reads."""

_BOOK_PATH = re.compile(r"/markets/([^/?]+)/orderbook")


class Exchange(msgspec.Struct, gc=False):
    """One request and its answer."""

    status: int
    method: str = "GET"
    url: str = ""
    path: str = ""
    request_body: msgspec.Raw = wire.ABSENT
    body: msgspec.Raw = wire.ABSENT
    response_body: str | None = None

    @property
    def target(self) -> str:
        """Path of the request, or its whole URL."""
        return self.path or self.url

    @property
    def request(self) -> bytes | msgspec.Raw:
        """JSON of what was sent."""
        if bytes(self.request_body).startswith(b'"'):
            return wire.decode(self.request_body, str).encode()
        return self.request_body

    @property
    def answer(self) -> bytes | msgspec.Raw:
        """JSON of the answer."""
        if bytes(self.body):
            return self.body
        return (self.response_body or "").encode() or b"{}"


class _Ladders(msgspec.Struct, gc=False):
    yes_dollars: list[wire.WireLevel] | None = None
    no_dollars: list[wire.WireLevel] | None = None
    yes: list[wire.WireLevel] | None = None
    no: list[wire.WireLevel] | None = None

    def ladder(self) -> Ladder:
        """REST gives NO bids as NO prices always."""
        return Ladder(
            self.yes_dollars or self.yes or [], self.no_dollars or self.no or [], yes_prices=False
        )


class _Answer(msgspec.Struct, gc=False):
    """Every answer at once: which field is there says which answer it is."""

    orderbook_fp: _Ladders | None = None
    orderbook: _Ladders | None = None
    fills: list[wire.Fill] | None = None
    order: wire.Order | None = None
    orders: list[wire.Order] | None = None
    trades: list[wire.Print] | None = None
    market: Market | None = None
    markets: list[Market] | None = None
    order_id: str = ""
    fill_count: str | None = None
    remaining_count: str | None = None
    reduced_by: str | None = None
    ts_ms: int | None = None


class _NewOrder(msgspec.Struct, gc=False):
    """Body of a request to place an order; sides bid and ask are of YES on event markets."""

    ticker: str
    side: str
    price: str
    count: str


class KalshiRestDecoder:
    """Decodes the exchanges of one recording; knows the orders it has seen."""

    grid: PriceGrid = UNIFORM

    def __init__(self) -> None:
        self._orders = OwnOrders()

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`; refusals, balances and positions carry no events."""
        exchange = wire.decode(raw, Exchange)
        if exchange.status >= 300:
            return ()
        answer = wire.decode(exchange.answer, _Answer)
        if answer.order_id:
            return self._acted(exchange, answer, seq, recv_us)
        events: list[Event] = []
        ladders = answer.orderbook_fp or answer.orderbook
        if ladders is not None:
            events.append(_checkpoint(exchange, ladders, seq, recv_us))
        orders = [*(answer.orders or ()), *((answer.order,) if answer.order else ())]
        markets = [*(answer.markets or ()), *((answer.market,) if answer.market else ())]
        # Lists come newest first; events are told as they came about.
        events.extend(self._orders.updates(reversed(orders), seq, recv_us))
        events.extend(fill_update(fill, seq, recv_us) for fill in reversed(answer.fills or ()))
        events.extend(trade_of(print_, seq, recv_us) for print_ in reversed(answer.trades or ()))
        events.extend(
            RulesRead(seq=seq, recv_us=recv_us, rules=rules_of(market)) for market in markets
        )
        return events

    def _acted(
        self, exchange: Exchange, answer: _Answer, seq: int, recv_us: int
    ) -> Sequence[Event]:
        """The answer to placing or cancelling an order, which repeats nothing of the order."""
        if answer.reduced_by is not None:
            venue_us = wire.venue_time(None, answer.ts_ms)
            event = self._orders.cancelled(answer.order_id, seq, recv_us, venue_us)
            return () if event is None else (event,)
        if answer.fill_count is None or answer.remaining_count is None:
            raise ParseError("Kalshi answer about an order says neither fills nor what is left.")
        asked = wire.decode(exchange.request, _NewOrder)
        event_market = asked.side in ("bid", "ask") and "/events/" in exchange.target
        placed = wire.Order(
            order_id=answer.order_id,
            ticker=asked.ticker,
            side="yes" if event_market else asked.side,
            action={"bid": "buy", "ask": "sell"}[asked.side] if event_market else "",
            price=asked.price,
            initial_count=asked.count,
            fill_count=answer.fill_count,
            remaining_count=answer.remaining_count,
            created_ts_ms=answer.ts_ms,
            last_updated_ts_ms=answer.ts_ms,
        )
        return tuple(self._orders.updates((placed,), seq, recv_us))


def _checkpoint(exchange: Exchange, ladders: _Ladders, seq: int, recv_us: int) -> BookCheckpoint:
    named = _BOOK_PATH.search(exchange.target)
    if named is None:
        raise ParseError("Kalshi order book without the market's ticker in its path.")
    ladder = ladders.ladder()
    return BookCheckpoint(
        seq=seq,
        recv_us=recv_us,
        asset=yes_asset(named[1]),
        bids=ladder.bids(),
        asks=ladder.asks(),
        market=named[1],
    )
