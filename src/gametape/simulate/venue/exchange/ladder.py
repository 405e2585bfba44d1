"""One side of a market's book, kept as the text in which both tokens of the market show it.

The bids of outcome 0 are the asks of outcome 1 at one minus the price, so each level is written
twice, once per token. Levels are kept from worst to best, which is the order on the wire: bids
ascending, asks descending (polymarket-api.md section 3.4), for both tokens alike.
"""

from __future__ import annotations

from bisect import bisect_left

from gametape.model.amounts import micro_text
from gametape.model.book import Level, Side
from gametape.model.grid import NONE, UNIFORM


def _level_text(cell: int, size_text: str) -> str:
    return f'{{"price":"{UNIFORM.text(cell)}","size":"{size_text}"}}'


class Ladder:
    """Total sizes of one side by cells of outcome 0, with the wire text of each level."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self._sign = 1 if side is Side.BUY else -1
        self._sizes: dict[int, int] = {}
        self._keys: list[int] = []  # sign * cell, ascending: worst level first
        self._texts: tuple[list[str], list[str]] = ([], [])
        self._joined: list[str | None] = [None, None]

    def set(self, cell: int, size: int) -> None:
        """Store the new total size of a level in micro-shares; 0 removes it."""
        key = self._sign * cell
        rank = bisect_left(self._keys, key)
        known = cell in self._sizes
        self._joined = [None, None]
        if size == 0:
            if known:
                del self._sizes[cell], self._keys[rank]
                del self._texts[0][rank], self._texts[1][rank]
            return
        size_text = micro_text(size)
        texts = _level_text(cell, size_text), _level_text(UNIFORM.mirror(cell), size_text)
        if not known:
            self._keys.insert(rank, key)
        for column, text in zip(self._texts, texts, strict=True):
            if known:
                column[rank] = text
            else:
                column.insert(rank, text)
        self._sizes[cell] = size

    def size(self, cell: int) -> int:
        """Total size at a cell of outcome 0, in micro-shares."""
        return self._sizes.get(cell, 0)

    @property
    def best(self) -> int:
        """Best cell in outcome 0's terms, or NONE."""
        return self._sign * self._keys[-1] if self._keys else NONE

    def reached_by(self, limit: int) -> list[int]:
        """Cells a taker with this limit would meet, best first."""
        limit_key = self._sign * limit
        if not self._keys or self._keys[-1] < limit_key:
            return []
        return [self._sign * key for key in reversed(self._keys) if key >= limit_key]

    def levels(self) -> list[Level]:
        """Levels in cells of outcome 0, best first."""
        return [(self._sign * key, self._sizes[self._sign * key]) for key in reversed(self._keys)]

    def text(self, outcome: int) -> str:
        """All levels as JSON array elements for one token, worst first."""
        joined = self._joined[outcome]
        if joined is None:
            joined = self._joined[outcome] = ",".join(self._texts[outcome])
        return joined
