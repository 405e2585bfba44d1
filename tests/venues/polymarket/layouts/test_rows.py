"""Typed rows: numbers that went through doubles made exact again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.grid import NONE
from gametape.venues.polymarket.layouts.rows import cell, price, row_reader, size


@given(st.integers(0, 10**9))
def test_a_size_that_went_through_a_double_comes_back(micro: int) -> None:
    assert size(Decimal(repr(micro / 1_000_000))) == micro


def test_noise_of_doubles_is_rounded_away() -> None:
    assert size(Decimal("206.60124000000002")) == 206_601_240


@given(st.integers(0, 10_000))
def test_cells_of_prices_on_the_grid(at: int) -> None:
    assert cell(Decimal(repr(at / 10_000))) == at


def test_prices_between_cells_have_none() -> None:
    assert cell(Decimal("0.5899999221199791")) == NONE


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-0.1", "1.1", "1e999999"])
def test_what_is_no_price_is_refused(text: str) -> None:
    for read in (price, cell):
        with pytest.raises(ParseError):
            read(Decimal(text))


@pytest.mark.parametrize("text", ["NaN", "-1", "1e20", "1e999999"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        size(Decimal(text))


def test_a_reader_keeps_the_digits_of_numbers_and_refuses_in_words() -> None:
    read = row_reader(list[Decimal])
    assert read(b'[0.10, 7, "1.50"]') == [Decimal("0.10"), 7, Decimal("1.50")]
    for raw in (b"", b"{", b'["x"]', b"[" * 100_000):
        with pytest.raises(ParseError):
            read(raw)
