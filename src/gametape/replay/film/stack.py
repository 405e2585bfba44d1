"""Rows of one asset as they arrive: stacked up until they make a block."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gametape.replay.film.blocks import Keyframe, encode_block, is_level
from gametape.replay.film.layout import BLOCK_ROWS, BlockEntry
from gametape.replay.film.rows import NOTHING, Int64s, Rows, joined

_FAR = 1 << 32
"""Sequence numbers so far apart do not fit one block."""


class RowStack:
    """Cuts rows into blocks; where it cuts depends on the rows alone, not on when they came.

    `cells` is the size of the price grid. Rows are added whole messages at a time.
    """

    def __init__(self, cells: int, block_rows: int = BLOCK_ROWS) -> None:
        self.cells = cells
        self.rows = 0
        self._block_rows = block_rows
        self._book = np.zeros(2 * cells, np.int64)
        self._parts: list[Rows] = []
        self._waiting = 0

    def add(self, rows: Rows) -> None:
        """More rows, in order behind those there are."""
        if len(rows):
            self._parts.append(rows)
            self._waiting += len(rows)
            self.rows += len(rows)

    def blocks(self, *, all_of_them: bool = False) -> Iterator[tuple[bytes, BlockEntry]]:
        """The blocks that are full, and with `all_of_them` what is left as one more.

        Their entries stand at offset 0: the writer knows better.
        """
        while self._waiting >= self._block_rows or (all_of_them and self._waiting):
            rows = joined(self._parts)
            end = _first_end(rows.seqs, self._block_rows)
            block, rest = rows[:end], rows[end:]
            self._parts, self._waiting = [rest], len(rest)
            yield encode_block(block, self.keyframe(), self.cells, 0)
            self._store(block)

    def unfinished(self) -> tuple[bytes, BlockEntry] | None:
        """What waits as a block of its own, which stays on the stack; None if nothing does."""
        self._parts = [joined(self._parts)]
        rows = self._parts[0]
        return encode_block(rows, self.keyframe(), self.cells, 0) if len(rows) else None

    def keyframe(self) -> Keyframe:
        """The book before the rows that wait."""
        slots = np.flatnonzero(self._book)
        return Keyframe(slots, self._book[slots])

    def _store(self, rows: Rows) -> None:
        changes = is_level(rows.kinds)
        slots = rows.cells + rows.kinds * self.cells
        # Of repeated slots the last one counts (performance.md 6.2; a test holds it).
        self._book[slots[changes]] = rows.sizes[changes]


def increments(
    rows: Rows, cells: int, block_rows: int = BLOCK_ROWS
) -> Iterator[tuple[bytes, BlockEntry]]:
    """Rows as blocks without the books before them, for those who have them already."""
    while len(rows):
        end = _first_end(rows.seqs, block_rows)
        yield encode_block(rows[:end], Keyframe(NOTHING.cells, NOTHING.sizes), cells, 0)
        rows = rows[end:]


def _first_end(seqs: Int64s, rows: int) -> int:
    """Where the first block ends: behind the message that fills it, or before a far jump."""
    jumps = np.flatnonzero(np.diff(seqs[: rows + 1]) >= _FAR)
    if len(jumps):
        return int(jumps[0]) + 1
    if len(seqs) <= rows:
        return len(seqs)
    return int(np.searchsorted(seqs, seqs[rows - 1], "right"))
