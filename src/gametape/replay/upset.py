"""Which lines may change what every book is worth, and with it which connection is trusted."""

from __future__ import annotations

from gametape.model.events import Gap, LinkChange
from gametape.replay.session import Step

_OF_ALL = frozenset((LinkChange, Gap))
"""Events that may touch any book."""

_NEW_RUN = frozenset(("market", "link", "gap"))
"""Kinds of lines with which a restarted recorder takes trust away (`SessionFold.apply`)."""


class Upset:
    """Hears of every line after the state has moved, and says whether any book may be concerned.

    Of all other lines only the assets they name are.
    """

    def __init__(self) -> None:
        self._restarted = False
        self._missed = False

    def missed(self) -> None:
        """Lines are absent before the next one (`SessionFold.missed`)."""
        self._missed = True

    def by(self, step: Step) -> bool:
        """Whether this line may have changed any book's standing."""
        kind = step.line.k
        every = (
            self._missed
            or (kind == "books" and bool(step.events))
            or any(type(e) in _OF_ALL for e in step.events)
        )
        self._missed = False
        if self._restarted and kind in _NEW_RUN:
            self._restarted = False
            every = True
        if kind == "segment":
            self._restarted = True
        return every
