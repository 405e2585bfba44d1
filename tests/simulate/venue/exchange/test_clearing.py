"""Fees, averages, makers and the ways a trade can settle."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulate.venue.venue_script import BUY, MARKET, NO, SELL, TRADER, YES, moment, rules, shares

from gametape.model.amounts import micro
from gametape.model.book import Side
from gametape.model.market import FeeSchedule
from gametape.simulate.venue.exchange.clearing import (
    ROWS_PER_TRADE,
    SettlementPlan,
    Taker,
    maker_rows,
    own_trades,
    taker_fee,
)
from gametape.simulate.venue.exchange.market_book import MarketBook, Match
from gametape.simulate.venue.exchange.own_orders import OwnOrder, on_first


@pytest.mark.parametrize(
    ("size", "cell", "rate", "floor"),
    [
        ("100", 5000, "0.05", "1.25"),
        ("100", 5000, "0.03", "0.75"),
        ("100", 9000, "0.05", "0.45"),
        ("100", 6500, "0.03", "0.6825"),
        ("5", 200, "0.05", "0.0049"),
        ("33.33", 3330, "0.05", "0.37014"),
        ("1", 10, "0.05", "0.00004"),
        ("0.01", 100, "0.05", "0"),
    ],
)
def test_the_fee_table_of_the_reference(size: str, cell: int, rate: str, floor: str) -> None:
    assert taker_fee(FeeSchedule(rate=Decimal(rate)), cell, micro(size)) == micro(floor)


def test_no_schedule_no_fee() -> None:
    assert taker_fee(None, 5000, shares(100)) == 0


def taker(side: Side, outcome: int = 0, mine: OwnOrder | None = None) -> Taker:
    return Taker("0xT", "owner", "0xWallet", outcome, side, mine)


def own(outcome: int, side: Side, cell: int, size: int = shares(50)) -> OwnOrder:
    return OwnOrder("0xA", "a", MARKET, outcome, side, cell, size, "GTC", "", 0)


matches = st.lists(
    st.tuples(st.integers(1, 99).map(lambda n: n * 100), st.integers(1, 10**10)),
    min_size=1,
    max_size=12,
)


@given(matches, st.sampled_from(Side), st.integers(0, 1))
def test_maker_rows_add_up_and_stand_opposite_on_the_same_terms(
    cells: list[tuple[int, int]], side: Side, outcome: int
) -> None:
    book = MarketBook(rules())
    met = [Match(cell, size, None) for cell, size in cells]
    rows = maker_rows(book, met, taker(side, outcome), TRADER, "0xF")
    assert sum(row.size for _, row in rows) == sum(size for _, size in cells)
    maker_side = on_first(outcome, side, 0)[0].opposite
    for cell, row in rows:
        assert on_first(row.outcome_index, row.side, row.cell) == (maker_side, cell)
        assert row.asset == (YES, NO)[row.outcome_index]
        assert not row.mine


@given(matches, st.sampled_from(Side))
def test_a_taker_is_settled_in_trades_of_one_transaction(
    cells: list[tuple[int, int]], side: Side
) -> None:
    book = MarketBook(rules())
    met = [Match(cell, size, None) for cell, size in cells]
    order = own(0, side, 5000)
    rows = maker_rows(book, met, taker(side, 0, order), TRADER, "0xF")
    trades = own_trades(book, rows, taker(side, 0, order), "0xF", moment())
    assert sum(trade.size for trade in trades) == sum(size for _, size in cells)
    assert {trade.transaction for trade in trades} == {"0xF"}
    assert len({trade.trade_id for trade in trades}) == len(trades)
    assert all(len(trade.rows) <= ROWS_PER_TRADE for trade in trades)
    for trade in trades:
        exact = sum(row.cell * row.size for row in trade.rows if row.outcome_index == 0)
        exact += sum((10_000 - row.cell) * row.size for row in trade.rows if row.outcome_index)
        assert abs(trade.price - Decimal(exact) / trade.size / 10_000) <= Decimal("0.0005")


def test_the_reported_price_is_the_rounded_average() -> None:
    """Vector F8: BUY 7 as 5 at 0.01 and 2 at 0.02 is reported at 0.013."""
    book = MarketBook(rules())
    order = own(0, BUY, 200)
    met = [Match(100, shares(5), None), Match(200, shares(2), None)]
    rows = maker_rows(book, met, taker(BUY, 0, order), TRADER, "0xF")
    (trade,) = own_trades(book, rows, taker(BUY, 0, order), "0xF", moment())
    assert (trade.size, trade.price) == (shares(7), Decimal("0.013"))


def test_a_maker_on_the_other_outcome_keeps_its_own_terms() -> None:
    """Vector F3 from the venue's side: my BUY of NO at 0.60 meets a SELL of YES... at 0.40."""
    book = MarketBook(rules())
    order = own(1, BUY, 6000, shares(5))
    met = [Match(4000, shares(5), order)]
    rows = maker_rows(book, met, taker(BUY), TRADER, "0xF")
    (trade,) = own_trades(book, rows, taker(BUY), "0xF", moment())
    (row,) = trade.rows
    assert (trade.role, trade.asset, trade.side, trade.price) == ("MAKER", YES, BUY, Decimal("0.4"))
    assert (row.asset, row.side, row.cell, row.size, row.mine) == (NO, BUY, 6000, shares(5), True)


def test_trades_of_others_alone_are_not_told() -> None:
    book = MarketBook(rules())
    rows = maker_rows(book, [Match(5100, shares(5), None)], taker(SELL), TRADER, "0xF")
    assert own_trades(book, rows, taker(SELL), "0xF", moment()) == []


def test_settlement_goes_one_of_three_ways() -> None:
    plan = SettlementPlan(retry_every=2, fail_every=3)
    ways = [[status for _, status in plan.steps(number)] for number in range(1, 7)]
    confirmed, retried = ["MINED", "CONFIRMED"], ["RETRYING", "MINED", "CONFIRMED"]
    failed = ["RETRYING", "FAILED"]
    assert ways == [confirmed, retried, failed, retried, confirmed, failed]
    for number in range(1, 7):
        times = [after_us for after_us, _ in plan.steps(number)]
        assert times == sorted(times)
    never = SettlementPlan(retry_every=0, fail_every=0)
    assert all(len(never.steps(number)) == 2 for number in range(1, 50))
