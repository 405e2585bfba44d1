"""Exports of other programs: read by a mapping, with the results those programs expect."""

from __future__ import annotations

import json
from datetime import UTC
from decimal import Decimal
from typing import Any

import pytest
from ledger.shared import recorded

from gametape.ledger.account import account
from gametape.ledger.journal.mapping import parse_mapping
from gametape.ledger.journal.presets import TD_AMERITRADE, TRADENOTE, TRADOVATE
from gametape.ledger.journal.reading import Journal, read_journal
from gametape.ledger.trades import Account
from gametape.model.book import Side
from gametape.model.times import iso_us
from gametape.model.trading import Fill, FillStatus, Role

CONTRACTS = "journals/tradetally/trading-calculation-contracts.json"
ENGINE = (
    "stock_long_round_trip", "stock_short_round_trip", "option_contract_multiplier",
    "short_option_expired_worthless", "future_point_value", "fifo_partial_exits",
    "grouped_executions", "ibkr_double_recorded_cost",
)  # fmt: skip


def told(journal: Journal) -> Account:
    return account(journal.fills, journal.rules, settlements=journal.settlements)


def exact(value: Any) -> Decimal:
    return Decimal(repr(value or 0))


def fills_of(case: dict[str, Any]) -> list[Fill]:
    """Executions of a case; a contract of 100 shares is 100 shares."""
    case = case["input"]
    factor = exact(case.get("contractSize") or case.get("pointValue") or 1)
    long = Side.BUY if case["side"] == "long" else Side.SELL
    parts: list[tuple[Any, Side, Any, Any, Decimal]] = []
    for one in case["executions"]:
        cost = exact(one.get("commission")) + exact(one.get("fees"))
        if "action" in one:
            side = Side(one["action"].upper())
            parts.append((one["datetime"], side, one["price"], one["quantity"], cost))
            continue
        parts.append((one["entryTime"], long, one["entryPrice"], one["quantity"], Decimal(0)))
        parts.append((one["exitTime"], long.opposite, one["exitPrice"], one["quantity"], cost))
    return [
        Fill(
            trade_id=str(number),
            order_id=str(number),
            asset="x",
            market="x",
            side=side,
            size=int(exact(quantity) * factor * 10**6),
            price=exact(price),
            role=Role.UNKNOWN,
            status=FillStatus.CONFIRMED,
            matched_us=iso_us(when),
            fee=int(cost * 10**6),
        )
        for number, (when, side, price, quantity, cost) in enumerate(parts)
    ]


@pytest.mark.parametrize("name", ENGINE)
def test_profit_and_loss_as_another_journal_expects_it(name: str) -> None:
    cases = {case["id"]: case for case in json.loads(recorded(CONTRACTS))["pnl_engine_cases"]}
    assert tuple(cases) == ENGINE
    expected = cases[name]["expected"]["aggregate"]
    fills = fills_of(cases[name])
    result = account(fills, {})
    (line,) = result.lines
    (episode,) = line.episodes
    assert result.net == exact(expected["pnl"]) * 10**6
    assert episode.exit is not None
    for price, field in ((episode.entry, "entry_price"), (episode.exit, "exit_price")):
        assert abs(price - exact(expected[field])) < Decimal("1e-9")
    assert (line.position.exposure == 0) == expected["is_fully_closed"]
    by_order: dict[str, int] = {}
    for leg in line.legs:
        by_order[leg.closed_by] = by_order.get(leg.closed_by, 0) + leg.net
    realized = [value for value in cases[name]["expected"]["realized_pnl"] if value is not None]
    if len(realized) == len(by_order) and "grouped" not in name:
        assert list(by_order.values()) == [exact(value) * 10**6 for value in realized]


MAPPINGS = {
    "etrade_detailed_activity_option_round_trip": """
        times = ["%m/%d/%y"]
        multiplier = 100
        columns = {time = "Activity/Trade Date", market = "Description", side = "Activity Type",
                   quantity = "Quantity #", price = "Price $", fees = "Commission"}""",
    "etrade_suffixed_headers_option_round_trip": """
        times = ["%m/%d/%y"]
        multiplier = 100
        columns = {time = "Transaction Date", market = "Description", side = "Transaction Type",
                   quantity = "Quantity #", price = "Price $", fees = "Commission"}""",
    "fidelity_account_history_option_round_trip": """
        times = ["%m-%d-%Y"]
        multiplier = 100
        columns = {time = "Run Date", market = "Symbol", side = "Action", quantity = "Quantity",
                   price = "Price ($)", fees = ["Commission ($)", "Fees ($)"]}""",
    "papermoney_four_digit_year_round_trip": """
        times = ["%m/%d/%Y %H:%M"]
        columns = {time = "Exec Time", market = "Symbol", side = "Side", quantity = "Qty",
                   price = "Price"}""",
    "webull_international_combined_symbol_round_trip": """
        times = ["%d/%m/%Y"]
        fee_sign = "cash"
        columns = {time = "Trade Date", market = "Symbol & Name", side = "Buy/Sell",
                   quantity = "Quantity", price = "Traded Price",
                   fees = ["Comm/Fee/Tax", "VAT"]}""",
    "projectx_completed_order_rows": """
        times = ["%a %b %d %Y %H:%M:%S GMT%z"]
        multiplier = 2
        columns = {time = "order_date", market = "symbol", side = "qty_done",
                   quantity = "qty_done", price = "price_done", id = "order_id"}""",
    "projectx_order_history_bid_ask_round_trip": """
        times = ["%m/%d/%Y %H:%M:%S %z"]
        multiplier = 5
        only = {Status = ["Filled"]}
        buys = ["BID"]
        sells = ["ASK"]
        columns = {time = "FilledAt", market = "ContractName", side = "Side", quantity = "Size",
                   price = "ExecutePrice", id = "Id"}""",
    "ibkr_same_order_partial_fills_round_trip": """
        times = ["%Y%m%d;%H%M%S"]
        fee_sign = "cash"
        columns = {time = "DateTime", market = "Symbol", side = "Buy/Sell", quantity = "Quantity",
                   price = "TradePrice", fees = "IBCommission", id = "IBExecID",
                   order = "IBOrderID"}""",
    "ninjatrader_trade_performance_accounting_costs": """
        rows = "round trips"
        times = ["%m/%d/%Y %I:%M:%S %p"]
        multiplier = 5
        columns = {opened = "Entry time", closed = "Exit time", market = "Instrument",
                   side = "Market pos.", quantity = "Qty", open_price = "Entry price",
                   close_price = "Exit price", id = "Trade number",
                   fees = ["Commission", "Clearing Fee", "Exchange Fee", "IP Fee", "NFA Fee"]}""",
}
"""A mapping file for each export another journal reads with a parser of its own."""


@pytest.mark.parametrize("name", MAPPINGS)
def test_exports_of_nine_brokers(name: str) -> None:
    cases = {case["id"]: case for case in json.loads(recorded(CONTRACTS))["csv_import_cases"]}
    assert tuple(cases) == tuple(MAPPINGS)
    expected = cases[name]["expected"]
    text = "\n".join(line.strip() for line in MAPPINGS[name].strip().splitlines())
    text = f'name = "{expected["broker"]}"\n' + text.replace(",\n", ", ")
    mapping = parse_mapping(text)
    journal = read_journal(cases[name]["csv"].encode(), mapping, UTC)
    assert journal.problems == ()
    result = told(journal)
    (line,) = result.lines
    (episode,) = line.episodes
    assert episode.direction == (1 if expected["side"] == "long" else -1)
    assert episode.opened == expected["quantity"] * mapping.multiplier * 10**6
    assert episode.entry == exact(expected["entry_price"])
    assert episode.exit == exact(expected["exit_price"])
    assert (line.position.exposure, episode.ended) == (0, "trade")
    assert len(journal.fills) == expected.get("execution_count", 2)
    if "pnl" in expected:
        assert result.net == exact(expected["pnl"]) * 10**6
    if "commission" in expected:
        fees = exact(expected["commission"]) + exact(expected.get("fees"))
        assert result.fees == fees * 10**6


def test_tradovates_paired_trades() -> None:
    raw = recorded("journals/tradetally/tradovate-paired-trades-sample.csv")
    journal = read_journal(raw, TRADOVATE, UTC)
    assert (journal.rows, journal.problems) == (5, ())
    result = told(journal)
    assert result.net == -218_000_000  # its column P/L: 12.50 + 24.50 + 39.00 + 52.00 + 90.00
    assert len(result.lines) == 1


def test_a_statement_of_td_ameritrade() -> None:
    journal = read_journal(recorded("journals/tradenote/TD_Ameritrade.csv"), TD_AMERITRADE, UTC)
    assert (journal.rows, journal.left_out, journal.problems) == (11, 1, ())
    result = told(journal)
    # The statement's line of totals says $18.05 of amounts and $0.51 of fees; its rows of amounts
    # add up to $18.03.
    assert (result.gross, result.fees) == (18_030_000, 510_000)
    assert [line.position.exposure for line in result.lines] == [0, 0]


def test_the_template_of_tradenote() -> None:
    journal = read_journal(recorded("journals/tradenote/Template.csv"), TRADENOTE, UTC)
    assert (journal.rows, journal.problems) == (15, ())
    result = told(journal)
    assert [line.position.exposure for line in result.lines] == [0, 0]
    assert result.net == result.cash
