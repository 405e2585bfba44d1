"""Fees against the venue's table, and where nothing is known."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.ledger.fees import fill_fee, schedule_fee
from gametape.model.amounts import micro
from gametape.model.book import Side
from gametape.model.market import FeeSchedule
from gametape.model.trading import Fill, FillStatus, Role

SPORTS = FeeSchedule(rate=Decimal("0.05"))


def fill(**changes: object) -> Fill:
    one = Fill(
        trade_id="t",
        order_id="o",
        asset="yes",
        market="m",
        side=Side.BUY,
        size=micro("100"),
        price=Decimal("0.5"),
        role=Role.TAKER,
        status=FillStatus.CONFIRMED,
        matched_us=0,
    )
    return msgspec.structs.replace(one, **changes)


@pytest.mark.parametrize(
    ("shares", "price", "rate", "dollars"),
    [
        ("100", "0.50", "0.05", "1.25"),
        ("100", "0.50", "0.03", "0.75"),
        ("100", "0.90", "0.05", "0.45"),
        ("100", "0.65", "0.03", "0.6825"),
        ("5", "0.02", "0.05", "0.0049"),
        ("33.33", "0.333", "0.05", "0.37014"),
        ("1", "0.001", "0.05", "0.00004"),
        ("0.01", "0.01", "0.05", "0"),
    ],
)
def test_the_venue_s_own_figures(shares: str, price: str, rate: str, dollars: str) -> None:
    schedule = FeeSchedule(rate=Decimal(rate))
    assert schedule_fee(schedule, micro(shares), Decimal(price)) == micro(dollars)


def test_an_exponent_that_is_no_whole_number_is_not_guessed() -> None:
    assert schedule_fee(FeeSchedule(Decimal("0.05"), Decimal("1.5")), 10**8, Decimal("0.5")) is None
    assert schedule_fee(FeeSchedule(Decimal("0.05"), Decimal(-1)), 10**8, Decimal("0.5")) is None
    assert schedule_fee(FeeSchedule(Decimal(0), Decimal("1.5")), 10**8, Decimal("0.5")) == 0
    squared = schedule_fee(FeeSchedule(Decimal("0.25"), Decimal(2)), micro("100"), Decimal("0.5"))
    assert squared == micro("1.5625")


def test_who_pays() -> None:
    assert fill_fee(fill(), SPORTS) == micro("1.25")
    assert fill_fee(fill(role=Role.MAKER), SPORTS) == 0
    assert fill_fee(fill(role=Role.UNKNOWN), SPORTS) is None
    assert fill_fee(fill(role=Role.UNKNOWN), FeeSchedule(Decimal(0))) == 0
    both = FeeSchedule(Decimal("0.05"), taker_only=False)
    assert fill_fee(fill(role=Role.MAKER), both) == fill_fee(fill(role=Role.UNKNOWN), both)
    assert fill_fee(fill(role=Role.MAKER), both) == micro("1.25")
    assert fill_fee(fill(), None) is None
    assert fill_fee(fill(role=Role.MAKER), None) is None
    assert fill_fee(fill(fee=7), SPORTS) == 7
    assert fill_fee(fill(fee=7), None) == 7


@given(
    st.integers(0, 10**12),
    st.integers(0, 10_000),
    st.decimals(0, "0.1", places=4),
    st.integers(0, 3),
)
def test_a_fee_is_never_above_the_formula_and_within_a_step(
    size: int, cell: int, rate: Decimal, exponent: int
) -> None:
    price = Decimal(cell).scaleb(-4)
    schedule = FeeSchedule(rate, Decimal(exponent))
    fee = schedule_fee(schedule, size, price)
    assert fee is not None
    assert fee % 10 == 0
    p = Fraction(price)
    assert 0 <= size * Fraction(rate) * (p * (1 - p)) ** exponent - fee < 10
    assert fee == schedule_fee(schedule, size, 1 - price)
