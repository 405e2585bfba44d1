"""Values whose JSON type the venue does not keep."""

from __future__ import annotations

import json
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.venues.polymarket import loose


def raw(text: str) -> msgspec.Raw:
    return msgspec.Raw(text.encode())


@pytest.mark.parametrize("written", ["0.0025", '"0.0025"', '" 0.0025 "', "2.5e-3"])
def test_a_number_is_exact_however_it_is_written(written: str) -> None:
    assert loose.number(raw(written)) == Decimal("0.0025")


@pytest.mark.parametrize("nothing", ["", "null", '""', '"  "'])
def test_nothing_is_none(nothing: str) -> None:
    assert loose.number(raw(nothing)) is None
    assert loose.amount(raw(nothing)) is None
    assert loose.moment_us(raw(nothing)) is None
    assert loose.items(raw(nothing)) == []


@pytest.mark.parametrize(
    "bad", ['"x"', "[]", "{}", '"NaN"', '"Infinity"', '"1e41"', '"1e-41"', "true"]
)
def test_no_number_is_refused(bad: str) -> None:
    with pytest.raises(ParseError):
        loose.number(raw(bad))


@given(st.decimals(0, 10**12, places=6))
def test_an_amount_keeps_every_digit(value: Decimal) -> None:
    assert loose.amount(raw(f'"{value}"')) == int(value.scaleb(6))
    assert loose.amount(raw(str(value))) == int(value.scaleb(6))


def test_an_amount_takes_a_floats_noise_only_when_told() -> None:
    noisy = raw("12.300000000000001")
    with pytest.raises(ParseError):
        loose.amount(noisy)
    assert loose.amount(noisy, rounded=True) == 12_300_000
    for bad in ('"-1"', '"9223372036855"', '"1e30"'):
        with pytest.raises(ParseError):
            loose.amount(raw(bad), rounded=True)


@pytest.mark.parametrize(
    "written",
    ['"2026-04-05T15:10:00Z"', '"2026-04-05 15:10:00+00"', "1775401800", '"1775401800000"',
     "1775401800000000", '"2026-04-05T17:10:00.000+02:00"'],
)  # fmt: skip
def test_one_moment_in_all_its_forms(written: str) -> None:
    assert loose.moment_us(raw(written)) == 1_775_401_800_000_000


def test_a_date_is_its_midnight_and_zero_is_no_time() -> None:
    assert loose.moment_us(raw('"2026-04-05"')) == 1_775_347_200_000_000
    assert loose.moment_us(raw('"0"')) is None
    with pytest.raises(ParseError):
        loose.moment_us(raw('"soon"'))


@given(st.lists(st.text()))
def test_a_list_reads_the_same_inside_a_string(values: list[str]) -> None:
    plain = json.dumps(values)
    assert loose.texts(raw(plain)) == values
    assert loose.texts(raw(json.dumps(plain))) == values
