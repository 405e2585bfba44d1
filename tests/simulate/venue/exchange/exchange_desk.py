"""An exchange at hand for tests, with a clock that steps a second an action."""

from __future__ import annotations

from simulate.venue.venue_script import (
    MARKET,
    TRADER,
    HandScript,
    moment,
    shares,
)

from gametape.model.book import Side
from gametape.simulate.script import (
    Action,
    PlaceOrder,
    PrintTrade,
    SetLevels,
)
from gametape.simulate.venue.exchange.clearing import SettlementPlan
from gametape.simulate.venue.exchange.happenings import (
    Happening,
)
from gametape.simulate.venue.exchange.market_book import MarketBook
from gametape.simulate.venue.exchange.own_orders import OwnOrder
from gametape.simulate.venue.exchange.venue import Exchange


class Desk:
    """Actions in, happenings out; `later` does what is owed."""

    def __init__(self, delay_s: int = 0, plan: SettlementPlan | None = None) -> None:
        self.exchange = Exchange(HandScript(delay_s=delay_s), TRADER, moment(), plan)
        self.now_us = 0

    def do(self, action: Action) -> list[Happening]:
        self.now_us += 1_000_000
        return self.exchange.perform(action, moment(self.now_us))

    def later(self, until_us: int | None = None) -> list[Happening]:
        told: list[Happening] = []
        agenda = self.exchange.agenda
        while agenda.next_us is not None and (until_us is None or agenda.next_us <= until_us):
            self.now_us = max(self.now_us, agenda.next_us)
            told += self.exchange.follow_up(moment(agenda.next_us))
        return told

    @property
    def book(self) -> MarketBook:
        return self.exchange.books[MARKET]

    def order(self, name: str) -> OwnOrder:
        return self.exchange.desk.orders[name]

    def place(
        self,
        name: str,
        outcome: int,
        side: Side,
        cell: int,
        size: int,
        order_type: str = "GTC",
    ) -> list[Happening]:
        return self.do(
            PlaceOrder(
                at_us=0,
                order=name,
                market=MARKET,
                outcome=outcome,
                side=side,
                cell=cell,
                size=shares(size),
                order_type="FAK" if order_type == "FAK" else "GTC",
            )
        )

    def print(self, side: Side, size: int) -> list[Happening]:
        return self.do(PrintTrade(at_us=0, market=MARKET, side=side, size=shares(size)))

    def levels(self, *levels: tuple[Side, int, int]) -> list[Happening]:
        sized = tuple((side, cell, shares(size)) for side, cell, size in levels)
        return self.do(SetLevels(at_us=0, market=MARKET, levels=sized))
