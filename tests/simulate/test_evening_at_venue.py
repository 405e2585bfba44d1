"""A synthetic evening at the loopback venue's exchange: both agree on every own fill and book."""

from __future__ import annotations

import pytest
from simulate.performer import Performer

from gametape.model.book import Side
from gametape.simulate.evening import make_evening
from gametape.simulate.venue.exchange.clearing import Trader
from gametape.simulate.venue.exchange.happenings import Moment, OrderRefused
from gametape.simulate.venue.exchange.venue import Exchange


@pytest.mark.parametrize(("sport", "line"), [("basketball", "moneyline"), ("soccer", "home")])
def test_the_venue_fills_what_the_trader_was_planned_to_get(sport: str, line: str) -> None:
    evening = make_evening(sport, seed=2, rate=0.02, markets=[line])
    performer = Performer(evening)
    (market,) = (rules.market for rules in evening.markets)
    exchange = Exchange(evening, Trader("key", "secret", "pass", "0xme"), Moment(0, 0, 0))
    refused: list[OrderRefused] = []
    for number, action in enumerate(evening.actions()):
        at = Moment(action.at_us, action.at_us, action.at_us)
        while (due := exchange.agenda.next_us) is not None and due < action.at_us:
            exchange.follow_up(Moment(due, due, due))
        told = exchange.perform(action, at)
        refused += [happening for happening in told if isinstance(happening, OrderRefused)]
        performer.advance(action)
        if number % 200 == 0 and market in performer.markets:
            mine, theirs = performer.markets[market], exchange.books[market]
            assert theirs.best(Side.BUY) == mine.best(Side.BUY)
            assert theirs.best(Side.SELL) == mine.best(Side.SELL)
            for side in Side:
                levels = dict(mine.others.levels(side))
                for order in mine.own:
                    if order.side == side:
                        levels[order.cell] = levels.get(order.cell, 0) + order.left
                assert dict(theirs.levels(side)) == levels
    assert refused == []
    assert performer.fills
    for name, order in performer.orders.items():
        assert exchange.desk.orders[name].matched == order.placed.size - order.left
