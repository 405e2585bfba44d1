"""Accounts of particular evenings: what fails, what is twice, what is decided how."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from ledger.evening import FREE, SPORTS, change, dollars, fill, market, of_one, settled

from gametape.ledger.account import Settlement, account
from gametape.ledger.lots import Method
from gametape.ledger.trades import Credit
from gametape.model.trading import FillStatus, Role


def test_a_day_without_fills() -> None:
    nothing = account([], {})
    assert (nothing.lines, nothing.net, nothing.cash, nothing.problems) == ((), 0, 0, ())


def test_scaling_out_is_one_episode_with_a_leg_for_each_sale() -> None:
    told = of_one(
        [
            fill("a", "BUY", "m.yes", "60", "0.50"),
            fill("a", "BUY", "m.yes", "40", "0.51"),
            fill("b", "SELL", "m.yes", "30", "0.55"),
            fill("c", "SELL", "m.yes", "50", "0.60"),
            fill("d", "BUY", "m.no", "20", "0.45"),
        ]
    ).lines[0]
    (episode,) = told.episodes
    assert [(leg.size // 10**6, leg.closed_by) for leg in told.legs] == [
        (30, "b"), (30, "c"), (20, "c"), (20, "d")
    ]  # fmt: skip
    assert episode.orders == ("a", "b", "c", "d")
    assert (episode.opened, episode.closed, episode.peak) == (100_000_000,) * 3
    assert (episode.entry, episode.exit) == (Decimal("0.504"), Decimal("0.575"))
    assert episode.net == dollars("7.1")


def test_prices_of_stocks_are_plain_numbers_too() -> None:
    bought = msgspec.structs.replace(fill("a", "BUY", "m.yes", "1", "0.50"), price=Decimal(1200))
    (line,) = account([bought], {}).lines
    assert str(line.position.average) == "1200"


def test_a_failed_fill_takes_its_leg_away_and_is_shown() -> None:
    bought = fill("a", "BUY", "m.yes", "100", "0.50", trade="t1")
    sold = fill("b", "SELL", "m.yes", "100", "0.60", status=FillStatus.MATCHED, trade="t2")
    before = of_one([bought, sold])
    assert before.lines[0].legs[0].provisional
    assert before.lines[0].episodes[0].provisional
    failed = msgspec.structs.replace(sold, status=FillStatus.FAILED)
    after = of_one([bought, sold, failed])
    assert (after.lines[0].legs, after.net, after.failed) == ((), 0, (failed,))
    confirmed = msgspec.structs.replace(sold, status=FillStatus.CONFIRMED)
    late = msgspec.structs.replace(sold, status=FillStatus.MINED)
    good = of_one([bought, sold, confirmed, late])  # reports overtake one another
    assert not good.lines[0].legs[0].provisional
    assert good.net == dollars("10")


def test_twins_survive_and_repeats_do_not() -> None:
    one = fill("", "BUY", "m.yes", "10", "0.50", trade="0xabc:1", at_s=5)
    twin = msgspec.structs.replace(one, trade_id="0xabc:2")
    told = of_one([one, twin, one, twin])
    assert told.lines[0].position.exposure == 20_000_000
    assert told.lines[0].episodes[0].orders == ("0xabc:1", "0xabc:2")


def test_a_wallet_row_of_a_fill_that_is_known_better_does_not_count_twice() -> None:
    reported = [
        fill("a", "BUY", "m.yes", "6", "0.50", transaction="0xAB"),
        fill("b", "BUY", "m.yes", "4", "0.50", transaction="0xAB"),
    ]
    row = fill("", "BUY", "m.yes", "10", "0.50", transaction="0xab")
    told = of_one([*reported, row])
    assert told.lines[0].position.exposure == 10_000_000
    assert told.problems == ()
    other = fill("", "BUY", "m.yes", "11", "0.50", transaction="0xab")
    (problem,) = of_one([*reported, other]).problems
    assert "11 shares" in problem
    assert "10 in the reports" in problem
    assert "the history counts" in problem
    assert of_one([*reported, other]).lines[0].position.exposure == 11_000_000
    part = fill("", "BUY", "m.yes", "7", "0.50", transaction="0xab")
    assert "the reports count" in of_one([*reported, part]).problems[0]
    assert of_one([*reported, part]).lines[0].position.exposure == 10_000_000
    dusty = fill("", "BUY", "m.yes", "10.004", "0.50", transaction="0xab")
    assert of_one([*reported, dusty]).problems == ()
    elsewhere = fill("", "BUY", "m.no", "10", "0.50", transaction="0xab")
    assert of_one([*reported, elsewhere]).lines[0].position.exposure == 0


def test_a_history_that_lists_the_newest_first_is_read_from_its_end() -> None:
    bought = fill("", "BUY", "m.yes", "10", "0.50", at_s=5, trade="x:1")
    sold = fill("", "SELL", "m.yes", "10", "0.60", at_s=5, trade="x:2")
    later = fill("", "BUY", "m.yes", "1", "0.50", at_s=9, trade="y:1")
    first = of_one([later, sold, bought]).lines[0]
    assert [leg.direction for leg in first.legs] == [1]
    assert of_one([bought, sold, later]).lines[0] == first


def test_fees_nobody_recorded_are_assumed_and_marked() -> None:
    bought = fill("a", "BUY", "m.yes", "100", "0.50", role=Role.UNKNOWN)
    unsaid = of_one([bought], rules=market(fees=None))
    assert unsaid.lines[0].position.fees == dollars("1.25")
    assert unsaid.fees_assumed == 1
    assert unsaid.lines[0].episodes[0].fee_assumed
    known = of_one([msgspec.structs.replace(bought, fee=7)], rules=market(fees=None))
    assert (known.lines[0].position.fees, known.fees_assumed) == (7, 0)
    maker = of_one([msgspec.structs.replace(bought, role=Role.MAKER)], rules=market(fees=SPORTS))
    assert (maker.lines[0].position.fees, maker.fees_assumed) == (0, 0)
    assert maker.rebate_estimate == dollars("0.1875")  # 15 % of what a taker pays
    assert maker.net == 0


def test_stakes_given_back() -> None:
    fills = [
        fill("a", "BUY", "m.yes", "100", "0.80"),
        fill("b", "BUY", "m.yes", "50", "0.60"),
        fill("c", "SELL", "m.yes", "30", "0.90"),
        fill("d", "BUY", "m.no", "20", "0.30"),
    ]
    for method in Method:
        told = account(fills, {"m": market()}, (), {"m": Settlement(10**18, None)}, method)
        assert told.cash == told.net
        line = told.lines[0]
        assert (line.position.exposure, line.held, line.held_opposite) == (0, 0, 0)
        closed = [leg for leg in line.legs if leg.cause == "settlement"]
        assert closed
        assert all(leg.gross == 0 for leg in closed)


def test_half_and_half_is_not_neutral() -> None:
    told = of_one([fill("a", "BUY", "m.yes", "100", "0.80")], pays=("0.5", "0.5"))
    assert told.net == dollars("-30")
    assert told.lines[0].settled == Decimal("0.5")
    assert told.lines[0].episodes[0].ended == "settlement"


def test_the_recorded_payouts_settle() -> None:
    rules = msgspec.structs.replace(market(), payouts=(Decimal(0), Decimal(1)))
    told = of_one([fill("a", "BUY", "m.no", "10", "0.80", at_s=7)], rules=rules)
    assert told.net == dollars("2")
    assert told.lines[0].episodes[0].closed_us == 7_000_000
    pays = of_one([fill("a", "BUY", "m.no", "10", "0.80")], rules=rules, pays=("1", "0"))
    assert pays.net == dollars("-8")


def test_payouts_that_do_not_fit_leave_a_market_open_and_are_said() -> None:
    bought = fill("a", "BUY", "m.yes", "10", "0.80")
    for payouts in (("1", "1"), ("1",), ("2", "-1")):
        told = account([bought], {"m": market()}, (), {"m": settled(*payouts)})
        assert told.lines[0].position.exposure == 10_000_000
        (problem,) = told.problems
        assert "stays open" in problem


def test_dust_ends_an_episode_and_begins_none() -> None:
    told = of_one(
        [
            fill("a", "BUY", "m.yes", "100", "0.50"),
            fill("b", "SELL", "m.yes", "99.995", "0.60"),
            fill("c", "BUY", "m.yes", "50", "0.40"),
            fill("d", "SELL", "m.yes", "50.009", "0.45"),
            fill("e", "BUY", "m.no", "30", "0.60"),
        ]
    ).lines[0]
    assert [(one.direction, one.orders, one.ended) for one in told.episodes] == [
        (1, ("a", "b"), "trade"), (1, ("c", "d"), "trade"), (-1, ("e",), None)
    ]  # fmt: skip
    assert told.position.exposure == -30_004_000
    assert sum(one.net for one in told.episodes) == told.net


def test_runners_of_a_race_stand_alone_and_commission_is_on_the_winnings() -> None:
    race = market("r", fees=None, outcomes=3)
    fills = [
        fill("a", "BUY", "r.0", "40", "0.25", role=Role.UNKNOWN),  # backed at 4 for 10
        fill("b", "SELL", "r.1", "10", "0.5", role=Role.UNKNOWN),  # laid at 2, stake 5
    ]
    rates = {"r": Decimal("0.05")}
    for payouts, net in (
        (("1", "0", "0"), "35"),
        (("0", "1", "0"), "-15"),
        (("0", "0", "1"), "-5"),
    ):
        ends = {"r": settled(*payouts)}
        told = account(fills, {"r": race}, (), ends, commissions=rates)
        assert len(told.lines) == 2
        assert told.fees == told.fees_assumed == 0
        assert told.gross == dollars(net)
        assert told.commission == max(0, dollars(net) // 20)
        assert told.net == told.cash == told.gross - told.commission
    open_yet = account(fills, {"r": race}, commissions=rates)
    assert (open_yet.commission, open_yet.net) == (0, 0)


def test_a_market_without_rules_is_counted_outcome_by_outcome() -> None:
    told = account(
        [fill("a", "BUY", "x.yes", "1", "0.5"), fill("b", "BUY", "x.no", "1", "0.5")], {}
    )
    assert [line.position.exposure for line in told.lines] == [10**6, 10**6]
    assert told.problems == ("Markets without rules, counted outcome by outcome: 1.",)


def test_credits_stand_beside_the_profit() -> None:
    told = of_one(
        [fill("a", "BUY", "m.yes", "10", "0.5")],
        change("MAKER_REBATE", "0", cash="1.25"),
        change("WITHDRAWAL", "0", in_market="", cash="100"),
        change("REDEEM", "10", cash="10"),
        change("REWARD", "0", in_market=""),
    )
    assert [(one.kind, one.cash) for one in told.credits] == [
        ("MAKER_REBATE", dollars("1.25")), ("WITHDRAWAL", dollars("-100"))
    ]  # fmt: skip
    assert isinstance(told.credits[0], Credit)
    assert (told.net, told.cash) == (0, dollars("-5"))


def test_a_split_sold_leg_by_leg() -> None:
    told = of_one(
        [fill("a", "SELL", "m.yes", "10", "0.62"), fill("b", "SELL", "m.no", "10", "0.41")],
        change("SPLIT", "10"),
    )
    line = told.lines[0]
    assert (line.held, line.held_opposite, line.cash) == (0, 0, dollars("0.3"))
    assert told.net == dollars("0.3")
    assert [leg.direction for leg in line.legs] == [-1]


def test_changes_of_unknown_markets_are_said() -> None:
    told = of_one([fill("a", "BUY", "m.no", "10", "0.5")], change("MERGE", "5", in_market="x"))
    assert told.problems == ("A merge of a market whose two outcomes are not known.",)
    stray = of_one([fill("a", "BUY", "m.no", "10", "0.5")], change("CONVERSION", "5"))
    assert "conversion whose markets are not known" in stray.problems[0]
    assert stray.lines[0].position.exposure == -10_000_000


def test_free_markets_have_no_fees() -> None:
    told = of_one([fill("a", "BUY", "m.yes", "10", "0.5")], rules=market(fees=FREE))
    assert (told.lines[0].position.fees, told.fees_assumed) == (0, 0)
