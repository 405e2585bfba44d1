"""Whether the second outcome of a market says nothing that the first does not.

On Polymarket one order book stands behind both outcomes: a bid for YES at p is an ask for NO at
1 - p (polymarket-api.md 3.3). That is checked, never assumed.
"""

from __future__ import annotations

from gametape.model.book import OrderBook, Side
from gametape.model.grid import UNIFORM
from gametape.model.times import SECOND

TOLERANCE_US = SECOND
"""How long the two may differ: their changes come in different messages, milliseconds apart."""

_OPPOSITE = {Side.BUY: Side.SELL, Side.SELL: Side.BUY}


class MirrorCheck:
    """Follows both books of a market level by level.

    `broken` once a level has differed, or the second book been known without the first, for
    longer than the tolerance. `told` once the second had a level at all; `checked` counts the
    messages after which all levels agreed.
    """

    def __init__(self, market: str, first: str, second: str) -> None:
        self.market = market
        self.first = first
        self.second = second
        self.first_book = OrderBook(UNIFORM.cells)
        self.second_book = OrderBook(UNIFORM.cells)
        self.checked = 0
        self.broken = False
        self._differing: set[tuple[Side, int]] = set()
        self._since_us: int | None = None
        self.told = False

    def level(self, asset: str, side: Side, cell: int) -> None:
        """A level of one of the two has been set."""
        other, turned = _OPPOSITE[side], UNIFORM.cells - 1 - cell
        if asset == self.second:
            self.told = True
            side, cell, other, turned = other, turned, side, cell
        if self.first_book.size_at(side, cell) != self.second_book.size_at(other, turned):
            self._differing.add((side, cell))
        elif self._differing:
            self._differing.discard((side, cell))

    def settle(self, at_us: int, *, first_known: bool, second_known: bool) -> None:
        """A message has been told whole; `first_known` and `second_known` say what is valid now."""
        if not self.told:
            return
        self._age(at_us)
        amiss = second_known and (not first_known or bool(self._differing))
        if not amiss:
            self._since_us = None
            self.checked += second_known
        elif self._since_us is None:
            self._since_us = at_us

    def finish(self, at_us: int) -> None:
        """There is no more: a second outcome that was never found equal is no mirror."""
        self._age(at_us)
        self.broken = self.broken or (self.told and not self.checked)

    def _age(self, at_us: int) -> None:
        if self._since_us is not None and at_us - self._since_us > TOLERANCE_US:
            self.broken = True
