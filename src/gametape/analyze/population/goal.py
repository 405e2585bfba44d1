"""A personal goal: what it asks of an entry, and how it is called."""

from __future__ import annotations

from typing import Literal

import msgspec

MOST = 3

GoalKind = Literal["after_score", "after_move", "after_loss", "entries", "size"]

LIMITS: dict[GoalKind, tuple[float, float]] = {
    "after_score": (1, 600),
    "after_move": (1, 600),
    "after_loss": (1, 3_600),
    "entries": (1, 200),
    "size": (0.1, 20),
}
"""What each may be set to: seconds, entries in a session, times the usual size."""


class Goal(msgspec.Struct, frozen=True):
    """A goal: an entry keeps it or breaks it.

    `after_*` waits so many seconds after a score, a sharp move or a loss; `entries` makes at most
    so many entries in a session; `size` stays below so many times the usual size. `set_us` is when
    it was set.
    """

    kind: GoalKind
    value: float
    set_us: int = 0

    @property
    def id(self) -> str:
        """Its name in addresses and commands."""
        return f"{self.kind.replace('_', '-')}-{self.value:g}"

    @property
    def words(self) -> str:
        """What it asks for."""
        if self.kind == "entries":
            return f"at most {self.value:g} entries in a session"
        if self.kind == "size":
            return f"at most {self.value:g} times the usual size"
        what = {"after_score": "a score", "after_move": "a sharp move", "after_loss": "a loss"}
        return f"wait {self.value:g} s after {what[self.kind]}"
