"""The recorded trader's orders at the venue, with their place in the queue."""

from __future__ import annotations

from dataclasses import dataclass, field

from gametape.model.book import Side
from gametape.model.grid import UNIFORM


def on_first(outcome: int, side: Side, cell: int) -> tuple[Side, int]:
    """Side and cell that an order on `outcome` has in the book of outcome 0.

    Buying one outcome at p is selling the other at 1 - p: the two tokens share one book.
    """
    return (side, cell) if outcome == 0 else (side.opposite, UNIFORM.mirror(cell))


def seen_from(outcome: int, cell: int) -> int:
    """Cell of outcome 0 in the terms of `outcome` (and the other way round)."""
    return cell if outcome == 0 else UNIFORM.mirror(cell)


@dataclass(slots=True)
class OwnOrder:
    """An order of the recorded trader; sizes in micro-shares, `cell` in its own outcome's terms.

    `ahead` is how much of other people's size at its price will be matched before it.
    """

    order_id: str
    name: str
    market: str
    outcome: int
    side: Side
    cell: int
    size: int
    order_type: str
    label: str
    created_us: int
    matched: int = 0
    status: str = "LIVE"
    ahead: int = 0
    resting: bool = False
    trades: list[str] = field(default_factory=list)

    @property
    def remaining(self) -> int:
        """What is not matched yet."""
        return self.size - self.matched

    @property
    def book_side(self) -> Side:
        """Its side in the book of outcome 0."""
        return on_first(self.outcome, self.side, self.cell)[0]

    @property
    def book_cell(self) -> int:
        """Its cell in the book of outcome 0."""
        return on_first(self.outcome, self.side, self.cell)[1]
