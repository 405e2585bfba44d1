"""What closing a position would have brought after every message while it was open."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.material.course import Int64s
from gametape.analyze.material.ladder import Ladder, Walks


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
    """Prices of all pieces at their beginning and after every message that changed them."""
    starts, times, walks = ladder.held(*pieces)
    wanted = np.repeat(pieces.sizes, np.diff(starts, append=len(times)))
    return Series(starts, times, walks.cents(wanted), walks)
