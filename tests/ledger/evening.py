"""Fills and rules written short, for the tests of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import count

from gametape.ledger.account import Settlement, account
from gametape.ledger.lots import Method
from gametape.ledger.trades import Account
from gametape.model.amounts import micro
from gametape.model.book import Side
from gametape.model.events import PositionChange
from gametape.model.market import FeeSchedule, MarketRules, Outcome
from gametape.model.trading import ChangeKind, Fill, FillStatus, Role

FREE = FeeSchedule(rate=Decimal(0))
SPORTS = FeeSchedule(rate=Decimal("0.05"), rebate_rate=Decimal("0.15"))
SECOND = 1_000_000

_numbers = count()


def market(
    name: str = "m", fees: FeeSchedule | None = FREE, event: str = "", outcomes: int = 2
) -> MarketRules:
    """A market whose assets are `m.yes` and `m.no`, or `m.0`, `m.1`, ... ."""
    labels = ("yes", "no") if outcomes == 2 else tuple(map(str, range(outcomes)))
    return MarketRules(
        market=name,
        question=name,
        outcomes=tuple(Outcome(f"{name}.{label}", label) for label in labels),
        event_slug=event,
        neg_risk=bool(event),
        fees=fees,
    )


def fill(
    order: str,
    side: str,
    asset: str,
    shares: str,
    price: str,
    *,
    at_s: int | None = None,
    role: Role = Role.TAKER,
    status: FillStatus = FillStatus.CONFIRMED,
    fee: int | None = None,
    transaction: str = "",
    trade: str = "",
) -> Fill:
    """One fill of `m.yes`, ..., each later than the one made before it."""
    number = next(_numbers)
    return Fill(
        trade_id=trade or f"t{number}",
        order_id=order,
        asset=asset,
        market=asset.split(".", maxsplit=1)[0],
        side=Side(side),
        size=micro(shares),
        price=Decimal(price),
        role=role,
        status=status,
        matched_us=(number if at_s is None else at_s) * SECOND,
        fee=fee,
        transaction=transaction,
    )


def change(
    kind: str, shares: str, in_market: str = "m", transaction: str = "", cash: str | None = None
) -> PositionChange:
    """A split, a merge, a rebate, ... ."""
    number = next(_numbers)
    return PositionChange(
        seq=number,
        recv_us=number * SECOND,
        change_id=f"c{number}",
        kind=ChangeKind(kind),
        market=in_market,
        asset="",
        size=micro(shares),
        cash=None if cash is None else micro(cash),
        at_us=number * SECOND,
        transaction=transaction,
    )


def settled(*payouts: str) -> Settlement:
    """A market decided, at the end of time."""
    return Settlement(10**18, tuple(map(Decimal, payouts)))


def of_one(
    fills: list[Fill],
    *changes: PositionChange,
    rules: MarketRules | None = None,
    pays: tuple[str, ...] | None = None,
    method: Method = Method.FIFO,
) -> Account:
    """The account of fills in market `m`."""
    rules = rules or market()
    ends: Mapping[str, Settlement] = {"m": settled(*pays)} if pays else {}
    return account(fills, {"m": rules}, changes, ends, method)


def dollars(text: str) -> int:
    """Dollars to micro-dollars, with a sign."""
    return int(Decimal(text).scaleb(6))
