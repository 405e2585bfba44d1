"""Happenings to messages: which channel each goes to, and who of its subscribers gets it."""

from __future__ import annotations

from enum import StrEnum
from itertools import count

import msgspec

from gametape.simulate.script import Script
from gametape.simulate.venue.exchange.clearing import Trader
from gametape.simulate.venue.exchange.happenings import (
    BookShown,
    GameSaid,
    Happening,
    LevelsChanged,
    Listed,
    Moment,
    OrderMoved,
    Printed,
    Resolved,
    TickMoved,
    TopMoved,
    TradeMoved,
)
from gametape.simulate.venue.messages import market as market_messages
from gametape.simulate.venue.messages import sports as sports_messages
from gametape.simulate.venue.messages import user as user_messages


class Channel(StrEnum):
    """The venue's three sockets."""

    MARKET = "market"
    USER = "user"
    SPORTS = "sports"


class Outgoing(msgspec.Struct, frozen=True, gc=False):
    """A message on its way: text, channel, and what it takes to be sent it.

    `assets` (market channel) or `market` (user channel) must be subscribed to; empty reaches
    everybody. `custom` is for connections with custom features alone. `kind` is its event type.
    """

    channel: Channel
    kind: str
    text: str
    assets: frozenset[str] = frozenset()
    market: str = ""
    custom: bool = False


class Messenger:
    """Writes the messages of an evening's happenings."""

    def __init__(self, script: Script, trader: Trader) -> None:
        self._script = script
        self._trader = trader
        self._game_updates = count(1)
        self.numbers: dict[str, int] = {}
        self._event = {
            "id": str(script.game_id),
            "ticker": script.event_slug,
            "slug": script.event_slug,
            "title": script.title,
            "description": "",
        }

    def number(self, market: str) -> int:
        """The venue's short number of a market."""
        return self.numbers.setdefault(market, 900_000 + len(self.numbers))

    def write(self, told: Happening, now: Moment) -> list[Outgoing]:
        """Messages of one happening, in order; none for what the venue keeps to itself."""
        match told:
            case LevelsChanged():
                text = market_messages.price_change(told, now)
                return [_market("price_change", text, told.assets)]
            case BookShown():
                return [_market("book", market_messages.book(told), (told.asset,))]
            case Printed():
                text = market_messages.last_trade_price(told, now)
                return [_market("last_trade_price", text, (told.asset,))]
            case TopMoved():
                text = market_messages.best_bid_ask(told, now)
                return [_market("best_bid_ask", text, (told.asset,), custom=True)]
            case TickMoved():
                return [
                    _market(
                        "tick_size_change",
                        market_messages.tick_size_change(told, asset, now),
                        (asset,),
                    )
                    for asset in told.assets
                ]
            case OrderMoved() | TradeMoved():
                return [self._own(told, now)]
            case GameSaid():
                return self._game(told, now)
            case _:
                return self._rare(told, now)

    def _own(self, told: OrderMoved | TradeMoved, now: Moment) -> Outgoing:
        if isinstance(told, OrderMoved):
            market = told.market
            message = user_messages.order(told, self._trader, now)
        else:
            market = told.trade.market
            message = user_messages.trade(told.trade, told.status, self._trader, now.venue_us)
        text = msgspec.json.encode(message).decode()
        return Outgoing(Channel.USER, message["event_type"], text, market=market)

    def _game(self, told: GameSaid, now: Moment) -> list[Outgoing]:
        number = next(self._game_updates)
        texts = [sports_messages.game_result(self._script, told.update, now)]
        if number % 4 == 0:
            texts.insert(0, sports_messages.other_game(self._script, number))
        return [Outgoing(Channel.SPORTS, "sport_result", text) for text in texts]

    def _rare(self, told: Happening, now: Moment) -> list[Outgoing]:
        if isinstance(told, Listed):
            number = self.number(told.rules.market)
            text = market_messages.new_market(told.rules, number, self._event, now)
            return [_market("new_market", text, (), custom=True)]
        if isinstance(told, Resolved):
            assets = tuple(outcome.asset for outcome in told.rules.outcomes)
            number = self.number(told.rules.market)
            text = market_messages.market_resolved(told, number, now)
            return [_market("market_resolved", text, assets, custom=True)]
        return []


def _market(kind: str, text: str, assets: tuple[str, ...], *, custom: bool = False) -> Outgoing:
    return Outgoing(Channel.MARKET, kind, text, frozenset(assets), custom=custom)
