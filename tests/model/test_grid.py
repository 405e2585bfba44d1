"""Prices of a dollar share as cells, from the texts that venues send."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.grid import NONE, UNIFORM, cell_of, nearest_cell
from gametape.model.odds import ODDS


@given(st.integers(0, UNIFORM.cells - 1))
def test_every_cell_is_read_back_from_its_text(cell: int) -> None:
    assert UNIFORM.cell(UNIFORM.text(cell)) == cell
    assert UNIFORM.cell(UNIFORM.label(cell)) == cell
    assert UNIFORM.price(cell) == Decimal(UNIFORM.text(cell))
    assert UNIFORM.mirror(UNIFORM.mirror(cell)) == cell
    assert UNIFORM.price(cell) + UNIFORM.price(UNIFORM.mirror(cell)) == 1


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("0.52", 5200), (".48", 4800), ("0.5", 5000), ("0.50", 5000), ("1", 10_000), ("0", 0),
        ("1.000", 10_000), ("0.0025", 25), ("0.0001", 1), ("0.999900000", 9999),
    ],
)  # fmt: skip
def test_texts_of_prices(text: str, cell: int) -> None:
    assert UNIFORM.cell(text) == cell


@pytest.mark.parametrize(
    "text",
    ["", ".", "-0.5", "+1", "1.0001", "2", "0.00001", "1e-2", "0,5", "٣", "0.5 ", "9" * 5000],
)
def test_what_is_no_price_on_the_grid_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        UNIFORM.cell(text)


def test_no_price_has_no_text() -> None:
    assert UNIFORM.text(NONE) == ""


@pytest.mark.parametrize("cell", [0, 1, 200, 348, 349])
def test_a_price_finds_its_rung_or_the_nearest(cell: int) -> None:
    price = ODDS.price(cell)
    assert (cell_of(price, ODDS), nearest_cell(price, ODDS)) == (cell, cell)
    beside = price + Decimal("0.0000001")
    assert (cell_of(beside, ODDS), nearest_cell(beside, ODDS)) == (None, cell)


def test_prices_beyond_the_grid_have_the_last_cell() -> None:
    assert nearest_cell(Decimal(7), ODDS) == ODDS.cells - 1
    assert nearest_cell(Decimal(0), ODDS) == 0
