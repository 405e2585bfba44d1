"""Splits, merges and redemptions of the recorded trader: shares and cash that move by no trade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gametape.model.trading import ChangeKind
from gametape.simulate.script import MovePairs
from gametape.simulate.venue.exchange import handles
from gametape.simulate.venue.exchange.happenings import Moment
from gametape.simulate.venue.exchange.holdings import AssetMove
from gametape.simulate.venue.exchange.market_book import MarketBook

HALF = Decimal("0.5")
"""What the venue takes a share of a new pair to have cost."""


class OwnMove(NamedTuple):
    """A move of the recorded trader's: micro-shares of each outcome, and micro-dollars of cash."""

    at_us: int
    kind: ChangeKind
    market: str
    shares: tuple[int, int]
    prices: tuple[Decimal, Decimal]
    cash: int
    transaction: str

    @property
    def size(self) -> int:
        """Micro-shares as a history tells them: of each outcome, or all that was fetched."""
        return max(map(abs, self.shares))


def own_move(
    book: MarketBook, action: MovePairs, held: Mapping[str, int], now: Moment
) -> OwnMove | None:
    """The move that an action asks for; None if there is not enough to move.

    `held` is what the trader holds, by asset.
    """
    first, second = (held.get(asset, 0) for asset in book.assets)
    kind = ChangeKind(action.kind)
    prices, shares = (HALF, HALF), (action.size, action.size)
    if kind is ChangeKind.MERGE:
        shares = (-action.size, -action.size)
        if min(first, second) < action.size:
            return None
    elif kind is ChangeKind.REDEEM:
        if book.payouts is None or not (first or second):
            return None
        prices, shares = book.payouts, (-first, -second)
    cash = -sum(round(count * price) for count, price in zip(shares, prices, strict=True))
    name = handles.hash_id("move", book.rules.market, kind, now.script_us)
    return OwnMove(now.venue_us, kind, book.rules.market, shares, prices, cash, name)


def by_asset(moves: Iterable[OwnMove], assets: Mapping[str, Sequence[str]]) -> list[AssetMove]:
    """The same asset by asset; `assets` are a market's."""
    return [
        AssetMove(one.at_us, one.market, asset, change, price)
        for one in moves
        for asset, change, price in zip(assets[one.market], one.shares, one.prices, strict=True)
        if change
    ]
