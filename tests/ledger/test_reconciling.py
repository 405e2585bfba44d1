"""The ledger beside the venue: differences shown, rebates laid on fills."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from ledger.evening import SPORTS, change, dollars, fill, market, of_one
from ledger.test_laws import Evening, evenings, line, told

from gametape.ledger.lots import Method
from gametape.ledger.rebates import allocate
from gametape.ledger.reconciling import Difference, Holding, check_cash, compare, holdings
from gametape.model.book import Side
from gametape.model.trading import FillStatus, Role


def test_what_is_not_explained_is_shown() -> None:
    account = of_one(
        [fill("a", "BUY", "m.yes", "10", "0.5"), fill("b", "SELL", "m.yes", "10", "0.6")],
        change("REWARD", "0", in_market="", cash="2"),
    )
    assert check_cash(account, dollars("3")).difference == 0
    told = check_cash(account, dollars("2.5"))
    assert (told.ledger, told.credits, told.difference) == (
        dollars("1"),
        dollars("2"),
        dollars("-0.5"),
    )
    won = of_one([fill("a", "BUY", "m.yes", "10", "0.5")], pays=("1", "0"))
    assert check_cash(won, dollars("-5"), unfetched=dollars("10")).difference == 0


def test_holdings_are_told_as_the_venue_tells_them() -> None:
    fills = [
        fill("a", "BUY", "m.yes", "10", "0.40"),
        fill("b", "BUY", "m.yes", "30", "0.60"),
        fill("c", "SELL", "m.yes", "20", "0.65"),
        fill("d", "BUY", "m.no", "5", "0.30"),
        fill("e", "BUY", "m.no", "5", "0.30", status=FillStatus.FAILED),
    ]
    ours = holdings(fills)
    assert ours == {
        "m.yes": Holding(20_000_000, 40_000_000, Decimal("0.55"), dollars("2")),
        "m.no": Holding(5_000_000, 5_000_000, Decimal("0.3"), 0),
    }
    assert compare(ours, ours) == []
    theirs = {"m.yes": Holding(19_000_000, 40_000_000, Decimal("0.55"), dollars("2") + 10)}
    assert compare(ours, theirs) == [
        Difference("m.no", "size", 5_000_000, 0),
        Difference("m.no", "bought", 5_000_000, 0),
        Difference("m.yes", "size", 20_000_000, 19_000_000),
    ]


def test_what_is_left_keeps_its_share_of_the_cost() -> None:
    fills = [
        fill("a", "BUY", "m.yes", "40", "0.50"),
        fill("b", "SELL", "m.yes", "10", "0.60"),
        fill("c", "SELL", "m.yes", "30", "0.40"),
    ]
    told = holdings(fills)["m.yes"]
    assert (told.size, told.realized) == (0, dollars("1") - dollars("3"))


def test_a_redemption_told_to_the_second_comes_after_the_fills_of_that_second() -> None:
    redeemed = change("REDEEM", "10")
    bought = fill("a", "BUY", "m.yes", "10", "0.40")
    assert redeemed.at_us < bought.matched_us
    decided = msgspec.structs.replace(market(), payouts=(Decimal(1), Decimal(0)))
    ours = holdings([bought], [redeemed], {"m": decided})
    assert (ours["m.yes"].size, ours["m.yes"].realized) == (0, dollars("6"))


@given(evenings(), st.sampled_from(["0", "1", "0.5"]))
def test_both_ways_of_telling_come_to_the_same_profit(evening: Evening, pays: str) -> None:
    alone = Evening(evening.fills, [])
    if not alone.fills:
        return
    pay = {"m.yes": Decimal(pays), "m.no": 1 - Decimal(pays)}
    cash = Decimal(0)
    for one in alone.fills:
        cash += (1 if one.side is Side.SELL else -1) * one.size * one.price
    for asset, held in holdings(alone.fills).items():
        cash += held.size * pay[asset]
    end = told(alone, None, Method.FIFO, pays)
    assert abs(line(end).gross - cash) <= 1


@given(
    st.integers(-(10**9), 10**9),
    st.lists(
        st.tuples(st.integers(1, 10**4), st.integers(1, 99), st.sampled_from(Role)), max_size=8
    ),
)
def test_a_rebate_is_given_out_to_the_last_micro_dollar(
    rebate: int, makers: list[tuple[int, int, Role]]
) -> None:
    fills = [
        fill("a", "BUY", "m.yes", str(shares), f"0.{cents:02}", role=role)
        for shares, cents, role in makers
    ]
    given_out = allocate(rebate, fills, SPORTS)
    assert len(given_out) == len(fills)
    paying = [one.role is Role.MAKER for one in fills]
    assert sum(given_out) == (rebate if any(paying) else 0)
    assert all(share == 0 for share, pays in zip(given_out, paying, strict=True) if not pays)
