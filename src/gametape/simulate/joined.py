"""A script with further actions among its own, such as orders that a test wants in an evening."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence

from gametape.model.book import Level
from gametape.model.market import MarketRules
from gametape.simulate.script import Action, Script


class JoinedScript:
    """Another script and `more` actions; of one time, the other script's come first."""

    def __init__(self, script: Script, more: Sequence[Action]) -> None:
        self._script = script
        self._more = sorted(more, key=lambda action: action.at_us)
        self.event_slug = script.event_slug
        self.title = script.title
        self.sport = script.sport
        self.home = script.home
        self.away = script.away
        self.game_id = script.game_id
        self.duration_us = script.duration_us
        self.markets: tuple[MarketRules, ...] = script.markets
        self.opening: dict[str, tuple[tuple[Level, ...], tuple[Level, ...]]] = script.opening

    def actions(self) -> Iterator[Action]:
        """See `Script.actions`."""
        return heapq.merge(self._script.actions(), self._more, key=lambda action: action.at_us)
