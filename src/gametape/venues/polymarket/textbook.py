"""The book of one asset as texts: what the venue hashes, kept in the venue's order."""

from __future__ import annotations

from bisect import bisect_left, insort

from gametape.model.book import Side
from gametape.venues.polymarket.texts import CELLS, SIZES, side
from gametape.venues.polymarket.wire import WireChange, WireLevel


class TextSide:
    """Levels of one side, each as the JSON text that goes into the hash.

    The venue lists bids rising and asks falling (best last); a book that came in the other order
    is kept in that.
    """

    __slots__ = ("_cells", "_falling", "_levels", "_text")

    def __init__(self, falling: bool) -> None:
        self._falling = falling
        self._cells: list[int] = []
        self._levels: dict[int, str] = {}
        self._text: str | None = ""

    def load(self, levels: list[WireLevel]) -> None:
        """Replace everything; raises ParseError before anything changes."""
        cells = [CELLS[level.price] for level in levels]
        texts = [_level(level.price, level.size) for level in levels]
        self._levels = dict(zip(cells, texts, strict=True))
        self._cells = sorted(self._levels)
        if len(cells) > 1 and cells == self._cells:
            self._falling = False
        elif len(cells) > 1 and cells == self._cells[::-1]:
            self._falling = True
        # The hash of a book as sent is over the order as sent, whatever that is.
        self._text = ",".join(texts)

    def set(self, cell: int, price: str, size: str, empty: bool) -> None:
        """Store or remove one level."""
        if empty:
            if self._levels.pop(cell, None) is None:
                return
            del self._cells[bisect_left(self._cells, cell)]
        else:
            if cell not in self._levels:
                insort(self._cells, cell)
            self._levels[cell] = _level(price, size)
        self._text = None

    def text(self) -> str:
        """All levels, joined; remembered until one changes."""
        if self._text is None:
            levels = self._levels
            cells = reversed(self._cells) if self._falling else self._cells
            self._text = ",".join([levels[cell] for cell in cells])
        return self._text


class TextBook:
    """Both sides of one asset."""

    __slots__ = ("_asks", "_bids", "market", "misses")

    def __init__(self) -> None:
        self._bids = TextSide(falling=False)
        self._asks = TextSide(falling=True)
        self.market = ""
        self.misses = 0

    def load(self, levels: tuple[list[WireLevel], list[WireLevel]], market: str) -> None:
        """Hold the book of a snapshot; raises ParseError."""
        bids, asks = levels
        self._bids.load(bids)
        self._asks.load(asks)
        self.market = market
        self.misses = 0

    def apply(self, change: WireChange) -> None:
        """Store one level change; raises ParseError before anything changes."""
        resting = self._bids if side(change.side) is Side.BUY else self._asks
        cell, size = CELLS[change.price], SIZES[change.size]
        resting.set(cell, change.price, change.size, empty=size == 0)

    def body(self) -> str:
        """The part of the hashed JSON from the levels on, up to the end of the asks."""
        return f'"hash":"","bids":[{self._bids.text()}],"asks":[{self._asks.text()}]'


def _level(price: str, size: str) -> str:
    return f'{{"price":"{price}","size":"{size}"}}'
