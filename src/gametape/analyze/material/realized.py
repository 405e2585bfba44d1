"""What was realized, closing by closing, and the last loss worth noticing at any moment.

What is asked for many moments of an evening is worked out once: after each closing how much its
order has realized by then, and which loss counts. A moment then looks at the last minutes alone.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from typing import NamedTuple

from gametape.ledger.steps import Line
from gametape.model.amounts import MICRO


class Closing(NamedTuple):
    """What one order (or a settlement) realized by a fill at `at_us`: net, micro-dollars."""

    at_us: int
    line: Line
    order_id: str
    net: int
    size: int


class Realized:
    """Closings in order of time; those of one order in one market count as one."""

    def __init__(self, closings: Sequence[Closing]) -> None:
        self._closings = closings
        self._nets: list[int] = []
        """What the order of each closing has realized with it."""
        self._least: list[float] = []
        """After each closing the least loss worth noticing: a dollar, or half of what is usual."""
        nets: dict[tuple[str, str], int] = {}
        sizes: list[int] = []
        for one in closings:
            key = (one.line.market, one.order_id)
            if key in nets:
                del sizes[bisect_left(sizes, abs(nets[key]))]
            nets[key] = nets.get(key, 0) + one.net
            insort(sizes, abs(nets[key]))
            self._nets.append(nets[key])
            self._least.append(max(MICRO, _median(sizes) / 2))

    def last_loss(self, known: int, since_us: int) -> tuple[int, int] | None:
        """Of the first `known` closings the last loss worth noticing that ended from `since_us` on.

        When it ended, and micro-dollars above 0; of several that ended together the largest. None
        without one.
        """
        found: tuple[int, int] | None = None
        seen: set[tuple[str, str]] = set()
        for at in range(known - 1, -1, -1):
            one = self._closings[at]
            if one.at_us < since_us or (found is not None and one.at_us < found[0]):
                break
            key = (one.line.market, one.order_id)
            if key not in seen:
                seen.add(key)
                loss = (one.at_us, -self._nets[at])
                if loss[1] >= self._least[known - 1] and (found is None or loss > found):
                    found = loss
        return found


def _median(ordered: Sequence[int]) -> float:
    """As `statistics.median`, of numbers in order."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
