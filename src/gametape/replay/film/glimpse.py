"""One book out of a track that is not open: the index and one block are read, nothing else."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gametape.model.book import Level
from gametape.replay.film.reading import TrackFile
from gametape.replay.film.unfolding import Room


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
    block = file.block(number)
    levels, stride, before = block.levels, block.entry.stride, block.before.keyframe()
    room = Room.of(len(block))
    block.unfold(room, levels, stride)
    row = int(room.times.searchsorted(at_us, "right"))
    # Trades are stored behind the book, where nobody looks.
    book = np.zeros(2 * levels + 1, np.int64)
    sides, cells = np.divmod(before.slots, file.header.cells)
    book[sides * levels + cells // stride] = before.sizes
    book[room.slots[:row]] = room.sizes[:row]
    bids, asks = np.flatnonzero(book[:levels])[::-1], np.flatnonzero(book[levels:-1])
    jumps = block.jumps
    return Glimpse(
        jumps.first + int(jumps.steps[:row].sum(dtype=np.int64)),
        list(zip((bids * stride).tolist(), book[bids].tolist(), strict=True)),
        list(zip((asks * stride).tolist(), book[asks + levels].tolist(), strict=True)),
    )
