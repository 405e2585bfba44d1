"""Wire texts as values: exact or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.book import Side
from gametape.model.grid import NONE
from gametape.venues.polymarket.texts import (
    CELLS,
    SIZES,
    Memo,
    best_cell,
    dollars,
    side,
    trade_cell,
    venue_us,
)


@given(st.integers(0, 10_000))
def test_every_cell_is_found_from_any_spelling_of_its_price(cell: int) -> None:
    whole, fraction = divmod(cell, 10_000)
    text = f"{whole}.{fraction:04d}"
    assert CELLS[text] == CELLS[text.rstrip("0")] == CELLS[text.removeprefix("0")] == cell


@given(st.decimals(0, 1, places=6))
def test_dollars_are_exact(price: Decimal) -> None:
    assert dollars(f"{price:f}") == price


@pytest.mark.parametrize("text", ["", ".", "-0.5", "1.01", "1e-1", "NaN", "0.5 ", "0" * 41, "½"])
def test_dollars_refuse_what_is_no_price(text: str) -> None:
    with pytest.raises(ParseError):
        dollars(text)


@pytest.mark.parametrize("text", ["-1", "1e3", "0.1234567", "9" * 14, "1" * 5000, ""])
def test_sizes_refuse_what_is_no_size(text: str) -> None:
    with pytest.raises(ParseError):
        SIZES[text]


def test_the_largest_size_fits_64_bits() -> None:
    assert SIZES["9223372036854.775807"] == 2**63 - 1
    with pytest.raises(ParseError):
        SIZES["9223372036854.775808"]


def test_a_full_memo_starts_over() -> None:
    read: list[str] = []
    memo = Memo(lambda text: read.append(text) or len(text))  # type: ignore[func-returns-value]
    for number in range(70_000):
        memo[str(number)]
    assert len(memo) < 70_000
    assert memo["69999"] == 5
    assert len(read) == 70_000


def test_prices_of_prints_and_of_best_levels() -> None:
    assert trade_cell("0.3408574") == NONE
    assert trade_cell("0.34") == 3400
    assert [best_cell(text) for text in (None, "", "0", "1", "0.0001")] == [
        None,
        NONE,
        NONE,
        NONE,
        1,
    ]


def test_sides() -> None:
    assert (side("BUY"), side("sell")) == (Side.BUY, Side.SELL)
    with pytest.raises(ParseError):
        side("ASK")


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("1761179949036", 1_761_179_949_036_000),
        (1_761_179_949_036, 1_761_179_949_036_000),
        ("1761179949", 1_761_179_949_000_000),
        ("", None),
        (None, None),
    ],
)
def test_venue_times(stamp: str | int | None, expected: int | None) -> None:
    assert venue_us(stamp) == expected
