"""The odds ladder as a price grid."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.grid import NONE
from gametape.model.odds import ODDS

cells = st.integers(0, ODDS.cells - 1)


def test_the_ladder_has_350_rungs_from_1000_down_to_1_01() -> None:
    assert ODDS.cells == 350
    assert [ODDS.odds_text(cell) for cell in (0, 1, 348, 349)] == ["1000", "990", "1.02", "1.01"]


@pytest.mark.parametrize(
    ("low", "high", "step"),
    [
        ("1.01", "2", "0.01"),
        ("2", "3", "0.02"),
        ("3", "4", "0.05"),
        ("4", "6", "0.1"),
        ("6", "10", "0.2"),
        ("10", "20", "0.5"),
        ("20", "30", "1"),
        ("30", "50", "2"),
        ("50", "100", "5"),
        ("100", "1000", "10"),
    ],
)
def test_steps_of_each_band_are_betfairs(low: str, high: str, step: str) -> None:
    rungs = [Decimal(ODDS.odds_text(cell)) for cell in range(ODDS.cells)]
    band = [rung for rung in reversed(rungs) if Decimal(low) <= rung <= Decimal(high)]
    assert band[0] == Decimal(low)
    assert band[-1] == Decimal(high)
    assert {b - a for a, b in pairwise(band)} == {Decimal(step)}


def test_prices_of_shares_rise_with_the_cell() -> None:
    prices = [ODDS.price(cell) for cell in range(ODDS.cells)]
    assert prices == sorted(set(prices))
    assert prices[0] == Decimal("0.001")
    assert prices[-1] == Decimal("0.990099")


@given(cells)
def test_odds_text_leads_back_to_its_cell(cell: int) -> None:
    text = ODDS.odds_text(cell)
    assert ODDS.cell(text) == cell
    assert ODDS.cell(f"{Decimal(text):.2f}") == cell
    assert abs(ODDS.price(cell) * Decimal(text) - 1) < Decimal("0.001")


@given(cells)
def test_text_is_the_price_without_needless_zeros(cell: int) -> None:
    assert Decimal(ODDS.text(cell)) == ODDS.price(cell)
    assert not ODDS.text(cell).endswith("0")


@given(cells, st.integers(0, 10**11))
def test_a_stake_survives_as_micro_shares(cell: int, pennies: int) -> None:
    size = ODDS.size(cell, pennies)
    assert Decimal(size).scaleb(-6) == Decimal(pennies).scaleb(-2) * Decimal(ODDS.odds_text(cell))
    assert ODDS.native_stake(cell, size) == Decimal(pennies).scaleb(-2)


def test_native_levels_read_as_on_betfair() -> None:
    level = ODDS.cell("1.8"), ODDS.size(ODDS.cell("1.8"), 28905)
    whole = ODDS.cell("30"), ODDS.size(ODDS.cell("30"), 100_000)
    assert ODDS.native([level, whole]) == [("1.8", "289.05"), ("30", "1000")]


def test_other_sizes_give_their_stake_rounded() -> None:
    cell = ODDS.cell("3")
    assert ODDS.native_stake(cell, 1_000_000) == Decimal("0.333333")


def test_no_price_has_no_text() -> None:
    assert ODDS.text(NONE) == ODDS.odds_text(NONE) == ""


@pytest.mark.parametrize(
    "odds", ["1", "1.005", "1.001", "2.01", "1001", "0", "", "-2", "1.8 ", "1e1", "٣", "abc", "1."]
)
def test_what_is_no_rung_is_refused(odds: str) -> None:
    with pytest.raises(ParseError):
        ODDS.cell(odds)


@given(st.text(max_size=12))
def test_any_text_is_a_cell_or_refused(text: str) -> None:
    try:
        cell = ODDS.cell(text)
    except ParseError:
        return
    assert Decimal(ODDS.odds_text(cell)) == Decimal(text)
