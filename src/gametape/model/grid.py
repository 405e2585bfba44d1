"""Price grids: every price of a venue is a whole cell number, so books are plain arrays."""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache
from typing import Protocol

from gametape.errors import ParseError
from gametape.model.amounts import LONGEST

NONE = -1
"""The cell that stands for "no price": a stated empty side, or a price off the grid."""


class PriceGrid(Protocol):
    """The cells of a venue's prices, ordered by rising price of a share that pays 1."""

    name: str
    cells: int

    def cell(self, price: str) -> int:
        """Cell of a price as the venue prints it; raises ParseError if it is off the grid."""
        ...

    def price(self, cell: int) -> Decimal:
        """Price of one share, in dollars (0 to 1), of a cell."""
        ...

    def text(self, cell: int) -> str:
        """Price of one share for people and JSON, without needless zeros."""
        ...

    def label(self, cell: int) -> str:
        """The price as the venue prints it; `cell` reads it back."""
        ...


def cell_of(price: Decimal, grid: PriceGrid) -> int | None:
    """The cell of an exact price; None off the grid."""
    cell = nearest_cell(price, grid)
    return cell if grid.price(cell) == price else None


def nearest_cell(price: Decimal, grid: PriceGrid) -> int:
    """The cell nearest to a price; of two equally near ones the lower."""
    low, high = 0, grid.cells - 1
    while high - low > 1:
        middle = (low + high) // 2
        if grid.price(middle) <= price:
            low = middle
        else:
            high = middle
    return high if grid.price(high) - price < price - grid.price(low) else low


class UniformGrid:
    """Cells of 1/10000 dollar, 0 to 1: Polymarket and Kalshi, whatever the tick of the day."""

    name = "uniform"
    cells = 10_001

    def cell(self, price: str) -> int:
        """See `PriceGrid.cell`; accepts `0.52`, `.52`, `1` and trailing zeros."""
        return _uniform_cell(price)

    def price(self, cell: int) -> Decimal:
        """See `PriceGrid.price`."""
        return Decimal(cell).scaleb(-4)

    def text(self, cell: int) -> str:
        """See `PriceGrid.text`."""
        return _uniform_text(cell)

    def label(self, cell: int) -> str:
        """See `PriceGrid.label`."""
        return _uniform_text(cell)

    def mirror(self, cell: int) -> int:
        """Cell of the complementary outcome: 1 - price."""
        return self.cells - 1 - cell


@lru_cache(maxsize=65_536)
def _uniform_cell(price: str) -> int:
    whole, _, fraction = price.partition(".")
    digits = fraction.rstrip("0")
    long = len(digits) > 4 or len(price) > LONGEST
    if long or not price.isascii() or not (whole + fraction).isdigit():
        raise ParseError(f"price {price[:40]!r} is not a multiple of 1/10000.")
    cell = int(whole or "0") * 10_000 + int(digits.ljust(4, "0"))
    if cell > 10_000:
        raise ParseError(f"price {price[:40]!r} is above 1.")
    return cell


@cache
def _uniform_text(cell: int) -> str:
    if cell == NONE:
        return ""
    whole, fraction = divmod(cell, 10_000)
    text = f"{whole}.{fraction:04d}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text


UNIFORM = UniformGrid()
