"""What the recorded trader holds at the venue after all own trades, at average cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from gametape.model.amounts import MICRO
from gametape.model.book import Side
from gametape.model.trading import Fill, FillStatus


@dataclass(slots=True)
class Holding:
    """Shares of one asset (micro-shares), what they cost and what was earned (micro-dollars)."""

    asset: str
    market: str
    size: int = 0
    bought: int = 0
    cost: Decimal = Decimal(0)
    fees: int = 0
    realized: Decimal = Decimal(0)
    first_us: int = 0
    last_us: int = 0

    def take(self, fill: Fill) -> None:
        """Count a fill in."""
        self.first_us = self.first_us or fill.matched_us
        self.last_us = fill.matched_us
        self.fees += fill.fee or 0
        value = fill.price * fill.size
        if fill.side is Side.BUY:
            self.size, self.bought = self.size + fill.size, self.bought + fill.size
            self.cost += value
            return
        average = self.cost / self.size if self.size > 0 else Decimal(0)
        held = min(fill.size, max(self.size, 0))
        self.realized += value - average * held
        self.cost -= average * held
        self.size -= fill.size

    @property
    def average(self) -> Decimal:
        """Average price of what is held, dollars a share."""
        return self.cost / self.size if self.size > 0 else Decimal(0)


def holdings(fills: Iterable[Fill]) -> list[Holding]:
    """Holdings after these fills; failed ones never happened."""
    table: dict[str, Holding] = {}
    for fill in fills:
        if fill.status is not FillStatus.FAILED:
            table.setdefault(fill.asset, Holding(fill.asset, fill.market)).take(fill)
    return list(table.values())


def dollars(amount: Decimal | int) -> float:
    """Micro-dollars as the Data API prints them: floats."""
    return float(Decimal(amount) / MICRO)
