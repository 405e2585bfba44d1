"""A decision: one own order, what it meant for the position, and when it was decided.

The order is the unit of behaviour (methods 1.5). Directions and prices are in terms of the line's
asset: buying NO at .45 is a decision of -1 at .55.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from gametape.ledger.steps import Line
from gametape.model.trading import Role

DecisionKind = Literal["entry", "add", "reduce", "exit", "flip"]

DecidedHow = Literal["intent", "placement", "match less delay"]
"""How the time of a decision is known; the first is the best (methods 0.2)."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One own order; sizes micro-shares, times microseconds, fee micro-dollars.

    `ordered`, `limit` (a cell of the line's asset), `direction`, `taking` (it was marketable) and
    everything named before were known when it was decided at `decided_us`: `before` is the line's
    exposure, `average_before` its average opening price, `opened_us` when its episode began,
    `first_size` the first order of it (0 while flat). What was `filled` and at which `price`
    (dollars a share, exact, None if nothing was) became known from `matched_us` on; `told_us` is
    when a recording first heard of it. `rested_us` is how long it waited before its first fill.
    """

    order_id: str
    line: Line
    direction: int
    kind: DecisionKind
    decided_us: int
    decided_how: DecidedHow
    ordered: int
    limit: int | None
    taking: bool
    role: Role
    told_us: int
    before: int
    average_before: Fraction | None
    opened_us: int | None
    first_size: int
    filled: int = 0
    price: Fraction | None = None
    fee: int = 0
    fee_assumed: bool = False
    matched_us: int | None = None
    ended_us: int | None = None
    rested_us: int = 0
    planned: bool = False
    failed: bool = False

    @property
    def after(self) -> int:
        """The line's exposure once it was filled as far as it was."""
        return self.before + self.direction * self.filled

    @property
    def enters(self) -> bool:
        """Whether it opens or adds to a position."""
        return self.kind in ("entry", "add", "flip")

    @property
    def leaves(self) -> bool:
        """Whether it takes from a position."""
        return self.kind in ("reduce", "exit", "flip")

    @property
    def cents(self) -> float:
        """What it was filled at, cents a share; not a number if it was not."""
        return float("nan") if self.price is None else float(self.price) * 100.0

    def as_decided(
        self,
        before: int,
        average: Fraction | None,
        opened_us: int | None,
        first_size: int,
        dust: int,
    ) -> Decision:
        """What was known of it when it was decided, with how the line stood then: no fill."""
        return replace(
            self,
            kind=kind_of(before, self.direction, self.ordered, dust),
            before=before,
            average_before=average,
            opened_us=opened_us,
            first_size=first_size,
            role=Role.UNKNOWN,
            filled=0,
            price=None,
            fee=0,
            fee_assumed=False,
            matched_us=None,
            ended_us=None,
            rested_us=0,
            planned=False,
            failed=False,
        )


def kind_of(before: int, direction: int, size: int, dust: int) -> DecisionKind:
    """What an order of `size` means for an exposure of `before`, all micro-shares."""
    if abs(before) < dust:
        return "entry"
    if (before > 0) == (direction > 0):
        return "add"
    left = abs(before) - size
    if abs(left) < dust:
        return "exit"
    return "reduce" if left > 0 else "flip"


def dollars(price: Fraction) -> Decimal:
    """A price for the eye: six places, half to even."""
    return Decimal(round(price * 10**6)).scaleb(-6).normalize()
