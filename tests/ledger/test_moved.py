"""What moved a market's positions without a trade, and what that makes of its profit."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from ledger.test_exposure import BOOK, GAME, fill, money, rules

from gametape.ledger.account import Settlement, account
from gametape.ledger.exposure import CONVERTED, exposure
from gametape.ledger.moved import NOTHING, Moved, moved_in
from gametape.model.amounts import micro
from gametape.model.events import PositionChange
from gametape.model.market import Outcome
from gametape.model.trading import ChangeKind, Fill


def change(kind: ChangeKind, shares: str, market: str = "m", **more: object) -> PositionChange:
    one = PositionChange(
        seq=0, recv_us=0, change_id=f"{kind}{shares}{market}", kind=kind, market=market, asset="",
        size=micro(shares), cash=None, at_us=0,
    )  # fmt: skip
    return msgspec.structs.replace(one, **more)


SPLIT = change(ChangeKind.SPLIT, "100")
MERGE = change(ChangeKind.MERGE, "30")
REDEEM = change(ChangeKind.REDEEM, "70")


def test_a_split_sold_on_one_side_is_a_position_on_the_other() -> None:
    sold = fill("no", "SELL", "100", "0.60")
    worth = exposure([sold], GAME, BOOK, moved_in(GAME, [SPLIT], ()))
    assert worth.positions == {"yes": micro("100")}
    assert worth.cash == money("60") - money("100")
    assert worth.value == money("58.8")  # 40 at 0.60, 60 at 0.58


def test_a_merge_takes_pairs_away_at_a_dollar() -> None:
    bought = [fill("yes", "BUY", "30", "0.40"), fill("no", "BUY", "30", "0.50")]
    worth = exposure(bought, GAME, {}, moved_in(GAME, [MERGE], ()))
    assert worth.positions == {}
    assert (worth.cash, worth.value, worth.total) == (money("3"), 0, money("3"))


def test_what_was_redeemed_is_cash() -> None:
    held = [fill("yes", "BUY", "70", "0.40"), fill("no", "BUY", "5", "0.50")]
    decided = rules(payouts=(Decimal(1), Decimal(0)))
    before = exposure(held, decided, {})
    after = exposure(held, decided, {}, moved_in(decided, [REDEEM], ()))
    assert before.positions
    assert not after.positions
    assert (before.value, after.value) == (money("70"), 0)
    assert before.total == after.total
    undecided = exposure(held, GAME, BOOK, moved_in(GAME, [REDEEM], ()))
    assert undecided.positions == before.positions


def test_a_conversion_moves_shares_and_leaves_the_money_to_the_account() -> None:
    rows = [
        change(ChangeKind.CONVERSION, "10", "a", transaction="0x1"),
        change(ChangeKind.CONVERSION, "10", "b", transaction="0x1"),
        change(ChangeKind.CONVERSION, "4", "m", transaction="0x2"),
        change(ChangeKind.CONVERSION, "9", "another event", transaction="0x3"),
    ]
    moved = moved_in(GAME, rows, {"m", "a", "b"})
    assert moved.converted == {"yes": micro("10"), "no": -micro("4")}
    worth = exposure([fill("no", "BUY", "4", "0.5")], GAME, BOOK, moved)
    assert worth.positions == {"yes": micro("10")}
    assert (worth.value, worth.total, worth.why) == (None, None, CONVERTED)


def test_of_other_markets_and_cash_nothing_moves() -> None:
    others = [change(ChangeKind.SPLIT, "1", "other"), change(ChangeKind.REWARD, "1")]
    assert moved_in(GAME, others, ()) == Moved()
    three = rules(outcomes=tuple(Outcome(name, name) for name in "abc"))
    assert moved_in(three, [SPLIT], ()) == NOTHING
    assert moved_in(None, [SPLIT], ()) == NOTHING


shares = st.integers(1, 500).map(str)
sides = st.sampled_from([("yes", "BUY"), ("yes", "SELL"), ("no", "BUY"), ("no", "SELL")])
trades = st.lists(
    st.tuples(sides, shares, st.integers(1, 99)).map(
        lambda one: fill(*one[0], one[1], f"0.{one[2]:02}", fee=0)
    ),
    max_size=5,
)
moves = st.lists(st.tuples(st.sampled_from([ChangeKind.SPLIT, ChangeKind.MERGE]), shares))


@given(trades, moves, st.booleans(), st.booleans())
def test_a_decided_market_wins_what_its_account_says(
    fills: list[Fill], drawn: list[tuple[ChangeKind, str]], first: bool, redeemed: bool
) -> None:
    """The room's profit and the ledger's account come to the same, however positions moved."""
    fills = [
        msgspec.structs.replace(one, trade_id=str(n), matched_us=n) for n, one in enumerate(fills)
    ]
    changes = [
        change(kind, size, change_id=str(n), at_us=100 + n) for n, (kind, size) in enumerate(drawn)
    ]
    if redeemed:
        changes.append(change(ChangeKind.REDEEM, "1", at_us=10_001))
    decided = rules(payouts=(Decimal(int(first)), Decimal(int(not first))))
    worth = exposure(fills, decided, {}, moved_in(decided, changes, ()))
    settled = Settlement(10_000, decided.payouts)
    told = account(fills, {"m": decided}, changes, {"m": settled})
    assert worth.total == told.net
