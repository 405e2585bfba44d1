"""What a market's fills are worth at a moment, at prices somebody stood ready to pay.

The arithmetic is exact (whole numbers and fractions, no float) and rounds once for `cash` and
once for `value`, half to even, to micro-dollars. A second implementation in TypeScript gives the
same numbers; whoever changes a rule here changes it there.

    position[a] = sum of sizes bought - sum of sizes sold             (micro-shares)
                  + pairs split - pairs merged + shares converted     (ledger.moved)
    fees        = sum of the fees of all fills                        (fees.fill_fee; unknown is 0)
    cash        = round(sum of (sold price * size - bought price * size) - fees - pairs)
    value       = round(what follows; a price is the grid's exact decimal of its cell)
        conversions     unknown: what they cost is shared between markets (the account tells)
        payouts known   sum of position[a] * payout[a]; once redeemed that is cash, not value,
                        and no position is left
        otherwise, in a market of two outcomes that are both held (neither position is 0):
            m = the smaller of the two positions; m pairs are worth 1 dollar each (owed when
            negative), and m is taken off both positions
        then each outcome in the market's order:
            position > 0   sold into its own bids, best first: price * taken - fee, level by level
            position < 0   bought back from its own asks: -(price * taken) - fee, level by level
            the fee of a level is fees.schedule_fee(taken, price), 0 without a schedule;
            a schedule whose exponent cannot be computed makes the value unknown
    total       = cash + value
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import msgspec

from gametape.ledger.fees import fill_fee, schedule_fee
from gametape.ledger.moved import NOTHING, Moved
from gametape.model.book import Level, OrderBook, Side
from gametape.model.grid import PriceGrid
from gametape.model.market import FeeSchedule, MarketRules
from gametape.model.trading import Fill, FillStatus

NO_BOOK = "no book"
THIN = "the book is not deep enough"
FEES_UNKNOWN = "fees are not known"
CONVERTED = "a conversion moved shares between markets; the analysis accounts for it"


class Exposure(msgspec.Struct, frozen=True):
    """Positions and money of one market at a moment.

    `positions` are micro-shares by asset, without zeros; the rest is micro-dollars. `cash` is what
    the fills brought in, less the fees known. `value` is what closing everything would bring now,
    and `total` is both; None where `why` says that it cannot be told. `fees` is None (and counted
    as 0) where a fee is not known; `why` says so unless it has something worse to say. `settled`
    says that the market is decided, so that `value` is what it pays.
    """

    positions: dict[str, int]
    cash: int
    value: int | None
    total: int | None
    fees: int | None
    why: str
    settled: bool = False


@dataclass(frozen=True)
class Quoted:
    """An asset's book as far as it is needed: levels best first; a `reason` not to believe it."""

    bids: Iterable[Level]
    asks: Iterable[Level]
    grid: PriceGrid
    reason: str = ""

    @classmethod
    def of(cls, book: OrderBook, grid: PriceGrid, reason: str = "") -> Quoted:
        """The levels of a book, read when they are needed; use it before the book moves."""
        return cls(book.bids(), book.asks(), grid, reason)


class _UnpriceableError(Exception):
    """There is no telling what a position is worth; the message says why."""


def exposure(
    fills: Iterable[Fill],
    rules: MarketRules | None,
    books: Mapping[str, Quoted | None],
    moved: Moved = NOTHING,
) -> Exposure:
    """Positions, cash and executable value of one market's fills; see the module for the rules.

    `fills` are those of the market that were known at the moment; FAILED ones count for nothing.
    `rules` are the market's as known then (None: no fees, no pairs, no payouts). `books` are by
    asset; one that is needed and absent or not to be believed makes `value` None. `moved` is what
    moved the market's positions without a trade.
    """
    schedule = rules.fees if rules is not None else None
    positions, proceeds, fees, unknown = _sum(fills, schedule)
    proceeds -= _move(positions, rules, moved)
    held = {asset: size for asset, size in positions.items() if size}
    paid = _paid(held, rules)
    if moved.redeemed and paid is not None:
        proceeds, held = proceeds + paid, {}
    cash = round(proceeds - fees)
    value: int | None = None
    why = FEES_UNKNOWN if unknown else ""
    try:
        value = round(_value(held, rules, books, moved))
    except _UnpriceableError as error:
        why = str(error)
    return Exposure(
        positions=held,
        cash=cash,
        value=value,
        total=None if value is None else cash + value,
        fees=None if unknown else fees,
        why=why,
        settled=paid is not None,
    )


def _sum(
    fills: Iterable[Fill], schedule: FeeSchedule | None
) -> tuple[dict[str, int], Fraction, int, bool]:
    """Positions, money before fees, fees known, and whether one is not."""
    positions: dict[str, int] = {}
    proceeds = Fraction(0)
    fees = 0
    unknown = False
    for fill in fills:
        if fill.status is FillStatus.FAILED:
            continue
        sign = 1 if fill.side is Side.BUY else -1
        positions[fill.asset] = positions.get(fill.asset, 0) + sign * fill.size
        proceeds -= sign * fill.size * Fraction(fill.price)
        fee = fill_fee(fill, schedule)
        unknown = unknown or fee is None
        fees += fee or 0
    return positions, proceeds, fees, unknown


def _move(positions: dict[str, int], rules: MarketRules | None, moved: Moved) -> int:
    """Take what moved without a trade into the positions; gives what it cost, micro-dollars."""
    for outcome in rules.outcomes if rules is not None and moved.pairs else ():
        positions[outcome.asset] = positions.get(outcome.asset, 0) + moved.pairs
    for asset, size in moved.converted.items():
        positions[asset] = positions.get(asset, 0) + size
    return moved.pairs


def _value(
    held: dict[str, int],
    rules: MarketRules | None,
    books: Mapping[str, Quoted | None],
    moved: Moved,
) -> Fraction:
    """Micro-dollars that closing these positions brings; raises _UnpriceableError."""
    if moved.converted:
        raise _UnpriceableError(CONVERTED)
    paid = _paid(held, rules)
    if paid is not None:
        return paid
    outcomes = [outcome.asset for outcome in rules.outcomes] if rules is not None else []
    rest = dict(held)
    total = Fraction(0)
    if len(outcomes) == 2 and all(asset in rest for asset in outcomes):
        pairs = min(rest[asset] for asset in outcomes)
        total += pairs
        for asset in outcomes:
            rest[asset] -= pairs
    order = [asset for asset in outcomes if asset in rest]
    order += sorted(rest.keys() - set(outcomes))
    schedule = rules.fees if rules is not None else None
    for asset in order:
        if rest[asset]:
            total += _close(rest[asset], books.get(asset), schedule)
    return total


def _paid(held: dict[str, int], rules: MarketRules | None) -> Fraction | None:
    """What these positions pay, micro-dollars; None while that is not decided for all of them."""
    if rules is None or rules.payouts is None or len(rules.payouts) != len(rules.outcomes):
        return None
    assets = [outcome.asset for outcome in rules.outcomes]
    payouts = dict(zip(assets, rules.payouts, strict=True))
    if not held.keys() <= payouts.keys():
        return None
    return sum((size * Fraction(payouts[a]) for a, size in held.items()), Fraction(0))


def _close(position: int, quoted: Quoted | None, schedule: FeeSchedule | None) -> Fraction:
    """Micro-dollars that selling a position, or buying back a short one, brings."""
    if quoted is None:
        raise _UnpriceableError(NO_BOOK)
    if quoted.reason:
        raise _UnpriceableError(quoted.reason)
    sign = 1 if position > 0 else -1
    left = abs(position)
    total = Fraction(0)
    for cell, resting in quoted.bids if sign > 0 else quoted.asks:
        taken = min(left, resting)
        price = quoted.grid.price(cell)
        fee = schedule_fee(schedule, taken, price) if schedule is not None else 0
        if fee is None:
            raise _UnpriceableError(FEES_UNKNOWN)
        total += sign * taken * Fraction(price) - fee
        left -= taken
        if not left:
            return total
    raise _UnpriceableError(THIN)
