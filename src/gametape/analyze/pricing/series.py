"""What closing a position would have brought after every message while it was open.

Only messages near the touch can change what a taker gets: a walk that ends within so many cells of
the best level does not see the levels behind it. So the book is walked where something changed
within that reach, and again with a longer reach where a walk went further.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.material.course import Int64s
from gametape.analyze.material.ladder import Ladder, Walks

_REACH = 300
"""Cells (three cents) within which changes are looked at first."""

_FAR = 1 << 20


class Pieces(NamedTuple):
    """Times [from, to) in which `size` micro-shares could have been taken in `direction`."""

    from_us: Int64s
    to_us: Int64s
    directions: Int64s
    sizes: Int64s


class Series(NamedTuple):
    """Prices after each change, the pieces one after another: `starts` is where each begins.

    The first moment of a piece is its beginning. `cents` is not a number where the book did not
    hold enough.
    """

    starts: Int64s
    times: Int64s
    cents: NDArray[np.float64]
    walks: Walks

    def of(self, piece: int) -> slice:
        """The rows of one piece."""
        end = self.starts[piece + 1] if piece + 1 < len(self.starts) else len(self.times)
        return slice(int(self.starts[piece]), int(end))


def series(ladder: Ladder, pieces: Pieces) -> Series:
    """Prices of all pieces at every message that changed them."""
    reach = np.full(len(pieces.sizes), _REACH, np.int64)
    found: list[_Walked | None] = [None] * len(reach)
    todo = np.arange(len(reach))
    while len(todo):
        some = Pieces(*(column[todo] for column in pieces))
        walked = _walk(ladder, some, reach[todo])
        short = np.zeros(len(todo), np.bool_)
        np.logical_or.at(short, walked.piece, walked.beyond)
        again = short & (reach[todo] < _FAR)
        bounds = np.searchsorted(walked.piece, np.arange(len(todo) + 1)).tolist()
        for place, number in enumerate(todo.tolist()):
            if not again[place]:
                found[number] = walked.part(bounds[place], bounds[place + 1])
        reach[todo] = np.where(reach[todo] < 8 * _REACH, reach[todo] * 4, _FAR)
        todo = todo[again]
    return _joined([one for one in found if one is not None], pieces.sizes)


class _Walked(NamedTuple):
    piece: Int64s
    times: Int64s
    walks: Walks
    beyond: NDArray[np.bool_]

    def part(self, begin: int, end: int) -> _Walked:
        walks = Walks(*(column[begin:end] for column in self.walks))
        return _Walked(self.piece[begin:end], self.times[begin:end], walks, self.beyond[begin:end])


def _walk(ladder: Ladder, pieces: Pieces, reach: Int64s) -> _Walked:
    """Walks of every piece where something changed within its reach; `beyond` where one left it."""
    course = ladder.course
    far = int(reach.max(initial=0))
    numbers, moments = [], []
    for direction in (-1, 1):
        mine = np.flatnonzero(pieces.directions == direction)
        if not len(mine):
            continue
        times = ladder.changed(direction, far)
        begin = times.searchsorted(pieces.from_us[mine], "right")
        end = times.searchsorted(pieces.to_us[mine], "left")
        counts = np.maximum(end - begin, 0)
        rows = np.repeat(begin - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        numbers += [mine, np.repeat(mine, counts)]
        moments += [pieces.from_us[mine], times[rows]]
    piece, at_us = np.concatenate(numbers), np.concatenate(moments)
    order = np.lexsort((at_us, piece))
    piece, at_us = piece[order], at_us[order]
    directions, sizes = pieces.directions[piece], pieces.sizes[piece]
    walks = ladder.walks(at_us, directions, sizes)
    rows = course.rows(at_us)
    best = np.where(directions > 0, course.ask[rows], course.bid[rows]).astype(np.int64)
    reached = np.abs(walks.worst - best)
    beyond = (reached > reach[piece]) | ((walks.filled < sizes) & (reach[piece] < _FAR))
    return _Walked(piece, at_us, walks, beyond)


def _joined(parts: list[_Walked], sizes: Int64s) -> Series:
    lengths = np.array([len(part.times) for part in parts], np.int64)
    starts = np.cumsum(lengths) - lengths
    if not len(parts):
        nothing = np.zeros(0, np.int64)
        return Series(starts, nothing, nothing.astype(float), Walks(nothing, nothing, nothing))
    walks = Walks(
        *(np.concatenate(one) for one in zip(*(part.walks for part in parts), strict=True))
    )
    wanted = np.repeat(sizes, lengths)
    times = np.concatenate([part.times for part in parts])
    return Series(starts, times, walks.cents(wanted), walks)
