"""Kalshi's WebSocket: snapshots, signed deltas, prints, tickers, own orders and fills as events.

Two ladders of bids, YES and NO, make one book of YES: a NO bid at p offers to sell YES at 1 - p.
A connection subscribed with `use_yes_price` gets its NO levels already as YES prices. The messages
themselves do not say which (0.48 and 0.52 are both plausible), so the decoder takes it from the
subscribe command where that is on the tape, and else believes the default (NO prices) until a
snapshot would be crossed that way and not the other.

Deltas are signed: sizes are kept here and told as absolute ones. After a hole in the sequence the
running sizes are still told, as a best guess, but a Gap event has said that the book is not to be
trusted; the next snapshot of the asset mends it.

Perpetual contracts (sides bid and ask, priced beyond a dollar) do not fit a grid of 0 to 1: they
give own orders, own fills and prints, and no book.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from gametape.errors import ParseError
from gametape.model.events import (
    Event,
    MarketResolved,
    TopOfBook,
)
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.venues.kalshi import wire
from gametape.venues.kalshi.assets import no_asset, yes_asset
from gametape.venues.kalshi.books import Books
from gametape.venues.kalshi.own import OwnOrders, fill_update
from gametape.venues.kalshi.prints import trade_of
from gametape.venues.kalshi.sequence import Subscription, Verdict

SOURCE = "kalshi.stream"
"""The source of frames that this decoder reads."""

EVENTLESS = frozenset({
    "error", "order_group_updates", "event_lifecycle", "event_fee_update", "market_positions",
    "market_position", "multivariate", "multivariate_lookup", "communications",
})  # fmt: skip
"""Message types that are understood and carry nothing a tape's events could say."""

TYPES = EVENTLESS | {
    "subscribed", "unsubscribed", "ok", "orderbook_snapshot", "orderbook_delta", "trade", "ticker",
    "ticker_v2", "fill", "user_order", "order", "market_lifecycle", "market_lifecycle_v2",
}  # fmt: skip
"""All message types that are understood."""

_Handler = Callable[[msgspec.Raw, Subscription, int, int], Sequence[Event]]


class KalshiStreamDecoder:
    """Decodes one connection of Kalshi's WebSocket (both event markets and perpetuals)."""

    grid: PriceGrid = UNIFORM

    def __init__(self) -> None:
        self._subscriptions: dict[int, Subscription] = {}
        self._wants_yes_prices: dict[int, bool] = {}
        self._books = Books()
        self._orders = OwnOrders()
        self._handlers: dict[str, _Handler] = {
            "orderbook_snapshot": self._books.snapshot,
            "orderbook_delta": self._books.delta,
            "trade": self._trade,
            "ticker": self._ticker,
            "ticker_v2": self._ticker,
            "fill": self._fill,
            "user_order": self._order,
            "order": self._order,
            "ok": self._acknowledged,
            "unsubscribed": self._unsubscribed,
            "market_lifecycle": self._lifecycle,
            "market_lifecycle_v2": self._lifecycle,
        }

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        message = wire.decode(raw, wire.Envelope)
        if message.cmd:
            return self._command(message)
        if message.type == "subscribed":
            return self._subscribed(message, seq, recv_us)
        subscription = self._subscription(message.sid)
        verdict = subscription.weigh(message.seq)
        if verdict is Verdict.REPEAT:
            return ()
        events = self._broken(subscription, message.seq, verdict, seq, recv_us)
        handler = self._handlers.get(message.type)
        if handler is None and message.type not in EVENTLESS:
            if verdict is Verdict.NEXT:
                subscription.advance(message.seq, recv_us)
            raise ParseError(f"Kalshi message type {message.type[:40]!r} is not known.")
        if handler is not None:
            events.extend(handler(message.msg, subscription, seq, recv_us))
        # Only now: a message that could not be read counts as missing for the ones after it.
        subscription.advance(message.seq, recv_us)
        return events

    def _subscription(self, sid: int | None) -> Subscription:
        number = 0 if sid is None else sid
        if number not in self._subscriptions:
            self._subscriptions[number] = Subscription(number)
        return self._subscriptions[number]

    def _command(self, message: wire.Envelope) -> Sequence[Event]:
        if message.cmd == "subscribe" and message.id is not None:
            wants = wire.decode(message.params, wire.Parameters).use_yes_price
            self._wants_yes_prices[message.id] = wants
        return ()

    def _subscribed(self, message: wire.Envelope, seq: int, recv_us: int) -> Sequence[Event]:
        said = wire.decode(message.msg, wire.Acknowledged)
        sid = wire.first(said.sid, message.sid)
        if not isinstance(sid, int):
            raise ParseError("Kalshi acknowledges a subscription without its number.")
        events: list[Event] = []
        old = self._subscriptions.get(sid)
        if old is not None and old.last_us is not None and (old.last_seq or old.assets):
            events.append(
                self._books.distrust(old, "subscribed again after a reconnect", seq, recv_us)
            )
        new = Subscription(sid)
        new.channel = said.channel
        if message.id is not None:
            new.yes_prices = self._wants_yes_prices.get(message.id)
        new.advance(message.seq, recv_us)
        self._subscriptions[sid] = new
        return events

    def _broken(
        self,
        subscription: Subscription,
        number: int | None,
        verdict: Verdict,
        seq: int,
        recv_us: int,
    ) -> list[Event]:
        if verdict is Verdict.HOLE and number is not None:
            return [self._books.distrust(subscription, subscription.hole(number), seq, recv_us)]
        if verdict is Verdict.RESTART:
            cause = f"Kalshi subscription {subscription.sid} counts from 1 again"
            return [self._books.distrust(subscription, cause, seq, recv_us)]
        return []

    def _trade(
        self, msg: msgspec.Raw, subscription: Subscription, seq: int, recv_us: int
    ) -> Sequence[Event]:
        subscription.name_channel("trade")
        return (trade_of(wire.decode(msg, wire.Print), seq, recv_us),)

    def _ticker(
        self, msg: msgspec.Raw, subscription: Subscription, seq: int, recv_us: int
    ) -> Sequence[Event]:
        subscription.name_channel("ticker")
        ticker = wire.decode(msg, wire.Ticker)
        bid = wire.first(ticker.yes_bid_dollars, ticker.yes_bid)
        ask = wire.first(ticker.yes_ask_dollars, ticker.yes_ask)
        if bid is None or ask is None:
            return ()
        return (
            TopOfBook(
                seq=seq,
                recv_us=recv_us,
                venue_us=wire.venue_time(ticker.ts, ticker.ts_ms),
                asset=yes_asset(ticker.market_ticker),
                best_bid=wire.top_bid(bid),
                best_ask=wire.top_ask(ask),
                market=ticker.market_ticker,
            ),
        )

    def _fill(
        self, msg: msgspec.Raw, subscription: Subscription, seq: int, recv_us: int
    ) -> Sequence[Event]:
        subscription.name_channel("fill")
        return (fill_update(wire.decode(msg, wire.Fill), seq, recv_us),)

    def _order(
        self, msg: msgspec.Raw, subscription: Subscription, seq: int, recv_us: int
    ) -> Sequence[Event]:
        subscription.name_channel("user_orders")
        return tuple(self._orders.updates((wire.decode(msg, wire.Order),), seq, recv_us))

    def _acknowledged(
        self, msg: msgspec.Raw, subscription: Subscription, seq: int, recv_us: int
    ) -> Sequence[Event]:
        said = wire.decode(msg, wire.Acknowledged)
        if said.market_tickers is None:
            return ()
        now = {yes_asset(ticker) for ticker in said.market_tickers}
        dropped = subscription.assets - now
        subscription.assets = now
        return self._books.let_go(dropped, seq, recv_us)

    def _unsubscribed(
        self,
        msg: msgspec.Raw,  # noqa: ARG002
        subscription: Subscription,
        seq: int,
        recv_us: int,
    ) -> Sequence[Event]:
        return self._books.let_go(subscription.assets, seq, recv_us)

    def _lifecycle(
        self,
        msg: msgspec.Raw,
        subscription: Subscription,  # noqa: ARG002
        seq: int,
        recv_us: int,
    ) -> Sequence[Event]:
        told = wire.decode(msg, wire.Lifecycle)
        if told.result not in ("yes", "no") or not told.market_ticker:
            return ()
        winner = (yes_asset if told.result == "yes" else no_asset)(told.market_ticker)
        return (MarketResolved(seq=seq, recv_us=recv_us, market=told.market_ticker, winner=winner),)
