"""What the recorded trader holds at the venue after all own trades, at average cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from gametape.model.amounts import MICRO
from gametape.model.book import Side
from gametape.model.trading import Fill, FillStatus


class AssetMove(NamedTuple):
    """Micro-shares of one asset that came or went without a trade, valued at `price` dollars."""

    at_us: int
    market: str
    asset: str
    change: int
    price: Decimal


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
        self.fees += fill.fee or 0
        change = fill.size if fill.side is Side.BUY else -fill.size
        self.move(fill.matched_us, change, fill.price)

    def move(self, at_us: int, change: int, price: Decimal) -> None:
        """Count in so many micro-shares that came or went at a price."""
        self.first_us = self.first_us or at_us
        self.last_us = at_us
        if change > 0:
            self.size, self.bought = self.size + change, self.bought + change
            self.cost += price * change
            return
        average = self.cost / self.size if self.size > 0 else Decimal(0)
        held = min(-change, max(self.size, 0))
        self.realized += price * -change - average * held
        self.cost -= average * held
        self.size += change

    @property
    def average(self) -> Decimal:
        """Average price of what is held, dollars a share."""
        return self.cost / self.size if self.size > 0 else Decimal(0)


def holdings(fills: Iterable[Fill], moves: Iterable[AssetMove] = ()) -> list[Holding]:
    """Holdings after these fills and moves, in order of time; failed fills never happened."""
    table: dict[str, Holding] = {}
    steps: list[tuple[int, Fill | AssetMove]] = [
        (fill.matched_us, fill) for fill in fills if fill.status is not FillStatus.FAILED
    ]
    steps += [(move.at_us, move) for move in moves]
    for _, step in sorted(steps, key=lambda pair: pair[0]):
        holding = table.setdefault(step.asset, Holding(step.asset, step.market))
        if isinstance(step, AssetMove):
            holding.move(step.at_us, step.change, step.price)
        else:
            holding.take(step)
    return list(table.values())


def dollars(amount: Decimal | int) -> float:
    """Micro-dollars as the Data API prints them: floats."""
    return float(Decimal(amount) / MICRO)
