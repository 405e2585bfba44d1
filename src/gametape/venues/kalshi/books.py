"""The YES books of one Kalshi connection: snapshots and signed deltas in, absolute sizes out."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from gametape.errors import ParseError
from gametape.model.events import BookSnapshot, Gap, LevelChange
from gametape.venues.kalshi import wire
from gametape.venues.kalshi.assets import yes_asset
from gametape.venues.kalshi.ladder import Ladder
from gametape.venues.kalshi.sequence import Subscription


class Books:
    """Keeps the ladders of every asset, and says when they can no longer be trusted."""

    def __init__(self) -> None:
        self._ladders: dict[str, Ladder] = {}

    def snapshot(
        self, msg: msgspec.Raw, subscription: Subscription, seq: int, recv_us: int
    ) -> list[BookSnapshot]:
        """An `orderbook_snapshot`: the asset's whole book.

        Books told before come again when this one shows that their NO levels were YES prices.
        """
        book = wire.decode(msg, wire.Book)
        subscription.name_channel("orderbook_delta")
        if book.perpetual:
            subscription.assets.add(book.market_ticker)
            return []
        asset = yes_asset(book.market_ticker)
        ladder = Ladder(*book.ladders(), yes_prices=bool(subscription.yes_prices))
        if subscription.yes_prices is None:
            subscription.yes_prices = ladder.reading()
        self._ladders[asset] = ladder
        subscription.assets.add(asset)
        misread = self._misread(subscription)
        for name in misread:
            self._ladders[name].yes_prices = True
        told = [name for name in misread if name != asset and self._ladders[name].trusted]
        return [self._whole(name, seq, recv_us) for name in (*told, asset)]

    def delta(
        self, msg: msgspec.Raw, subscription: Subscription, seq: int, recv_us: int
    ) -> list[LevelChange | Gap]:
        """An `orderbook_delta`: the level's new size; nothing for a book never seen whole."""
        delta = wire.decode(msg, wire.Delta)
        subscription.name_channel("orderbook_delta")
        asset = yes_asset(delta.market_ticker)
        ladder = self._ladders.get(asset)
        if delta.side in ("bid", "ask") or ladder is None:
            return []
        price = wire.first(delta.price_dollars, delta.price)
        change = wire.first(delta.delta_fp, delta.delta)
        if price is None or change is None:
            raise ParseError("Kalshi delta without price or size.")
        cell = wire.cell_of(price)
        venue_us = wire.venue_time(delta.ts, delta.ts_ms)
        size = ladder.change(delta.side, cell, wire.signed_size(change))
        side, cell = ladder.place(delta.side, cell)
        told = LevelChange(
            seq=seq,
            recv_us=recv_us,
            venue_us=venue_us,
            asset=asset,
            side=side,
            cell=cell,
            size=max(size, 0),
            market=delta.market_ticker,
        )
        if size >= 0 or not ladder.trusted:
            return [told]
        cause = "a level fell below zero: something was missed"
        return [self.distrust(subscription, cause, seq, recv_us, (asset,)), told]

    def distrust(
        self,
        subscription: Subscription,
        cause: str,
        seq: int,
        recv_us: int,
        scope: tuple[str, ...] | None = None,
    ) -> Gap:
        """A hole since the subscription's last message: its books (or those of `scope`) fall.

        Messages may bear the same time, yet a hole has a length: one without is how markets are
        let go.
        """
        scope = subscription.scope if scope is None else scope
        for asset in scope:
            if asset in self._ladders:
                self._ladders[asset].trusted = False
        since = subscription.last_us
        return Gap(
            seq=seq,
            recv_us=recv_us,
            from_us=recv_us - 1 if since is None else min(since, recv_us - 1),
            to_us=recv_us,
            cause=cause,
            scope=scope,
        )

    def let_go(self, assets: Iterable[str], seq: int, recv_us: int) -> list[Gap]:
        """Markets that are no longer subscribed: from here on nothing is known of them."""
        known = sorted(asset for asset in assets if self._ladders.pop(asset, None) is not None)
        if not known:
            return []
        gap = Gap(
            seq=seq,
            recv_us=recv_us,
            from_us=recv_us,
            to_us=recv_us,
            cause="no longer subscribed",
            scope=tuple(known),
        )
        return [gap]

    def _misread(self, subscription: Subscription) -> list[str]:
        if not subscription.yes_prices:
            return []
        return [
            name
            for name in sorted(subscription.assets)
            if name in self._ladders and not self._ladders[name].yes_prices
        ]

    def _whole(self, asset: str, seq: int, recv_us: int) -> BookSnapshot:
        ladder = self._ladders[asset]
        return BookSnapshot(
            seq=seq,
            recv_us=recv_us,
            asset=asset,
            bids=ladder.bids(),
            asks=ladder.asks(),
            market=asset.removesuffix(":yes"),
        )
