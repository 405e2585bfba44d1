"""What the ledger tells: legs, episodes, and the account of one line and of all of them.

Prices are dollars a share of the line's asset (a no share bought at .45 is a yes share sold at
.55), rounded to twelve places for the eye. Money is whole micro-dollars: each figure is the
difference of two rounded running totals, so that the legs of a line add up to its realized
profit to the micro-dollar, and realized profit to cash once everything is settled.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import msgspec

from gametape.ledger.steps import Cause
from gametape.model.market import Outcome
from gametape.model.trading import Fill


def price_text(price: Fraction) -> Decimal:
    """An exact price to twelve places, half to even."""
    plain = Decimal(round(price * 10**12)).scaleb(-12).normalize()
    # `normalize` makes 1E+2 of 100, which nobody reads as a price.
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


class Leg(msgspec.Struct, frozen=True):
    """Shares that were opened and closed: the atom of profit and loss.

    `direction` is +1 for a long and -1 for a short of `asset`; `opened_by` and `closed_by` are
    order ids (or `settlement`, `conversion`); `episode` counts from 0 within the line. `net` is
    `gross` less `fees`. `provisional`: a fill in it may still fail. `fee_assumed`: a fee in it
    is nobody's word.
    """

    direction: int
    size: int
    open_price: Decimal
    close_price: Decimal
    opened_us: int
    closed_us: int
    opened_by: tuple[str, ...]
    closed_by: str
    cause: Cause
    gross: int
    fees: int
    net: int
    episode: int
    provisional: bool
    fee_assumed: bool


class Episode(msgspec.Struct, frozen=True):
    """From flat to flat: what people call a trade.

    `closed_us` is None while it is open; `ended` says what closed it. `opened` is all that was
    opened in it and `peak` the most held at once, micro-shares; `entry` and `exit` are average
    prices of what was opened and of what has been closed. `orders` are in order of first fill.
    Money is realized, net of fees.
    """

    number: int
    direction: int
    opened_us: int
    closed_us: int | None
    ended: Cause | None
    opened: int
    closed: int
    peak: int
    entry: Decimal
    exit: Decimal | None
    orders: tuple[str, ...]
    legs: tuple[int, ...]
    gross: int
    fees: int
    net: int
    provisional: bool
    fee_assumed: bool


class Position(msgspec.Struct, frozen=True):
    """What is open: net `exposure` in micro-shares of the line's asset.

    `average` is the average opening price, `cost` exposure times that in micro-dollars (negative
    for a short), `fees` the opening fees its lots still carry.
    """

    exposure: int
    average: Decimal | None
    cost: int
    fees: int


class LineAccount(msgspec.Struct, frozen=True):
    """One exposure from its first fill on.

    `held` and `held_opposite` are the raw inventories, `cash` what all of it has brought in,
    micro-dollars, fees paid. `settled` is what the asset paid, dollars a share, None until then.
    """

    market: str
    asset: str
    opposite: str
    outcomes: tuple[Outcome, ...]
    legs: tuple[Leg, ...]
    episodes: tuple[Episode, ...]
    position: Position
    held: int
    held_opposite: int
    cash: int
    gross: int
    fees: int
    net: int
    settled: Decimal | None


class Credit(msgspec.Struct, frozen=True):
    """Cash that is no profit of a trade: a rebate, a reward, a deposit; micro-dollars, signed."""

    at_us: int
    kind: str
    market: str
    cash: int


class Account(msgspec.Struct, frozen=True):
    """Everything a person's fills came to.

    `net` is realized profit after `fees` and `commission`; what is open is not in it. `cash` is
    what fills, splits, merges and settlements brought in, `credits` stand beside it. `failed` are
    fills that were taken back. `problems` are sentences on what could not be accounted for.
    """

    lines: tuple[LineAccount, ...]
    gross: int
    fees: int
    commission: int
    net: int
    cash: int
    credits: tuple[Credit, ...]
    failed: tuple[Fill, ...]
    fees_assumed: int
    rebate_estimate: int
    problems: tuple[str, ...]
