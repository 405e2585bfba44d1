"""Own orders in a crowd's book: the queue, conservation of size, and who is filled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gametape.model.book import Side
from gametape.model.grid import NONE, UNIFORM
from gametape.simulate.standing import OwnOrder, StandingBook

BUY, SELL = Side.BUY, Side.SELL


def book(*levels: tuple[Side, int, int]) -> StandingBook:
    made = StandingBook(UNIFORM.cells)
    for side, cell, size in levels:
        made.set_level(side, cell, size)
    return made


def test_an_order_waits_for_what_stood_before_it() -> None:
    standing = book((BUY, 5000, 100), (SELL, 5100, 100))
    order = OwnOrder("a", BUY, 5000, 40)
    standing.rest(order)
    standing.set_level(BUY, 5000, 300)  # 200 more come behind it
    assert standing.take(SELL, 90) == [(5000, 90)]
    assert order.filled == 0
    standing.take(SELL, 30)
    assert (order.filled, order.left, order.cost) == (20, 20, 20 * 5000)
    standing.take(SELL, 220)
    assert not order.open
    assert standing.own == []
    assert standing.best(BUY) == NONE


def test_others_who_cancel_let_it_forward() -> None:
    standing = book((SELL, 5100, 100))
    order = OwnOrder("a", SELL, 5100, 40)
    standing.rest(order)
    standing.set_level(SELL, 5100, 10)
    standing.take(BUY, 15)
    assert order.filled == 5


def test_a_better_order_of_ones_own_is_the_best_price() -> None:
    standing = book((BUY, 5000, 100), (SELL, 5300, 100))
    order = OwnOrder("a", SELL, 5200, 40)
    standing.rest(order)
    assert standing.best(SELL) == 5200
    assert standing.available(BUY, 5200) == 40
    assert standing.available(BUY, 5300) == 140
    assert standing.take(BUY, 60) == [(5200, 40), (5300, 20)]
    standing.rest(OwnOrder("b", BUY, 4900, 1))
    assert standing.best(BUY) == 5000


LEVELS = st.lists(
    st.tuples(st.integers(40, 49).map(lambda c: c * 100), st.integers(1, 50)), max_size=8
)


@given(levels=LEVELS, own=LEVELS, takes=st.lists(st.integers(1, 120), max_size=6))
def test_nothing_is_lost_when_takers_walk(
    levels: list[tuple[int, int]], own: list[tuple[int, int]], takes: list[int]
) -> None:
    standing = book(*((BUY, cell, size) for cell, size in levels))
    orders = [OwnOrder(str(n), BUY, cell, size) for n, (cell, size) in enumerate(own)]
    for order in orders:
        standing.rest(order)
    for size in takes:
        before = standing.available(SELL, 0)
        taken = standing.take(SELL, size)
        assert sum(got for _, got in taken) == min(size, before)
        assert [cell for cell, _ in taken] == sorted({cell for cell, _ in taken}, reverse=True)
        assert standing.available(SELL, 0) == before - min(size, before)
    for order in orders:
        assert order.cost == order.cell * order.filled
        assert 0 <= order.filled <= order.size
        assert order.open == (order.left > 0) == any(order is other for other in standing.own)
