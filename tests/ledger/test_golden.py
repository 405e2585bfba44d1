"""The worked evening of the specification (analysis-methods.md 1.6), to the last digit."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from ledger.evening import SPORTS, change, dollars, fill, market, of_one, settled

from gametape.ledger.account import account
from gametape.ledger.lots import Method
from gametape.ledger.trades import Account, Leg
from gametape.model.trading import Role

RULES = market(fees=SPORTS)
O1 = fill("o1", "BUY", "m.yes", "100", "0.40")
O2 = fill("o2", "BUY", "m.yes", "50", "0.50", role=Role.MAKER)
O3 = fill("o3", "BUY", "m.no", "120", "0.45")
MERGE = change("MERGE", "120")
O4 = fill("o4", "SELL", "m.yes", "30", "0.60")
O5 = fill("o5", "BUY", "m.no", "40", "0.38")
O6 = fill("o6", "BUY", "m.yes", "90", "0.58")
ALL = [O1, O2, O3, O4, O5, O6]


def legs(told: Account) -> list[tuple[str, str, Decimal, Decimal, Decimal, Decimal, Decimal]]:
    def row(leg: Leg) -> tuple[str, str, Decimal, Decimal, Decimal, Decimal, Decimal]:
        return (
            "+".join(leg.opened_by),
            leg.closed_by,
            Decimal(leg.direction * leg.size).scaleb(-6),
            round(leg.open_price, 5),
            leg.close_price,
            Decimal(leg.gross).scaleb(-6),
            Decimal(leg.fees).scaleb(-6),
        )

    return [row(leg) for leg in told.lines[0].legs]


def expected(*rows: str) -> list[tuple[str, str, Decimal, Decimal, Decimal, Decimal, Decimal]]:
    table = []
    for text in rows:
        opened, closed, *numbers = text.split()
        size, first, last, gross, fees = map(Decimal, numbers)
        table.append((opened, closed, size, first, last, gross, fees))
    return table


@pytest.mark.parametrize(
    ("method", "net"),
    [(Method.FIFO, "13.315"), (Method.LIFO, "10.675"), (Method.AVERAGE, "11.555")],
)
def test_realized_after_the_third_order(method: Method, net: str) -> None:
    told = of_one([O1, O2, O3], rules=RULES, method=method)
    line = told.lines[0]
    assert told.net == dollars(net)
    assert line.position.exposure == 30_000_000
    assert (line.held, line.held_opposite) == (150_000_000, 120_000_000)
    assert line.cash == dollars("-121.685")


def test_a_merge_moves_cash_and_nothing_else() -> None:
    before, after = of_one([O1, O2, O3], rules=RULES), of_one([O1, O2, O3], MERGE, rules=RULES)
    assert after.lines[0].cash == dollars("-1.685")
    assert (after.lines[0].held, after.lines[0].held_opposite) == (30_000_000, 0)
    for name in ("legs", "episodes", "position", "net"):
        assert getattr(after.lines[0], name) == getattr(before.lines[0], name)


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(("pays", "net"), [("1", "36.9876"), ("0", "-13.0124"), ("0.5", "11.9876")])
def test_after_the_flip_all_methods_agree(method: Method, pays: str, net: str) -> None:
    told = of_one(ALL, MERGE, rules=RULES, method=method)
    assert told.lines[0].position.exposure == 50_000_000
    assert told.net == dollars("16.5966")
    paid = of_one(ALL, MERGE, rules=RULES, method=method, pays=(pays, str(1 - Decimal(pays))))
    assert paid.fees == dollars("4.6124")
    assert paid.net == paid.cash == dollars(net)


def test_legs_first_in_first_out() -> None:
    assert legs(of_one(ALL, MERGE, rules=RULES)) == expected(
        "o1 o3 100 0.40 0.55 15.00 2.43750",
        "o2 o3 20 0.50 0.55 1.00 0.24750",
        "o2 o4 30 0.50 0.60 3.00 0.36000",
        "o5 o6 -40 0.62 0.58 1.60 0.95840",
    )


def test_legs_last_in_first_out() -> None:
    assert legs(of_one(ALL, MERGE, rules=RULES, method=Method.LIFO)) == expected(
        "o2 o3 50 0.50 0.55 2.50 0.61875",
        "o1 o3 70 0.40 0.55 10.50 1.70625",
        "o1 o4 30 0.40 0.60 6.00 0.72000",
        "o5 o6 -40 0.62 0.58 1.60 0.95840",
    )


def test_legs_at_the_average() -> None:
    assert legs(of_one(ALL, MERGE, rules=RULES, method=Method.AVERAGE)) == expected(
        "o1+o2 o3 120 0.43333 0.55 14.00 2.44500",
        "o1+o2 o4 30 0.43333 0.60 5.00 0.60000",
        "o5 o6 -40 0.62 0.58 1.60 0.95840",
    )


def test_three_episodes() -> None:
    told = of_one(ALL, MERGE, rules=RULES).lines[0].episodes
    assert [(one.direction, one.orders, one.ended) for one in told] == [
        (1, ("o1", "o2", "o3", "o4"), "trade"),
        (-1, ("o5", "o6"), "trade"),
        (1, ("o6",), None),
    ]
    assert [one.net for one in told] == [dollars("15.955"), dollars("0.6416"), 0]
    assert all(first.closed_us <= second.opened_us for first, second in pairwise(told)
               if first.closed_us)  # fmt: skip


@pytest.mark.parametrize(
    ("winner", "net"), [("a", "-4.6"), ("b", "-4.6"), ("c", "5.4"), ("d", "5.4")]
)
@pytest.mark.parametrize("method", Method)
def test_a_conversion(winner: str, net: str, method: Method) -> None:
    names = ("a", "b", "c", "d")
    rules = {name: market(name, event="cup") for name in names}
    fills = [fill("o1", "BUY", "a.no", "10", "0.72"), fill("o2", "BUY", "b.no", "10", "0.74")]
    rows = [change("CONVERSION", "10", name, transaction="0x1") for name in ("a", "b")]
    ends = {name: settled(*(("1", "0") if name == winner else ("0", "1"))) for name in names}
    for prices in ({}, {(rows[0].change_id, f"{name}.yes"): Decimal("0.2") for name in names}):
        told = account(fills, rules, rows, ends, method, prices=prices)
        assert told.problems == ()
        assert told.net == told.cash == dollars(net)
        before = account(fills, rules, rows, {}, method, prices=prices)
        held = {line.market: (line.held, line.held_opposite) for line in before.lines}
        ten = 10_000_000
        assert held == {"a": (0, 0), "b": (0, 0), "c": (ten, 0), "d": (ten, 0)}
