"""Tracks cut to a stretch: the book as it stood when it begins, and the rows within it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from gametape.replay.film.blocks import Keyframe, encode_block, is_level
from gametape.replay.film.layout import ASK, BID
from gametape.replay.film.reading import TrackFile
from gametape.replay.film.rows import Rows, joined
from gametape.replay.film.writing import Encoded

Change = Callable[[Rows], Rows]
"""What becomes of the rows of a block before they are written again."""


def cut_blocks(file: TrackFile, from_us: int, to_us: int, change: Change) -> Iterator[Encoded]:
    """The rows of a track within [from, to], exactly as they were but for what `change` does.

    The first row says a level of the book once more when the stretch begins, so that the book is
    known from there on. Raises TapeError if the track is damaged.
    """
    cells = file.header.cells
    begun = False
    for number in range(file.block_at(from_us) or 0, len(file.index.blocks)):
        entry = file.index.blocks[number]
        if entry.first_us > to_us:
            return
        block = file.block(number)
        rows, before = block.rows(), block.before.keyframe()
        start = int(np.searchsorted(rows.times, from_us, "left"))
        end = int(np.searchsorted(rows.times, to_us, "right"))
        if not begun and start > 0:
            before = _after(before, rows[:start], cells)
            again = _said_again(before, rows[:start], from_us, cells)
            rows = joined([again, rows[start:end]])
        else:
            rows = rows[start:end]
        begun = True
        if len(rows):
            yield encode_block(change(rows), before, cells, 0)


def _after(before: Keyframe, rows: Rows, cells: int) -> Keyframe:
    """The book behind these rows."""
    book = np.zeros(2 * cells, np.int64)
    book[before.slots] = before.sizes
    changes = is_level(rows.kinds)
    slots = (rows.cells + rows.kinds * cells)[changes]
    book[slots] = rows.sizes[changes]  # of repeated slots the last one counts
    kept = np.flatnonzero(book)
    return Keyframe(kept, book[kept])


def _said_again(book: Keyframe, rows: Rows, at_us: int, cells: int) -> Rows:
    """A level that stands, told at `at_us` with the number of the last row; none of an empty book.

    An empty book is told by its last level being gone.
    """
    seq = rows.seqs[-1]
    if len(book.slots):
        slot, size = int(book.slots[0]), int(book.sizes[0])
        kind, cell = (ASK, slot - cells) if slot >= cells else (BID, slot)
    else:
        levels = np.flatnonzero(is_level(rows.kinds))
        if not len(levels):
            return rows[:0]
        kind, cell, size = int(rows.kinds[levels[-1]]), int(rows.cells[levels[-1]]), 0
    return Rows(*(np.array([value], np.int64) for value in (at_us, seq, kind, cell, size, 0)))
