"""Cash of an evening: rebates stand beside it, and what was won counts once it was fetched."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from analyze.made import SHARE, course, filled, ladder, material, placed, us

from gametape.analyze.evening.evening import Evening
from gametape.analyze.judging.cash import cash_items
from gametape.ledger.account import Settlement
from gametape.model.book import Side
from gametape.model.events import PositionChange
from gametape.model.trading import ChangeKind, Role


def change(kind: ChangeKind, cash: int, market: str = "") -> PositionChange:
    return PositionChange(
        seq=1, recv_us=us(800), change_id=f"{kind}", kind=kind, market=market, asset="",
        size=0, cash=cash, at_us=us(800),
    )  # fmt: skip


def told(*changes: PositionChange) -> dict[str, object]:
    """100 shares bought for $50 by a maker, which pay $100."""
    market = course({0: ladder(50)}, end=900)
    fill = filled("o", 10, Side.BUY, "50", 100, role=Role.MAKER)
    ends = {"game": Settlement(us(700), (Decimal(1), Decimal(0)))}
    made = material(market, [placed("o", 9, Side.BUY, 50, 100)], [fill], settled=ends)
    (item,) = cash_items(Evening(replace(made, changes=changes)))
    return {name: field.value for name, field in item.fields.items()}


def test_what_was_won_is_not_in_the_wallet_before_it_is_fetched() -> None:
    still = told()
    assert (still["ledger"], still["unfetched"]) == (50 * SHARE, 100 * SHARE)
    assert still["explained"] == -50 * SHARE
    fetched = told(change(ChangeKind.REDEEM, 100 * SHARE, "game"))
    assert (fetched["unfetched"], fetched["explained"]) == (0, 50 * SHARE)


@pytest.mark.parametrize("kind", [ChangeKind.MAKER_REBATE, ChangeKind.DEPOSIT])
def test_credits_are_explained_and_stand_in_no_result(kind: ChangeKind) -> None:
    some = told(change(kind, 3 * SHARE))
    name = "rebates" if kind is ChangeKind.MAKER_REBATE else "other_credits"
    assert (some["ledger"], some[name], some["explained"]) == (50 * SHARE, 3 * SHARE, -47 * SHARE)
