"""The exchange: books, queues, matches, the life of own orders, and never a crossed book."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from simulate.venue.exchange.exchange_desk import Desk
from simulate.venue.venue_script import (
    ASKS,
    BIDS,
    BUY,
    MARKET,
    NO,
    SELL,
    TRADER,
    YES,
    HandScript,
    moment,
    rules,
    shares,
)

from gametape.errors import UsageError
from gametape.model.grid import NONE
from gametape.simulate.script import (
    CancelOrder,
    ChangeTick,
    GameUpdate,
    ListMarket,
    PrintTrade,
    Resolve,
    WipeBook,
)
from gametape.simulate.venue.exchange.clearing import SettlementPlan
from gametape.simulate.venue.exchange.happenings import (
    BookShown,
    Happening,
    LevelsChanged,
    LevelsTaken,
    OrderMoved,
    OrderRefused,
    Printed,
    Resolved,
    TickMoved,
    TopMoved,
    TradeMoved,
)
from gametape.simulate.venue.exchange.venue import Exchange


def of(kind: type, told: list[Happening]) -> list[Happening]:
    return [one for one in told if isinstance(one, kind)]


def orders(told: list[Happening]) -> list[tuple[str, str, int]]:
    return [
        (one.action, one.status, one.matched // 1_000_000)
        for one in told
        if isinstance(one, OrderMoved)
    ]


def test_a_level_is_told_for_both_tokens_with_hash_and_best_prices() -> None:
    desk = Desk()
    (changed, *moved) = desk.levels((BUY, 5000, 40))
    assert isinstance(changed, LevelsChanged)
    first, second = changed.entries
    assert (first.outcome, first.side, first.cell, first.size) == (0, BUY, 5000, shares(40))
    assert (second.outcome, second.side, second.cell, second.size) == (1, SELL, 5000, shares(40))
    assert (first.best_bid, first.best_ask) == ("0.5", "0.51")
    assert (second.best_bid, second.best_ask) == ("0.49", "0.5")
    assert first.hash == desk.book.hash(0)
    assert second.hash == desk.book.hash(1) != first.hash
    assert [one.asset for one in moved if isinstance(one, TopMoved)] == [YES, NO]
    assert not of(TopMoved, desk.levels((BUY, 4000, 40)))


def test_entries_of_one_message_are_never_crossed_in_between() -> None:
    desk = Desk()
    (changed, *_) = desk.levels((BUY, 5300, 10), (SELL, 5100, 0), (SELL, 5200, 0), (SELL, 5400, 10))
    assert isinstance(changed, LevelsChanged)
    assert [entry.size for entry in changed.entries if entry.outcome == 0] == [
        0,
        0,
        shares(10),
        shares(10),
    ]
    for entry in changed.entries:
        assert Decimal(entry.best_bid or 0) < Decimal(entry.best_ask or 1)


def test_a_print_walks_the_book_and_shows_it_afresh() -> None:
    desk = Desk()
    told = desk.print(BUY, 150)
    prints = [one for one in told if isinstance(one, Printed)]
    assert sum(one.size for one in prints) == shares(150)
    assert {one.cell for one in prints} == {5100, 5200}
    assert {(one.asset, one.side) for one in prints} == {(YES, BUY)}
    assert len({one.transaction for one in prints}) == 1
    books = [one for one in told if isinstance(one, BookShown)]
    assert [one.asset for one in books] == [YES, NO]
    assert books[0].last_trade == books[1].last_trade == "0.520"
    assert json.loads(f"[{books[1].bids}]")[-1] == {"price": "0.48", "size": "150"}
    assert [one.hash for one in books] == [desk.book.hash(0), desk.book.hash(1)]
    assert not of(LevelsChanged, told)
    (taken,) = [one for one in told if isinstance(one, LevelsTaken)]
    assert taken.levels == ((SELL, 5100, 0), (SELL, 5200, shares(150)))


def test_a_print_larger_than_the_book_takes_what_there_is() -> None:
    desk = Desk()
    told = desk.print(SELL, 1_000_000)
    assert sum(one.size for one in told if isinstance(one, Printed)) == shares(5300)
    assert desk.book.best(BUY) == NONE
    assert desk.print(SELL, 5) == []


def test_an_own_order_stands_behind_what_was_there_before_it() -> None:
    desk = Desk()
    desk.place("a", 0, BUY, 4900, 20)
    desk.levels((BUY, 4900, 300))  # 200 more come after it
    assert desk.book.total(BUY, 4900) == shares(320)
    desk.print(SELL, 60)
    assert desk.order("a").matched == 0
    desk.print(SELL, 50)
    assert desk.order("a").matched == shares(10)
    desk.print(SELL, 50)
    assert (desk.order("a").matched, desk.order("a").status) == (shares(20), "MATCHED")
    assert desk.book.total(BUY, 4900) == shares(160)


def test_cancellations_before_it_move_an_order_up() -> None:
    desk = Desk()
    desk.place("a", 0, BUY, 4900, 20)
    desk.levels((BUY, 4900, 30))
    desk.print(SELL, 35)
    assert desk.order("a").matched == shares(5)


def test_two_own_orders_of_one_price_fill_in_order_and_in_one_transaction() -> None:
    desk = Desk()
    desk.place("a", 0, BUY, 5000, 10)
    desk.place("b", 1, SELL, 5000, 10)  # the same place in the book, from the other outcome
    told = desk.print(SELL, 15)
    trades = [one.trade for one in told if isinstance(one, TradeMoved)]
    assert [(row.asset, row.side, row.size) for row in trades[0].rows if row.mine] == [
        (YES, BUY, shares(10)),
        (NO, SELL, shares(5)),
    ]
    assert orders(told) == [("UPDATE", "MATCHED", 10), ("UPDATE", "LIVE", 5)]


def test_a_marketable_order_takes_to_its_limit_and_rests() -> None:
    desk = Desk()
    told = desk.place("a", 0, BUY, 5100, 150)
    assert orders(told) == [("PLACEMENT", "LIVE", 0), ("UPDATE", "LIVE", 100)]
    assert (desk.book.best(BUY), desk.book.total(BUY, 5100)) == (5100, shares(50))
    (trade,) = [one.trade for one in told if isinstance(one, TradeMoved)]
    assert (trade.role, trade.size, trade.price) == ("TAKER", shares(100), Decimal("0.51"))
    assert trade.fee == 1_249_500


def test_an_order_on_the_second_outcome_takes_the_mirror() -> None:
    desk = Desk()
    told = desk.place("a", 1, SELL, 4800, 150)  # hits the bids of NO at 0.49 and 0.48
    assert desk.book.total(SELL, 5100) == 0
    assert desk.book.total(SELL, 5200) == shares(150)
    prints = [one for one in told if isinstance(one, Printed)]
    assert {(one.asset, one.side) for one in prints} == {(NO, SELL)}
    assert {one.cell for one in prints} == {4900, 4800}


def test_a_fill_or_kill_remainder_is_cancelled() -> None:
    desk = Desk()
    assert orders(desk.place("a", 0, BUY, 5100, 150, "FAK"))[-1] == (
        "CANCELLATION",
        "CANCELED",
        100,
    )
    assert orders(desk.place("b", 0, BUY, 4000, 10, "FAK"))[-1] == ("CANCELLATION", "UNMATCHED", 0)
    assert desk.book.total(BUY, 5100) == desk.book.total(BUY, 4000) == 0


def test_a_delayed_order_matches_later_and_cannot_be_cancelled() -> None:
    desk = Desk(delay_s=3)
    assert orders(desk.place("a", 0, BUY, 5100, 50)) == [("PLACEMENT", "DELAYED", 0)]
    refused = desk.do(CancelOrder(at_us=0, order="a"))
    assert isinstance(refused[0], OrderRefused)
    desk.levels((SELL, 5100, 20))  # the others leave in time
    assert desk.later(until_us=3_900_000) == []
    told = desk.later(until_us=4_000_000)
    assert orders(told) == [("UPDATE", "LIVE", 20)]
    assert desk.order("a").resting
    assert orders(desk.place("b", 0, BUY, 4000, 50)) == [("PLACEMENT", "LIVE", 0)]


def test_nobody_trades_with_themselves() -> None:
    desk = Desk()
    desk.place("a", 0, SELL, 5000, 10)
    told = desk.place("b", 0, BUY, 5000, 10)
    assert ("CANCELLATION", "CANCELED", 0) in orders(told)
    assert not of(TradeMoved, told)
    assert desk.book.best(BUY) == 5000


def test_a_level_set_through_own_orders_meets_them_first() -> None:
    desk = Desk()
    desk.place("a", 0, BUY, 5000, 30)
    told = desk.levels((SELL, 4900, 100))
    assert desk.order("a").matched == shares(30)
    assert desk.book.total(SELL, 4900) == shares(70)
    assert desk.book.total(BUY, 4900) == 0  # other people's crossed levels are gone
    (trade,) = [one.trade for one in told if isinstance(one, TradeMoved)]
    assert (trade.role, trade.side) == ("MAKER", SELL)


def test_a_cancelled_order_leaves_the_book() -> None:
    desk = Desk()
    desk.place("a", 0, BUY, 4900, 20)
    told = desk.do(CancelOrder(at_us=0, order="a"))
    assert orders(told) == [("CANCELLATION", "CANCELED", 0)]
    assert desk.book.total(BUY, 4900) == shares(100)
    assert isinstance(desk.do(CancelOrder(at_us=0, order="a"))[0], OrderRefused)


@pytest.mark.parametrize(
    ("cell", "size", "reason"),
    [(4950, 10, "tick"), (4900, 4, "minimum"), (0, 10, "tick"), (10_000, 10, "tick")],
)
def test_what_the_venue_would_not_take_is_refused(cell: int, size: int, reason: str) -> None:
    desk = Desk()
    (refused,) = desk.place("a", 0, BUY, cell, size)
    assert isinstance(refused, OrderRefused)
    assert reason in refused.reason
    assert desk.do(CancelOrder(at_us=0, order="a")) == []


def test_trades_settle_by_the_plan_and_keep_their_id() -> None:
    desk = Desk(plan=SettlementPlan(retry_every=2, fail_every=3))
    for name in ("a", "b", "c"):
        desk.place(name, 0, BUY, 5200, 5, "FAK")
    desk.later()
    ends = [status for _, status, _ in desk.exchange.desk.trades.values()]
    assert ends == ["CONFIRMED", "CONFIRMED", "FAILED"]


def test_the_tick_changes_with_fresh_books_in_either_order() -> None:
    desk = Desk()
    before = desk.book.hash(0)
    first = desk.do(ChangeTick(at_us=0, market=MARKET, new=Decimal("0.001")))
    second = desk.do(ChangeTick(at_us=0, market=MARKET, new=Decimal("0.01")))
    assert [type(one) for one in first] == [TickMoved, BookShown, BookShown]
    assert [type(one) for one in second] == [BookShown, BookShown, TickMoved]
    tick = first[0]
    assert isinstance(tick, TickMoved)
    assert (tick.old, tick.new) == ("0.01", "0.001")
    shown = first[1]
    assert isinstance(shown, BookShown)
    assert shown.hash != before


@pytest.mark.parametrize("as_changes", [False, True])
def test_a_wipe_empties_the_book_and_ends_own_orders(as_changes: bool) -> None:
    desk = Desk()
    desk.exchange = Exchange(HandScript(), TRADER, moment(), wipe_as_changes=as_changes)
    desk.place("a", 1, BUY, 4000, 20)
    told = desk.do(WipeBook(at_us=0, market=MARKET))
    assert orders(told) == [("CANCELLATION", "INVALID", 0)]
    assert desk.book.best(BUY) == desk.book.best(SELL) == NONE
    assert bool(of(LevelsChanged, told)) is as_changes
    assert bool(of(BookShown, told)) is not as_changes
    desk.levels((BUY, 4000, 10))
    assert desk.book.levels(BUY) == [(4000, shares(10))]


def test_a_resolved_market_is_closed() -> None:
    desk = Desk()
    desk.place("a", 0, BUY, 4000, 20)
    told = desk.do(Resolve(at_us=0, market=MARKET, payouts=(Decimal(0), Decimal(1))))
    assert orders(told) == [("CANCELLATION", "CANCELED_MARKET_RESOLVED", 0)]
    assert isinstance(of(Resolved, told)[0], Resolved)
    assert desk.book.best(BUY) == NONE
    assert desk.levels((BUY, 4000, 10)) == []
    assert isinstance(desk.place("b", 0, BUY, 4000, 20)[0], OrderRefused)


def test_a_market_listed_later_is_known() -> None:
    desk = Desk()
    market = "0x" + "ef" * 32
    desk.do(ListMarket(at_us=0, rules=rules(market, ("31", "32")), bids=BIDS, asks=ASKS))
    assert desk.exchange.by_asset["32"][0].levels(SELL) == list(ASKS)
    desk.do(PrintTrade(at_us=0, market=market, side=BUY, size=shares(5)))


def test_a_market_nobody_listed_is_the_scripts_mistake() -> None:
    with pytest.raises(UsageError, match="never listed"):
        Desk().do(PrintTrade(at_us=0, market="0x00", side=BUY, size=shares(5)))


def test_the_game_is_remembered() -> None:
    desk = Desk()
    said = GameUpdate(at_us=0, score="2-0", period="1Q")
    desk.do(said)
    assert desk.exchange.game == said
