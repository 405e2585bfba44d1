"""What an estimate with its uncertainty is."""

from __future__ import annotations

import msgspec

LEVEL = 0.90
"""Of intervals, unless somebody asks for another."""


class Interval(msgspec.Struct, frozen=True):
    """An estimate, the interval around it, and what it rests on.

    `n` counts the independent things (sessions, games); `method` names how the interval was made;
    `notes` are sentences that belong beside the number. `low` and `high` are in the unit of
    `estimate`.
    """

    estimate: float
    low: float
    high: float
    level: float
    n: int
    method: str
    notes: tuple[str, ...] = ()

    def excludes(self, value: float) -> bool:
        """Whether the interval leaves a value out."""
        return not self.low <= value <= self.high
