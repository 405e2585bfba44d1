"""Amounts as millionths, exact both ways."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.amounts import micro, micro_decimal, micro_of, micro_text

amounts = st.integers(0, 10**15)


@given(amounts)
def test_text_and_decimal_lose_nothing(amount: int) -> None:
    assert micro(micro_text(amount)) == amount
    assert micro_of(micro_decimal(amount)) == amount
    assert micro_of(Decimal(micro_text(amount))) == amount
    assert micro_text(-amount) == (f"-{micro_text(amount)}" if amount else "0")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("110000", 110_000_000_000),
        ("7.52", 7_520_000),
        (".5", 500_000),
        ("0.000001", 1),
        ("5.", 5_000_000),
    ],
)
def test_texts_as_venues_write_them(text: str, amount: int) -> None:
    assert micro(text) == amount


@pytest.mark.parametrize("text", ["", ".", "-1", "1e5", "0.0000001", "1,000", "NaN", "1" * 41])
def test_what_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        micro(text)


@pytest.mark.parametrize(
    "value", ["NaN", "sNaN", "Infinity", "1E+999999", "1E-999999", "0.0000001", f"1.{'0' * 31}1"]
)
def test_decimals_that_are_no_millionths_are_refused(value: str) -> None:
    with pytest.raises(ParseError):
        micro_of(Decimal(value))
