"""Levels as the texts that the venue hashes, plainly: the twin of kernel/src/texts.c."""

from __future__ import annotations

from bisect import bisect_left, insort

LONGEST = 40
"""The longest price or size, in bytes of UTF-8."""


class TextSide:
    """Levels of one side, each as the JSON text that goes into the hash.

    The venue lists bids rising and asks falling (best last); a book that came in the other order
    is kept in that. Raises ValueError for a text above LONGEST.
    """

    __slots__ = ("_cells", "_falling", "_levels", "_text")

    def __init__(self, falling: bool) -> None:
        self._falling = falling
        self._cells: list[int] = []
        self._levels: dict[int, str] = {}
        self._text: str | None = ""

    def load(self, cells: list[int], prices: list[str], sizes: list[str]) -> None:
        """Replace everything by these levels, in the order as they were sent."""
        texts = [_level(price, size) for price, size in zip(prices, sizes, strict=True)]
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
        text = _level(price, size)
        if empty:
            if self._levels.pop(cell, None) is None:
                return
            del self._cells[bisect_left(self._cells, cell)]
        else:
            if cell not in self._levels:
                insort(self._cells, cell)
            self._levels[cell] = text
        self._text = None

    def text(self) -> str:
        """All levels, joined; remembered until one changes."""
        if self._text is None:
            levels = self._levels
            cells = reversed(self._cells) if self._falling else self._cells
            self._text = ",".join([levels[cell] for cell in cells])
        return self._text


def _level(price: str, size: str) -> str:
    if _size(price) > LONGEST or _size(size) > LONGEST:
        raise ValueError(f"a price or size of more than {LONGEST} bytes")
    return f'{{"price":"{price}","size":"{size}"}}'


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
