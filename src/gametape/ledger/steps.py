"""Whatever changes a position, said in one way: a change of exposure at a price.

The two outcomes of a market are one exposure E = yes held - no held, and the money that belongs
to it is C = cash + no held, as if every no share were a yes share sold and a dollar put down
(analysis-methods.md 1.3):

    BUY yes q at p     E + q at p              BUY no q at p      E - q at 1 - p
    SELL yes q at p    E - q at p              SELL no q at p     E + q at 1 - p
    split, merge       nothing                 settled at v       E closes at v, without a fee
    conversion of a no shares in each market of a set
                       +a yes of EVERY market of the event, at prices that add up to 1
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from gametape.ledger.fees import fill_fee, schedule_fee
from gametape.model.book import Side
from gametape.model.market import FeeSchedule, MarketRules
from gametape.model.trading import Fill, FillStatus

Cause = Literal["trade", "settlement", "conversion"]

ASSUMED = FeeSchedule(rate=Decimal("0.05"))
"""What is charged where nobody recorded the schedule; every number with it is marked."""


@dataclass(frozen=True, slots=True)
class Line:
    """One exposure: the asset whose price it is told in, and the asset that pays the rest of 1.

    `opposite` is "" for an asset that has no single opposite (a runner among many, a stock).
    """

    market: str
    asset: str
    opposite: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Exposure changes by `change` micro-shares at `price` dollars, all in terms of `Line.asset`.

    `fee` is micro-dollars. `by` is the order (or what else did it), `fill` the fill's key.
    `held` and `held_opposite` are how the two inventories move, `paid` the cash.
    """

    at_us: int
    change: int
    price: Fraction
    fee: Fraction
    by: str
    cause: Cause = "trade"
    fill: tuple[str, str] | None = None
    provisional: bool = False
    fee_assumed: bool = False
    held: int = 0
    held_opposite: int = 0
    paid: Fraction = Fraction(0)


def line_of(market: str, asset: str, rules: MarketRules | None) -> Line:
    """The exposure an asset belongs to: two outcomes are one, anything else stands alone."""
    outcomes = [outcome.asset for outcome in rules.outcomes] if rules is not None else []
    if len(outcomes) == 2 and asset in outcomes:
        return Line(market, outcomes[0], outcomes[1])
    return Line(market, asset)


def order_of(fill: Fill) -> str:
    """The order a fill belongs to; a venue that names none makes each fill its own order."""
    return fill.order_id or fill.trade_id


def fee_of(fill: Fill, schedule: FeeSchedule | None, charges: bool) -> tuple[int, bool]:
    """Fee of a fill in micro-dollars, and whether it had to be assumed.

    Not known who took: counted as a taker, the dearer case. No schedule: `ASSUMED`. A venue that
    charges no fee a fill (`charges` False) but a commission gives 0, and so does whatever is no
    share of a probability.
    """
    known = fill_fee(fill, schedule)
    if known is not None:
        return known, False
    if not charges or not 0 <= fill.price <= 1:
        return 0, False
    return schedule_fee(schedule or ASSUMED, fill.size, fill.price) or 0, True


def fill_step(fill: Fill, line: Line, schedule: FeeSchedule | None, charges: bool = True) -> Step:
    """A fill as a step of its line."""
    price = Fraction(fill.price)
    bought = fill.size if fill.side is Side.BUY else -fill.size
    fee, assumed = fee_of(fill, schedule, charges)
    opposite = fill.asset == line.opposite
    return Step(
        at_us=fill.matched_us,
        change=-bought if opposite else bought,
        price=1 - price if opposite else price,
        fee=Fraction(fee),
        by=order_of(fill),
        fill=fill.key,
        provisional=fill.status is not FillStatus.CONFIRMED,
        fee_assumed=assumed,
        held=0 if opposite else bought,
        held_opposite=bought if opposite else 0,
        paid=-bought * price - fee,
    )


def pairs_step(at_us: int, size: int, by: str) -> Step:
    """A split of `size` dollars into pairs; a merge is a negative one. No exposure changes."""
    return Step(
        at_us=at_us,
        change=0,
        price=Fraction(0),
        fee=Fraction(0),
        by=by,
        held=size,
        held_opposite=size,
        paid=Fraction(-size),
    )


def conversion_steps(
    at_us: int,
    size: int,
    event: Sequence[Line],
    burned: Sequence[Line],
    prices: Mapping[Line, Fraction],
    fee: int = 0,
) -> list[tuple[Line, Step]]:
    """A conversion of `size` micro-shares of no in each `burned` market of a whole event.

    `prices` are yes prices at that moment, made to add up to 1 here (all equal if they are
    unknown: the total does not depend on them). `fee` is micro-dollars. Raises ValueError when
    `burned` is not part of `event`.
    """
    if not burned or not set(burned) <= set(event):
        raise ValueError("a conversion gives up shares of at least one market of its event.")
    known = {line: prices[line] for line in event if prices.get(line, 0) > 0}
    if len(known) < len(event):
        known = dict.fromkeys(event, Fraction(1))
    whole = sum(known.values(), Fraction(0))
    steps = []
    for line in event:
        price = known[line] / whole
        share = fee * price
        gone = line in burned
        step = Step(
            at_us=at_us,
            change=size,
            price=price,
            fee=share,
            by="conversion",
            cause="conversion",
            held=0 if gone else size,
            held_opposite=-size if gone else 0,
            paid=(size if gone else 0) - size * price - share,
        )
        steps.append((line, step))
    return steps
