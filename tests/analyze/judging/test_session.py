"""An evening judged: its sums are exact, its ids lead somewhere, and equal evenings are equal."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest
from analyze.made import LINE, course, filled, ladder, material, placed, us

from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import EvidenceLedger, Item, TradeRow
from gametape.analyze.judging.session import judge_session
from gametape.ledger.account import Settlement
from gametape.library.judged.analyses import evening_of
from gametape.model.book import Side
from gametape.replay.film.building import film_of
from gametape.report.writing import write_report
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.session import SessionFolder


def item(ledger: EvidenceLedger, code: str) -> Item:
    return next(one for one in ledger.items if one.code == code)


def usd(one: Item, name: str) -> int:
    value = one.fields[name].value
    assert isinstance(value, int)
    return value


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    """A whole evening at its natural length, of a thin crowd."""
    folder = SessionFolder.create(tmp_path_factory.mktemp("home"), "evening")
    script = make_evening("basketball", seed=7, rate=0.03, markets=["moneyline"])
    EveningTape(script).write(folder)
    return evening_of(film_of(folder))


@pytest.fixture(scope="module")
def ledger(evening: Evening) -> EvidenceLedger:
    return judge_session(evening, "whole")


def test_the_parts_of_the_result_add_up_to_the_cent(ledger: EvidenceLedger) -> None:
    net = item(ledger, "net")
    assert usd(net, "gross") - usd(net, "fees") == usd(net, "net")
    assert usd(net, "timing") + usd(net, "carry") - usd(net, "cost") == usd(net, "net")
    assert usd(net, "cost") == usd(net, "fees") + usd(net, "spread") + usd(net, "delay")
    assert sum(trade.net for trade in ledger.trades) == usd(net, "net")


def test_a_what_if_leads_to_the_orders_it_would_have_changed(ledger: EvidenceLedger) -> None:
    rules = [one for one in ledger.items if one.kind == "whatif" and usd(one, "total")]
    assert rules
    assert [one.code for one in rules if not one.refs or set(one.refs) - _orders(ledger)] == []
    held = next(one for one in rules if one.fields.get("seconds") and one.code.startswith("hold_"))
    told = {order.id: order.metrics for trade in ledger.trades for order in trade.orders}
    sums = [abs(float(told[ref][held.code].value or 0)) for ref in held.refs]
    assert sums == sorted(sums, reverse=True)
    spoken = write_report(ledger).claims
    assert all(one.at_us and one.market for one in spoken if one.section == "whatif")


def _orders(ledger: EvidenceLedger) -> set[str]:
    return {order.id for trade in ledger.trades for order in trade.orders}


def test_every_id_that_is_named_is_there(ledger: EvidenceLedger) -> None:
    ids = {trade.id for trade in ledger.trades}
    ids |= {order.id for trade in ledger.trades for order in trade.orders}
    ids |= {label.id for trade in ledger.trades for label in trade.labels}
    for one in ledger.items:
        assert set(one.refs) <= ids
    assert [one.id for one in ledger.items] == [f"E{n}" for n in range(1, len(ledger.items) + 1)]


def test_it_is_the_same_again_and_survives_the_disk(
    evening: Evening, ledger: EvidenceLedger
) -> None:
    again = judge_session(Evening(evening.material, evening.parameters), "whole")
    assert msgspec.json.encode(again) == msgspec.json.encode(ledger)
    assert msgspec.json.decode(msgspec.json.encode(ledger), type=EvidenceLedger) == ledger


def test_sport_and_what_it_was_made_from_stand_on_it(ledger: EvidenceLedger) -> None:
    assert ledger.sport == "basketball"
    assert all((ledger.made_from.tape, ledger.made_from.code, ledger.made_from.parameters))


def no_bet(**settled: Settlement) -> TradeRow:
    """100 NO bought at 41c and sold at 45c, while YES went from 60 to 55."""
    quiet = course({0: ladder(60), 60: ladder(55)}, end=600)
    orders = [placed("o1", 10, Side.BUY, 41, 100, asset="no")]
    fills = [
        filled("o1", 10.2, Side.BUY, "40.5", 100, asset="no"),
        filled("o2", 90, Side.SELL, "44.5", 100, asset="no"),
    ]
    (row,) = judge_session(Evening(material(quiet, orders, fills, settled=settled)), "").trades
    return row


def test_a_bet_on_the_second_outcome_is_told_at_its_own_prices() -> None:
    row = no_bet()
    assert (row.outcome, row.entry, row.exit) == ("Foxes", "0.405", "0.445")
    assert [(order.side, order.price) for order in row.orders] == [
        ("buy", "0.405"),
        ("sell", "0.445"),
    ]
    assert row.gross == 4_000_000
    assert row.orders[0].before_us == us(5)


def test_an_evening_without_trades_says_nothing_of_trades() -> None:
    ledger = judge_session(Evening(material(course({0: ladder(60)}, end=60))), "whole")
    assert ledger.trades == ()
    assert ledger.items == ()


def test_a_hole_withholds_and_says_so() -> None:
    torn = course({0: ladder(60), 60: ladder(55)}, bad=[(30, 120, "gap: disconnected")], end=600)
    fills = [filled("o1", 20, Side.BUY, "60.5", 100), filled("o2", 200, Side.SELL, "54.5", 100)]
    ledger = judge_session(Evening(material(torn, [], fills)), "holes")
    first = ledger.trades[0].orders[0]
    assert first.metrics["markout_60"].value is None
    assert first.withheld["markout_60"] == "gap: disconnected"
    assert ledger.quality.gaps_s == 90
    assert usd(item(ledger, "gaps"), "withheld") >= 1
    assert item(ledger, "net").fields["net"].value == ledger.trades[0].net


def test_what_is_open_is_worth_what_somebody_would_pay() -> None:
    quiet = course({0: ladder(60), 60: ladder(65)}, end=600)
    fills = [filled("o1", 20, Side.BUY, "60.5", 100)]
    ledger = judge_session(Evening(material(quiet, [], fills)), "whole")
    assert ledger.quality.provisional
    price, fee = Decimal("0.645"), Decimal("0.05") * Decimal("0.645") * Decimal("0.355") * 100
    opened = Decimal("0.05") * Decimal("0.605") * Decimal("0.395") * 100
    worth = (price - Decimal("0.605")) * 100 - fee - opened
    told = usd(item(ledger, "unrealized"), "unrealized")
    assert abs(told - worth * 10**6) <= 20
    assert LINE.market == ledger.trades[0].market


def test_an_outcome_nobody_described_is_called_what_the_fills_call_it() -> None:
    """A wallet's history without a recording: no rules, but each row names its outcome."""
    told = filled("o", 10, Side.BUY, "50", 100)
    told = told._replace(fill=msgspec.structs.replace(told.fill, outcome="No"))
    made = replace(material(course({0: ladder(50)}, end=900), [], [told]), rules={}, courses={})
    [row] = judge_session(Evening(made), "poor").trades
    assert (row.question, row.outcome) == ("", "No")


def test_a_trade_says_which_side_of_its_market_it_bet_on() -> None:
    fills = [
        filled("a", 10, Side.BUY, "40", 100),
        filled("b", 60, Side.SELL, "40", 100),
        filled("c", 200, Side.BUY, "60", 100, asset="no"),
    ]
    made = material(course({0: ladder(40)}, end=900), [], fills)
    first, second = judge_session(Evening(made), "whole").trades
    assert (first.second, second.second) == (False, True)
    assert second.entry == "0.6"
