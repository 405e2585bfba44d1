"""The shape of a crowd's book: how wide the spread is, and how much rests at which price.

Shapes follow published full-depth books: 40 to 60 levels a side on a one-cent grid, some hundred
shares near the best prices and several thousand far away, more at round prices.
"""

from __future__ import annotations

import math
import random
from decimal import Decimal

from gametape.model.amounts import MICRO
from gametape.model.grid import UNIFORM
from gametape.simulate.draws import lognormals

TOP = UNIFORM.cells - 1
"""The cell of one dollar."""

CENT = TOP // 100
"""Cells in a cent."""

_LOT = MICRO // 100
"""Order sizes are hundredths of a share (polymarket-api.md section 1)."""

_LEAST_SHARES = 5.0
_SIZES = lognormals(0.6)
_ROUNDNESS = ((25, 2.4), (10, 1.9), (5, 1.4))
"""Cents that are multiples of these attract so many times the size; the first that fits counts."""


def cells_of(tick: Decimal) -> int:
    """A tick size in dollars as cells."""
    return int(tick * TOP)


def _roundness(cell: int) -> float:
    if cell in (CENT, TOP - CENT):
        return 3.0  # the far ends collect orders nobody expects to fill
    for cents, factor in _ROUNDNESS:
        if cell % (cents * CENT) == 0:
            return factor
    return 1.0 if cell % CENT == 0 else 0.7


_ROUND_FACTOR = tuple(_roundness(cell) for cell in range(TOP + 1))


class Ladder:
    """How one crowd quotes: `depth` levels a side, `near_shares` at the best price."""

    def __init__(self, rng: random.Random, depth: int, near_shares: float) -> None:
        self.depth = depth
        self._random = rng.random
        self._near = near_shares

    def size(self, cell: int, rank: int, calm: float) -> int:
        """A fresh size, in micro-shares, `rank` ticks from the best price.

        `calm` (0 to 1) thins what stands near it while the crowd is excited.
        """
        chance = self._random
        shares = self._near * (1.0 + 0.08 * rank) * _ROUND_FACTOR[cell]
        if rank < 10:
            shares *= calm + (1.0 - calm) * 0.1 * rank
        shares = max(shares * _SIZES[int(chance() * 1024)], _LEAST_SHARES)
        return int(shares) * MICRO if chance() < 0.75 else int(shares * 100) * _LOT


def spread_cells(tick: int, mid: float, excitement: float, mood: float) -> int:
    """Width of the spread in cells, a multiple of the tick.

    One cent, up to three more while the crowd is excited above 0.4 (`mood`, about 0.5 to 1.5, is
    the crowd's temper at the time); on a finer tick it narrows with the doubt left in the price.
    """
    extra = min(3, round(1.2 * excitement * mood)) if excitement > 0.4 else 0
    if tick >= CENT:
        return tick * (1 + extra)
    doubt = 2 * math.sqrt(mid * (1 - mid))
    return tick * max(1, round(CENT * 0.6 * doubt * (1 + extra) / tick))
