"""The ledger beside what the venue says: differences are shown, never plugged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import msgspec

from gametape.ledger.gathering import distinct
from gametape.ledger.trades import Account, price_text
from gametape.model.book import Side
from gametape.model.events import PositionChange
from gametape.model.market import MarketRules
from gametape.model.trading import ChangeKind, Fill, FillStatus


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
    return checked(account.cash, beside, unfetched, observed)


def checked(ledger: int, beside: int, unfetched: int, observed: int) -> CashCheck:
    """The same from sums that were kept: of the ledger, of credits beside it; see `CashCheck`."""
    explained = ledger + beside - unfetched
    return CashCheck(ledger, beside, unfetched, observed, observed - explained)


class Holding(msgspec.Struct, frozen=True):
    """One outcome the way venues list positions: alone, at average cost, fees apart.

    `bought` is everything ever bought and `size` what is left, micro-shares; `average` the average
    price of what was bought; `realized` profit of what was sold, micro-dollars before fees.
    """

    size: int
    bought: int
    average: Decimal | None
    realized: int


def holdings(
    fills: Iterable[Fill],
    changes: Iterable[PositionChange] = (),
    rules: Mapping[str, MarketRules] | None = None,
) -> dict[str, Holding]:
    """Every asset's holding by its own history alone, for comparison with a venue's list.

    A sale realizes against the average of what was bought and left so far. The account nets both
    outcomes and matches lots; over a market both come to the same profit once all is settled.
    Of `changes` a split buys both outcomes at half a dollar, a merge sells them so, a redemption
    sells all that is held at its payout; `rules` tell the outcomes.
    """
    known, _ = distinct(fills)
    steps: list[_Moved] = [
        (fill.matched_us, fill.asset, _bought(fill), Fraction(fill.price))
        for fill in known
        if fill.status is not FillStatus.FAILED
    ]
    for change in {one.change_id: one for one in changes}.values():
        steps += _moved(change, (rules or {}).get(change.market))
    counts: dict[str, _Count] = {}
    # Nothing trades after a redemption, but a wallet's history tells its time to the second only.
    for _, asset, size, price in sorted(steps, key=lambda step: (step[2] is None, step[0])):
        counts.setdefault(asset, _Count()).step(size, price)
    return {asset: count.told() for asset, count in counts.items()}


def _bought(fill: Fill) -> int:
    return fill.size if fill.side is Side.BUY else -fill.size


_Moved = tuple[int, str, int | None, Fraction]
"""Time, asset, micro-shares that came (None: all that is held goes), at what price."""


def _moved(change: PositionChange, rules: MarketRules | None) -> list[_Moved]:
    if rules is None:
        return []
    assets = [outcome.asset for outcome in rules.outcomes]
    half = Fraction(1, 2)
    match change.kind:
        case ChangeKind.SPLIT:
            return [(change.at_us, asset, change.size, half) for asset in assets]
        case ChangeKind.MERGE:
            return [(change.at_us, asset, -change.size, half) for asset in assets]
        case ChangeKind.REDEEM if rules.payouts is not None:
            pays = zip(assets, rules.payouts, strict=True)
            return [(change.at_us, asset, None, Fraction(payout)) for asset, payout in pays]
        case _:
            return []


@dataclass(slots=True)
class _Count:
    """What one asset came to so far."""

    size: int = 0
    bought: int = 0
    spent: Fraction = Fraction(0)
    cost: Fraction = Fraction(0)
    realized: Fraction = Fraction(0)

    def step(self, change: int | None, price: Fraction) -> None:
        """So many micro-shares came or (negative; None: all) went at a price."""
        change = -self.size if change is None else change
        if change > 0:
            self.bought += change
            self.spent += change * price
            self.size += change
            self.cost += change * price
            return
        part = Fraction(min(-change, self.size), self.size) if self.size > 0 else Fraction(0)
        self.realized += -change * price - self.cost * part
        self.cost -= self.cost * part
        self.size += change

    def told(self) -> Holding:
        average = price_text(self.spent / self.bought) if self.bought else None
        return Holding(self.size, self.bought, average, round(self.realized))


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
