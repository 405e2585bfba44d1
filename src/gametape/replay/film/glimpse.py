"""One book out of a track that is not open: the index and one block are read, nothing else."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gametape.model.book import Level
from gametape.replay.film.blocks import is_level
from gametape.replay.film.reading import TrackFile


class Glimpse(NamedTuple):
    """A book as it stood: the last row's line on the tape (None before the first), best first."""

    seq: int | None
    bids: list[Level]
    asks: list[Level]


def glimpse(file: TrackFile, at_us: int) -> Glimpse:
    """The book after everything received up to `at_us`; raises TapeError if it is damaged."""
    number = file.block_at(at_us)
    if number is None:
        return Glimpse(None, [], [])
    cells, block = file.header.cells, file.block(number)
    row = int(block.times.searchsorted(at_us, "right"))
    book = np.zeros(2 * cells + 1, np.int64)
    book[block.before.slots] = block.before.sizes
    kinds = block.kinds[:row].astype(np.intp)
    # Trades are stored behind the book, where nobody looks.
    slots = np.where(is_level(kinds), block.cells[:row] + kinds * cells, 2 * cells)
    book[slots] = block.sizes[:row]
    bids, asks = np.flatnonzero(book[:cells])[::-1], np.flatnonzero(book[cells:-1])
    return Glimpse(
        int(block.seqs[row - 1]),
        list(zip(bids.tolist(), book[bids].tolist(), strict=True)),
        list(zip(asks.tolist(), book[asks + cells].tolist(), strict=True)),
    )
