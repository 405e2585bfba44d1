"""The ledger beside what the venue says: differences are shown, never plugged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from gametape.ledger.gathering import distinct
from gametape.ledger.trades import Account, price_text
from gametape.model.book import Side
from gametape.model.trading import Fill, FillStatus


class CashCheck(msgspec.Struct, frozen=True):
    """How a wallet's balance moved, and what the ledger explains of it; micro-dollars.

    `ledger` is what trades, splits, merges and settlements brought, `credits` rebates, deposits
    and the like, `unfetched` winnings the ledger counts that were not fetched yet, `observed` what
    the balance really did. `difference` is observed less what is explained.
    """

    ledger: int
    credits: int
    unfetched: int
    observed: int
    difference: int


def check_cash(account: Account, observed: int, unfetched: int = 0) -> CashCheck:
    """Explain a wallet's change of balance (micro-dollars) by an account."""
    beside = sum(credit.cash for credit in account.credits)
    explained = account.cash + beside - unfetched
    return CashCheck(account.cash, beside, unfetched, observed, observed - explained)


class Holding(msgspec.Struct, frozen=True):
    """One outcome the way venues list positions: alone, at average cost, fees apart.

    `bought` is everything ever bought and `size` what is left, micro-shares; `average` the average
    price of what was bought; `realized` profit of what was sold, micro-dollars before fees.
    """

    size: int
    bought: int
    average: Decimal | None
    realized: int


def holdings(fills: Iterable[Fill]) -> dict[str, Holding]:
    """Every asset's holding by its own fills alone, for comparison with a venue's list.

    A sale realizes against the average of what was bought and left so far. The account nets both
    outcomes and matches lots; over a market both come to the same profit once all is settled.
    """
    known, _ = distinct(fills)
    by_asset: dict[str, list[Fill]] = {}
    for fill in known:
        if fill.status is not FillStatus.FAILED:
            by_asset.setdefault(fill.asset, []).append(fill)
    return {asset: _holding(own) for asset, own in by_asset.items()}


def _holding(fills: Iterable[Fill]) -> Holding:
    size, bought = 0, 0
    spent, cost, realized = Fraction(0), Fraction(0), Fraction(0)
    for fill in fills:
        worth = fill.size * Fraction(fill.price)
        if fill.side is Side.BUY:
            bought += fill.size
            spent += worth
            size += fill.size
            cost += worth
            continue
        part = Fraction(min(fill.size, size), size) if size > 0 else Fraction(0)
        realized += worth - cost * part
        cost -= cost * part
        size -= fill.size
    average = price_text(spent / bought) if bought else None
    return Holding(size, bought, average, round(realized))


class Difference(msgspec.Struct, frozen=True):
    """Where a holding is not what the venue says; amounts in the unit of `what`."""

    asset: str
    what: str
    ours: int
    venues: int


def compare(
    ours: Mapping[str, Holding], venues: Mapping[str, Holding], tolerance: int = 10
) -> list[Difference]:
    """Differences of size, shares bought and realized profit beyond `tolerance` millionths."""
    nothing = Holding(0, 0, None, 0)
    found = []
    for asset in sorted(ours.keys() | venues.keys()):
        mine, theirs = ours.get(asset, nothing), venues.get(asset, nothing)
        for what in ("size", "bought", "realized"):
            pair = int(getattr(mine, what)), int(getattr(theirs, what))
            if abs(pair[0] - pair[1]) > tolerance:
                found.append(Difference(asset, what, *pair))
    return found
