"""Marks of open positions against the book."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from ledger.evening import FREE, SPORTS, dollars, fill, market, of_one
from ledger.test_exposure import levels

from gametape.ledger.exposure import NO_BOOK, Quoted
from gametape.ledger.marks import Mark, mark
from gametape.model.grid import UNIFORM

BOOK = Quoted(
    levels(("0.60", "40"), ("0.58", "100")), levels(("0.62", "30"), ("0.65", "200")), UNIFORM
)


def test_a_long_and_a_short() -> None:
    long = of_one([fill("a", "BUY", "m.yes", "100", "0.50")]).lines[0]
    assert mark(long, BOOK, FREE) == Mark(dollars("8.8"), dollars("11"), thin=False, why="")
    short = of_one([fill("a", "BUY", "m.no", "100", "0.50")]).lines[0]
    assert mark(short, BOOK, FREE) == Mark(dollars("-14.1"), dollars("-11"), thin=False, why="")


def test_fees_of_opening_and_closing_are_in_the_headline() -> None:
    long = of_one([fill("a", "BUY", "m.yes", "40", "0.50")], rules=market(fees=SPORTS)).lines[0]
    told = mark(long, BOOK, SPORTS)
    assert told.executable == dollars("4") - dollars("0.5") - dollars("0.48")
    assert told.mid == dollars("4.4")


def test_a_thin_book_prices_the_rest_at_the_worst() -> None:
    long = of_one([fill("a", "BUY", "m.yes", "200", "0.50")]).lines[0]
    assert mark(long, BOOK, FREE) == Mark(dollars("-18"), dollars("22"), thin=True, why="")
    short = of_one([fill("a", "SELL", "m.yes", "300", "0.50")]).lines[0]
    assert mark(short, BOOK, FREE).executable == dollars("150") - dollars("218.6")  # + 70 at 1
    assert mark(short, BOOK, FREE).thin


def test_no_book_no_mark() -> None:
    long = of_one([fill("a", "BUY", "m.yes", "1", "0.50")]).lines[0]
    assert mark(long, None, FREE) == Mark(None, None, thin=False, why=NO_BOOK)
    doubted = Quoted([], [], UNIFORM, "stale")
    assert mark(long, doubted, FREE) == Mark(None, None, thin=False, why="stale")
    one_sided = Quoted(BOOK.bids, [], UNIFORM)
    assert mark(long, one_sided, FREE).mid is None
    flat = of_one([fill("a", "BUY", "m.yes", "1", "0.5"), fill("b", "SELL", "m.yes", "1", "0.6")])
    assert mark(flat.lines[0], None, FREE) == Mark(0, 0, thin=False, why="")


@given(st.integers(1, 130_000_000), st.integers(1, 9_999))
def test_closing_at_once_realizes_the_mark(size: int, cell: int) -> None:
    shares, price = f"{size / 1e6:.6f}", str(UNIFORM.price(cell))
    bought = fill("a", "BUY", "m.yes", shares, price)
    told = mark(of_one([bought]).lines[0], BOOK, FREE)
    left, sales = size, []
    for at, resting in BOOK.bids:
        taken = min(left, resting)
        left -= taken
        if taken:
            sales.append(fill("b", "SELL", "m.yes", f"{taken / 1e6:.6f}", UNIFORM.text(at)))
    closed = of_one([bought, *sales])
    assert told.executable is not None
    assert abs(closed.net - told.executable) <= 2
