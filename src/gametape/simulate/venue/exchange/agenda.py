"""What the venue will do by itself later: statuses to come, delayed orders to match."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count

from gametape.simulate.venue.exchange.happenings import Happening, Moment

Deed = Callable[[Moment], list[Happening]]


class Agenda:
    """Deeds in order of script time; those of one time in the order they were put in."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, str, Deed]] = []
        self._number = count()

    def put(self, at_us: int, market: str, deed: Deed) -> None:
        """Do `deed`, which concerns this market, at this script time."""
        heapq.heappush(self._heap, (at_us, next(self._number), market, deed))

    @property
    def next_us(self) -> int | None:
        """Script time of the next deed, or None."""
        return self._heap[0][0] if self._heap else None

    def pop(self) -> tuple[str, Deed]:
        """The next deed with its market; raises IndexError if there is none."""
        return heapq.heappop(self._heap)[2:]
