"""The least performer of a script: books and own orders moved as `script.py` says, and checked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from gametape.model.book import OrderBook, Side
from gametape.model.grid import NONE, UNIFORM
from gametape.model.market import MarketRules
from gametape.simulate.script import (
    Action,
    CancelOrder,
    ChangeTick,
    GameUpdate,
    ListMarket,
    PlaceOrder,
    PrintTrade,
    Resolve,
    Script,
    SetLevels,
    WipeBook,
)

TOP = UNIFORM.cells - 1


@dataclass
class Own:
    placed: PlaceOrder
    left: int
    ahead: int = 0
    alive: bool = True

    @property
    def side(self) -> Side:
        return self.placed.side if self.placed.outcome == 0 else self.placed.side.opposite

    @property
    def cell(self) -> int:
        return self.placed.cell if self.placed.outcome == 0 else TOP - self.placed.cell


@dataclass
class Fill:
    at_us: int
    order: str
    market: str
    cell: int
    size: int
    maker: bool


@dataclass
class Market:
    rules: MarketRules
    tick: int
    others: OrderBook = field(default_factory=lambda: OrderBook(UNIFORM.cells))
    own: list[Own] = field(default_factory=list)

    def best(self, side: Side) -> int:
        cells = [order.cell for order in self.own if order.side == side]
        top = self.others.best_bid if side == "BUY" else self.others.best_ask
        if top != NONE:
            cells.append(top)
        if not cells:
            return NONE
        return max(cells) if side == "BUY" else min(cells)

    def crossed(self) -> bool:
        bid, ask = self.best(Side.BUY), self.best(Side.SELL)
        return NONE not in (bid, ask) and bid >= ask


class Performer:
    """Performs a script and asserts that every action is possible when it comes."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.markets: dict[str, Market] = {}
        self.orders: dict[str, Own] = {}
        self.fills: list[Fill] = []
        self.counts: Counter[str] = Counter()
        self.resolved: dict[str, Resolve] = {}
        self.feed: list[GameUpdate] = []
        self.top_changes = 0
        self._delayed: list[tuple[int, Own]] = []
        for rules in script.markets:
            self._list(rules)
            self.markets[rules.market].others.replace(*script.opening[rules.market])

    def _list(self, rules: MarketRules) -> None:
        assert rules.tick is not None
        self.markets[rules.market] = Market(rules, int(rules.tick * TOP))

    def run(self) -> Performer:
        last_us = 0
        for action in self.script.actions():
            assert last_us <= action.at_us <= self.script.duration_us
            last_us = action.at_us
            self.advance(action)
        return self

    def advance(self, action: Action) -> None:
        """Match what is due before an action, then perform it."""
        while self._delayed and self._delayed[0][0] <= action.at_us:
            due_us, order = self._delayed.pop(0)
            self._match(order, due_us)
        self.counts[type(action).__name__] += 1
        self.perform(action)

    def perform(self, action: Action) -> None:
        if isinstance(action, SetLevels):
            self._set_levels(action)
        elif isinstance(action, PrintTrade):
            market = self.markets[action.market]
            before = self._tops(market)
            assert action.size > 0
            left = self._take(market, action.side, action.size, action.at_us)
            assert left == 0, f"a print of {action.size} exceeds the book by {left}"
            self.top_changes += before != self._tops(market)
        elif isinstance(action, PlaceOrder):
            self._place(action)
        elif isinstance(action, CancelOrder):
            order = self.orders[action.order]
            assert order.alive, "cancels an order that rests no more"
            order.alive = False
            self._market(order).own.remove(order)
        elif isinstance(action, ChangeTick):
            market = self.markets[action.market]
            market.tick = int(action.new * TOP)
        elif isinstance(action, WipeBook):
            market = self.markets[action.market]
            market.others.replace((), ())
            for order in market.own:
                order.alive = False
            market.own.clear()
        elif isinstance(action, ListMarket):
            self._list(action.rules)
            self.markets[action.rules.market].others.replace(action.bids, action.asks)
        elif isinstance(action, GameUpdate):
            self.feed.append(action)
        else:
            assert isinstance(action, Resolve)  # pairs are moved by scripts that another test plays
            assert sum(action.payouts) == 1
            assert not self.markets[action.market].own
            self.resolved[action.market] = action
            del self.markets[action.market]

    def _market(self, order: Own) -> Market:
        return self.markets[order.placed.market]

    def _tops(self, market: Market) -> tuple[int, int]:
        return market.best(Side.BUY), market.best(Side.SELL)

    def _set_levels(self, action: SetLevels) -> None:
        market = self.markets[action.market]
        before = self._tops(market)
        for side, cell, size in action.levels:
            assert market.tick <= cell <= TOP - market.tick
            assert cell % market.tick == 0 or size == 0
            assert size >= 0
            assert size % 10_000 == 0
            assert size != market.others.size_at(side, cell), "a change that changes nothing"
            market.others.set_level(side, cell, size)
            for order in market.own:
                if order.side == side and order.cell == cell:
                    order.ahead = min(order.ahead, size)
        assert not market.crossed()
        self.top_changes += before != self._tops(market)

    def _place(self, action: PlaceOrder) -> None:
        market = self.markets[action.market]
        assert market.rules.min_size is not None
        assert action.size >= market.rules.min_size
        assert action.cell % market.tick == 0
        assert market.tick <= action.cell <= TOP - market.tick
        order = Own(action, action.size)
        self.orders[action.order] = order
        against = market.best(order.side.opposite)
        sign = 1 if order.side == "BUY" else -1
        if against != NONE and (order.cell - against) * sign >= 0:
            delay = market.rules.taker_delay_us or 0
            self._delayed.append((action.at_us + delay, order))
        else:
            self._rest(order)

    def _rest(self, order: Own) -> None:
        if order.placed.order_type == "FAK":
            order.alive = False
            return
        market = self._market(order)
        order.ahead = market.others.size_at(order.side, order.cell)
        market.own.append(order)

    def _match(self, order: Own, at_us: int) -> None:
        market = self._market(order)
        sign = 1 if order.side == "BUY" else -1
        while order.left:
            best = market.best(order.side.opposite)
            if best == NONE or (order.cell - best) * sign < 0:
                break
            assert all(own.cell != best for own in market.own), "trades with itself"
            got = min(order.left, market.others.size_at(order.side.opposite, best))
            self._take(market, order.side, got, at_us)
            order.left -= got
            self.fills.append(
                Fill(at_us, order.placed.order, market.rules.market, best, got, False)
            )
        if order.left:
            self._rest(order)
        else:
            order.alive = False

    def _take(self, market: Market, taker: Side, size: int, at_us: int) -> int:
        side = taker.opposite
        while size and (cell := market.best(side)) != NONE:
            resting = market.others.size_at(side, cell)
            queue = [order for order in market.own if order.side == side and order.cell == cell]
            gone = 0
            for order in queue:
                step = min(size, max(0, order.ahead - gone))
                size, gone = size - step, gone + step
                got = min(size, order.left)
                if got:
                    size -= got
                    order.left -= got
                    self.fills.append(
                        Fill(at_us, order.placed.order, market.rules.market, cell, got, True)
                    )
                    if not order.left:
                        order.alive = False
                        market.own.remove(order)
            step = min(size, resting - gone)
            size, gone = size - step, gone + step
            for order in queue:
                order.ahead = max(0, order.ahead - gone)
            market.others.set_level(side, cell, resting - gone)
        return size
