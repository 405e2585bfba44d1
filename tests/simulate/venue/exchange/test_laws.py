"""Laws of the exchange's book under any sequence of actions."""

from __future__ import annotations

import json
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from simulate.venue.exchange.exchange_desk import Desk
from simulate.venue.venue_script import (
    BUY,
    SELL,
)

from gametape.model.book import Level, Side
from gametape.model.grid import NONE
from gametape.simulate.script import (
    CancelOrder,
)
from gametape.simulate.venue.exchange.happenings import (
    Happening,
    Printed,
)

cells = st.integers(40, 60).map(lambda n: n * 100)
sizes = st.sampled_from([5, 17, 100])
sides = st.sampled_from(Side)
deeds = st.one_of(
    st.tuples(st.just("levels"), sides, cells, st.sampled_from([0, 10, 40])),
    st.tuples(st.just("print"), sides, cells, sizes),
    st.tuples(st.just("place"), sides, cells, sizes),
    st.tuples(st.just("place no"), sides, cells, sizes),
    st.tuples(st.just("fak"), sides, cells, sizes),
    st.tuples(st.just("cancel"), sides, cells, sizes),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(deeds, max_size=40), st.sampled_from([0, 2]))
def test_laws_of_the_book(done: list[tuple[str, Side, int, int]], delay_s: int) -> None:
    """Never crossed, nothing made or lost in matches, tokens mirrors, fills never too large."""
    desk = Desk(delay_s=delay_s)
    told: list[Happening] = []
    for number, (what, side, cell, size) in enumerate(done):
        match what:
            case "levels":
                told += desk.levels((side, cell, size))
            case "print":
                told += desk.print(side, size)
            case "cancel":
                for name in list(desk.exchange.desk.orders):
                    told += desk.do(CancelOrder(at_us=0, order=name))
            case _:
                kind = "FAK" if what == "fak" else "GTC"
                told += desk.place(f"o{number}", int(what == "place no"), side, cell, size, kind)
        told += desk.later(until_us=desk.now_us)
        check_book(desk)
    told += desk.later()
    check_book(desk)
    for order in desk.exchange.desk.orders.values():
        mine = sum(
            row.size
            for trade, _, _ in desk.exchange.desk.trades.values()
            for row in trade.rows
            if trade.taker_order_id == order.order_id
            or (row.mine and row.order_id == order.order_id)
        )
        assert mine == order.matched <= order.size
    printed = sum(one.size for one in told if isinstance(one, Printed))
    traded = sum(trade.size for trade, _, _ in desk.exchange.desk.trades.values())
    assert printed >= traded


def check_book(desk: Desk) -> None:
    book = desk.book
    assert book.best(SELL) == NONE or book.best(BUY) < book.best(SELL)
    resting: dict[tuple[Side, int], int] = {}
    for order in book.own_resting():
        assert order.remaining > 0
        assert 0 <= order.ahead <= book.others(order.book_side, order.book_cell)
        where = order.book_side, order.book_cell
        resting[where] = resting.get(where, 0) + order.remaining
    for side in Side:
        levels: list[Level] = book.levels(side)
        for cell, size in levels:
            assert size == book.others(side, cell) + resting.get((side, cell), 0)
        shown = json.loads(f"[{book.text(1, side.opposite)}]")
        mirrored = [(10_000 - int(Decimal(row["price"]) * 10_000)) for row in shown]
        assert mirrored == [cell for cell, _ in reversed(levels)]
