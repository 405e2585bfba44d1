"""The book of one asset as texts: what the venue hashes, kept in the venue's order."""

from __future__ import annotations

from gametape.errors import ParseError
from gametape.kernel.choice import KERNEL, TextSide
from gametape.model.book import Side
from gametape.venues.polymarket.texts import CELLS, SIZES, side
from gametape.venues.polymarket.wire import WireChange, WireLevel


class TextBook:
    """Both sides of one asset."""

    __slots__ = ("asks", "bids", "market", "misses")

    def __init__(self) -> None:
        self.bids = KERNEL.TextSide(falling=False)
        self.asks = KERNEL.TextSide(falling=True)
        self.market = ""
        self.misses = 0

    def load(self, levels: tuple[list[WireLevel], list[WireLevel]], market: str) -> None:
        """Hold the book of a snapshot; raises ParseError."""
        bids, asks = levels
        _load(self.bids, bids)
        _load(self.asks, asks)
        self.loaded(market)

    def loaded(self, market: str) -> None:
        """Both sides hold a snapshot of this market now."""
        self.market = market
        self.misses = 0

    def apply(self, change: WireChange) -> None:
        """Store one level change; raises ParseError before anything changes."""
        resting = self.bids if side(change.side) is Side.BUY else self.asks
        cell, size = CELLS[change.price], SIZES[change.size]
        resting.set(cell, change.price, change.size, size == 0)

    def body(self) -> str:
        """The part of the hashed JSON from the levels on, up to the end of the asks."""
        return f'"hash":"","bids":[{self.bids.text()}],"asks":[{self.asks.text()}]'


def _load(resting: TextSide, levels: list[WireLevel]) -> None:
    """Replace a side; raises ParseError before anything changes.

    Sizes need no reading here: only their text counts.
    """
    prices = [level.price for level in levels]
    cells = [CELLS[price] for price in prices]
    try:
        resting.load(cells, prices, [level.size for level in levels])
    except ValueError as error:
        raise ParseError(f"book: {error}.") from None
