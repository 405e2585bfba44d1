"""How much of a resting order would have been filled, from what a book and its trades tell.

Nobody is told where in a level's queue they stand. Two bounds are kept (analysis-methods.md 7.1,
the formulas of hftbacktest's risk-averse and probabilistic queues): `pessimistic`, in which only
trades bring an order forward, and `central`, in which a cancelled order may have stood before or
behind it. The truth lies between or near them; results are shown as that interval.
"""

from __future__ import annotations

from typing import Literal

Bound = Literal["pessimistic", "central"]

POWER = 3
"""How strongly cancellations are taken from the longer part of the queue: f(x) = x ** 3."""


class Queue:
    """A level with one's own order in it. Sizes are micro-shares; `front` is an estimate.

    `front` stands before it; below 0 it is what was filled of it, should it be that large.
    """

    __slots__ = ("_traded", "bound", "depth", "front")

    def __init__(self, displayed: int, bound: Bound) -> None:
        self.bound = bound
        self.front = float(displayed)
        self.depth = displayed
        self._traded = 0

    def trade(self, size: int) -> None:
        """Somebody took `size` at this price."""
        self.front -= size
        self._traded += size

    def update(self, depth: int) -> None:
        """The level shows `depth` now, one's own order not counted."""
        if self.bound == "pessimistic" or depth >= self.depth:
            self.front = min(self.front, float(depth)) if self.front > 0 else self.front
        elif self.front > 0:
            self._cancelled(depth)
        self.depth = depth
        self._traded = 0

    def filled(self, size: int) -> int:
        """How much of an order of `size` was filled, whole micro-shares."""
        return min(size, int(-self.front)) if self.front < 0 else 0

    def _cancelled(self, depth: int) -> None:
        """What went without being traded was taken from before and from behind."""
        gone = max(0, self.depth - depth - self._traded)
        back = max(0.0, self.depth - self.front)
        front = max(0.0, self.front)
        whole = back**POWER + front**POWER
        behind = back**POWER / whole if whole else 1.0
        moved = self.front - (1 - behind) * gone + min(0.0, back - behind * gone)
        self.front = max(0.0, min(float(depth), moved))
