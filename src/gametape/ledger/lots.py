"""Lots: which opening a closing closes. First in first out, last in first out, or the average.

The method moves profit in time, never in total: once flat all three agree (analysis-methods.md
1.6).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from gametape.ledger.steps import Step


class Method(StrEnum):
    """How closings are matched with openings."""

    FIFO = "FIFO"
    LIFO = "LIFO"
    AVERAGE = "AVERAGE"


@dataclass(slots=True)
class Lot:
    """Shares opened together: `size` micro-shares left, `cost` micro-dollars they were opened at.

    `sign` is +1 for bought, -1 for sold short; `fees` are opening fees still carried. All exact.
    """

    sign: int
    size: int
    cost: Fraction
    fees: Fraction
    opened_us: int
    by: tuple[str, ...]
    episode: int
    provisional: bool
    fee_assumed: bool

    def take(self, size: int) -> Lot:
        """Split off `size` micro-shares with their part of cost and fees."""
        part = Fraction(size, self.size)
        piece = Lot(
            self.sign,
            size,
            self.cost * part,
            self.fees * part,
            self.opened_us,
            self.by,
            self.episode,
            self.provisional,
            self.fee_assumed,
        )
        self.size -= size
        self.cost -= piece.cost
        self.fees -= piece.fees
        return piece

    def absorb(self, other: Lot) -> None:
        """Become one with a later lot: the average of both, dated by the larger (dust aside)."""
        if other.size > self.size:
            self.opened_us, self.episode = other.opened_us, other.episode
        self.size += other.size
        self.cost += other.cost
        self.fees += other.fees
        self.by = tuple(dict.fromkeys((*self.by, *other.by)))
        self.provisional = self.provisional or other.provisional
        self.fee_assumed = self.fee_assumed or other.fee_assumed


class Lots:
    """The open lots of one line; they all have one sign."""

    def __init__(self, method: Method) -> None:
        self._method = method
        self.open: list[Lot] = []
        self.exposure = 0
        """Micro-shares held: negative when short."""

    def close(self, step: Step) -> Iterator[Lot]:
        """Take out what a step closes, piece by piece; the step's rest is for `add`."""
        left = abs(step.change)
        while left and self.open and self.open[0].sign * step.change < 0:
            at = -1 if self._method is Method.LIFO else 0
            lot = self.open[at]
            piece = lot.take(min(left, lot.size))
            if not lot.size:
                self.open.pop(at)
            left -= piece.size
            self.exposure -= piece.sign * piece.size
            yield piece

    def add(self, lot: Lot) -> None:
        """Open a lot."""
        self.exposure += lot.sign * lot.size
        if self._method is Method.AVERAGE and self.open:
            self.open[0].absorb(lot)
        else:
            self.open.append(lot)
