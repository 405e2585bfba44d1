"""A script with further actions among its own, such as orders that a test wants in an evening."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence

from gametape.simulate.script import Action, RetoldScript, Script


class JoinedScript(RetoldScript):
    """Another script and `more` actions; of one time, the other script's come first."""

    def __init__(self, script: Script, more: Sequence[Action]) -> None:
        super().__init__(script)
        self._more = sorted(more, key=lambda action: action.at_us)

    def actions(self) -> Iterator[Action]:
        """See `Script.actions`."""
        return heapq.merge(self._script.actions(), self._more, key=lambda action: action.at_us)
