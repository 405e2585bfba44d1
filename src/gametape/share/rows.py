"""Tracks cut to a stretch: the book as it stood when it begins, and the rows within it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import numpy as np

from gametape.replay.film.cutting import cut_blocks
from gametape.replay.film.reading import TrackFile
from gametape.replay.film.rows import Int64s, Rows
from gametape.replay.film.writing import Encoded, track_bytes
from gametape.share.choice import Stretch

Hush = Callable[[Rows], Int64s]
"""Sizes to be written for rows in place of their own."""


class CutTrack(msgspec.Struct, frozen=True):
    """A track of a stretch: its bytes (codec none, docs/track-format.md) and how many rows."""

    data: bytes
    rows: int


def cut_track(file: TrackFile, stretch: Stretch, basis: str, hush: Hush) -> CutTrack:
    """The rows of a track within a stretch, exactly as they were but for what `hush` says.

    The first row says a level of the book once more when the stretch begins, so that the book is
    known from there on. Raises TapeError if the track is damaged.
    """
    blocks = list(_blocks(file, stretch, hush))
    header = msgspec.structs.replace(
        file.header, codec="none", basis=basis, rows=0, from_us=0, to_us=0
    )
    return CutTrack(track_bytes(header, blocks), sum(entry.rows for _, entry in blocks))


def row_times(file: TrackFile, stretch: Stretch) -> Int64s:
    """When the rows within a stretch were received."""
    first = file.block_at(stretch.from_us)
    times: list[Int64s] = [np.empty(0, np.int64)]
    for number in range(first or 0, len(file.index.blocks)):
        if file.index.blocks[number].first_us > stretch.to_us:
            break
        rows = file.block(number).rows()
        start, end = np.searchsorted(rows.times, [stretch.from_us, stretch.to_us + 1])
        times.append(rows.times[start:end])
    return np.concatenate(times)


def _blocks(file: TrackFile, stretch: Stretch, hush: Hush) -> Iterator[Encoded]:
    def hushed(rows: Rows) -> Rows:
        return Rows(rows.times, rows.seqs, rows.kinds, rows.cells, hush(rows), rows.tops)

    return cut_blocks(file, stretch.from_us, stretch.to_us, hushed)
