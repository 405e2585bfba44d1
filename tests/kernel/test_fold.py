"""Folds of rows: both twins move the same book the same way, row by row."""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel.twins import BOTH, compiled

from gametape.kernel.choice import PURE, Kernel
from gametape.model.book import OrderBook, Side

CELLS = 40
_SIZE = st.one_of(st.just(0), st.integers(1, 9), st.sampled_from([2**62, 2**63 - 1]))
_KIND = st.sampled_from([0, 0, 1, 1, 2, 4, 255])
_ROWS = st.lists(st.tuples(_KIND, st.integers(0, CELLS - 1), _SIZE), max_size=60)
_BOOK = st.lists(_SIZE, min_size=CELLS, max_size=CELLS)

Rows = list[tuple[int, int, int]]


def empty() -> tuple[array[int], array[int]]:
    return array("q", [0] * CELLS), array("q", [0] * CELLS)


def outputs(rows: int) -> tuple[array[int], array[int], array[int], array[int]]:
    bid, ask = array("i", [7] * rows), array("i", [7] * rows)
    return bid, ask, array("q", [7] * rows), array("q", [7] * rows)


def columns(rows: Rows) -> tuple[bytes, array[int], array[int]]:
    kind, cell, size = zip(*rows, strict=True) if rows else ((), (), ())
    return bytes(kind), array("i", cell), array("q", size)


def featured(kernel: Kernel, bids: list[int], asks: list[int], rows: Rows) -> list[Any]:
    book = (array("q", bids), array("q", asks))
    into = outputs(len(rows))
    kernel.fold_features(*book, *columns(rows), *into)
    return [*book, *into]


def told(kernel: Kernel, bids: list[int], asks: list[int], rows: Rows) -> list[Any]:
    book = array("q", bids), array("q", asks)
    heard: list[tuple[int, int, int]] = []
    kernel.fold_each(*book, *columns(rows), lambda *what: heard.append(what))
    return [*book, heard]


@given(bids=_BOOK, asks=_BOOK, rows=_ROWS)
def test_the_twins_agree_after_every_row(bids: list[int], asks: list[int], rows: Rows) -> None:
    assert featured(compiled(), bids, asks, rows) == featured(PURE, bids, asks, rows)
    assert told(compiled(), bids, asks, rows) == told(PURE, bids, asks, rows)


@pytest.mark.parametrize("kernel", BOTH)
@given(rows=st.lists(st.tuples(st.integers(0, 1), st.integers(0, CELLS - 1), st.integers(0, 9)),
                     max_size=40))  # fmt: skip
def test_it_is_the_order_books_own_fold(kernel: Kernel, rows: Rows) -> None:
    book, nothing = OrderBook(CELLS), [0] * CELLS
    *_, best_bid, best_ask, depth_bid, depth_ask = featured(kernel, nothing, nothing, rows)
    for row, (kind, cell, size) in enumerate(rows):
        book.set_level(Side.SELL if kind else Side.BUY, cell, size)
        assert (best_bid[row], best_ask[row]) == (book.best_bid, book.best_ask)
        assert (depth_bid[row], depth_ask[row]) == (book.depth(Side.BUY), book.depth(Side.SELL))


@pytest.mark.parametrize("kernel", BOTH)
@given(rows=_ROWS, cuts=st.lists(st.integers(0, 60), max_size=3).map(sorted))
def test_rows_in_portions_come_to_the_same_book(
    kernel: Kernel, rows: Rows, cuts: list[int]
) -> None:
    whole, parts = empty(), empty()
    kernel.fold_rows(*whole, *columns(rows))
    for start, end in pairwise([0, *cuts, len(rows)]):
        kernel.fold_rows(*parts, *columns(rows[start:end]))
    kernel.fold_rows(*parts, *columns(rows[max([0, *cuts]) :]))
    assert parts == whole


@pytest.mark.parametrize("kernel", BOTH)
@pytest.mark.parametrize("cell", [-1, CELLS, 2**31 - 1, -(2**31)])
def test_a_cell_that_is_not_in_the_book_is_refused(kernel: Kernel, cell: int) -> None:
    book = empty()
    rows = columns([(0, 5, 3), (1, cell, 3), (0, 6, 3)])
    with pytest.raises(IndexError, match="row 1"):
        kernel.fold_rows(*book, *rows)
    with pytest.raises(IndexError, match="row 1"):
        kernel.fold_each(*book, *rows, lambda *_: None)
    with pytest.raises(IndexError, match="row 1"):
        kernel.fold_features(*book, *rows, *outputs(3))
    assert book[0][5] == 3


@pytest.mark.parametrize("kernel", BOTH)
def test_what_does_not_fit_together_is_refused(kernel: Kernel) -> None:
    book, rows = empty(), columns([(0, 5, 3)])
    with pytest.raises(ValueError, match="equally long"):
        kernel.fold_rows(book[0], array("q", [0]), *rows)
    with pytest.raises(ValueError, match="equally long"):
        kernel.fold_rows(*book, b"\0\0", rows[1], rows[2])
    with pytest.raises(ValueError, match="place for every row"):
        kernel.fold_features(*book, *rows, *outputs(0))


@pytest.mark.parametrize("kernel", BOTH)
def test_what_a_call_raises_ends_the_fold(kernel: Kernel) -> None:
    heard: list[int] = []

    def call(row: int, bid: int, ask: int) -> None:
        heard.append(row)
        if row == 2:
            raise ZeroDivisionError

    book = empty()
    with pytest.raises(ZeroDivisionError):
        kernel.fold_each(*book, *columns([(0, 1, 1)] * 5), call)
    assert heard == [0, 1, 2]
