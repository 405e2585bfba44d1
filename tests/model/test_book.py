"""The order book against the plainest model of one: two dictionaries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gametape.model.book import OrderBook, Side
from gametape.model.grid import NONE

CELLS = 60
sides = st.sampled_from([Side.BUY, Side.SELL])
changes = st.lists(
    st.tuples(sides, st.integers(0, CELLS - 1), st.sampled_from([0, 0, 1, 5, 2**62])), max_size=80
)


def built(steps: list[tuple[Side, int, int]]) -> tuple[OrderBook, dict[Side, dict[int, int]]]:
    book = OrderBook(CELLS)
    model: dict[Side, dict[int, int]] = {Side.BUY: {}, Side.SELL: {}}
    for side, cell, size in steps:
        book.set_level(side, cell, size)
        model[side].pop(cell, None)
        if size:
            model[side][cell] = size
    return book, model


@given(changes)
def test_best_prices_and_levels_are_those_of_the_model(steps: list[tuple[Side, int, int]]) -> None:
    book, model = built(steps)
    bids, asks = model[Side.BUY], model[Side.SELL]
    assert book.best_bid == max(bids, default=NONE)
    assert book.best_ask == min(asks, default=NONE)
    assert list(book.bids()) == sorted(bids.items(), reverse=True)
    assert list(book.asks()) == sorted(asks.items())
    assert book.crossed == bool(bids and asks and max(bids) >= min(asks))
    for side in Side:
        assert list(book.levels(side)) == list(book.bids() if side is Side.BUY else book.asks())
        assert all(book.size_at(side, cell) == model[side].get(cell, 0) for cell in range(CELLS))


@given(changes, st.integers(0, 12))
def test_depth_sums_the_best_levels(steps: list[tuple[Side, int, int]], levels: int) -> None:
    book, model = built(steps)
    bids = sorted(model[Side.BUY].items(), reverse=True)[:levels]
    asks = sorted(model[Side.SELL].items())[:levels]
    assert book.depth(Side.BUY, levels) == sum(size for _, size in bids)
    assert book.depth(Side.SELL, levels) == sum(size for _, size in asks)


@given(changes, sides, st.integers(0, 40))
def test_a_walk_takes_the_best_first_and_no_more_than_there_is(
    steps: list[tuple[Side, int, int]], taker: Side, size: int
) -> None:
    book, _ = built(steps)
    fills = book.walk(taker, size)
    resting = dict(book.levels(taker.opposite))
    assert sum(taken for _, taken in fills) == min(size, sum(resting.values()))
    assert [cell for cell, _ in fills] == [cell for cell, _ in book.levels(taker.opposite)][
        : len(fills)
    ]
    assert all(0 < taken <= resting[cell] for cell, taken in fills)
    assert all(taken == resting[cell] for cell, taken in fills[:-1])


@given(changes, changes)
def test_a_snapshot_leaves_nothing_of_what_was(
    before: list[tuple[Side, int, int]], after: list[tuple[Side, int, int]]
) -> None:
    book, _ = built(before)
    fresh, _ = built(after)
    book.replace(fresh.bids(), fresh.asks())
    assert book == fresh


def test_an_empty_book_has_no_best_prices() -> None:
    book = OrderBook(CELLS)
    assert (book.best_bid, book.best_ask, book.crossed) == (NONE, NONE, False)
    assert book.walk(Side.BUY, 5) == []
    assert book.depth(Side.SELL) == 0
