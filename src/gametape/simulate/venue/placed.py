"""A script with the times in its rules set on the clock of the evening it is performed on."""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

from gametape.model.book import Level
from gametape.model.market import MarketRules
from gametape.simulate.script import Action, ListMarket, Script


class PlacedScript:
    """Another script whose `game_start_us` is absolute (scripts count from their own start)."""

    def __init__(self, script: Script, start_us: int, speed: float) -> None:
        self._script = script
        self._start_us = start_us
        self._speed = speed
        self.event_slug = script.event_slug
        self.title = script.title
        self.sport = script.sport
        self.home = script.home
        self.away = script.away
        self.game_id = script.game_id
        self.duration_us = self._scaled(script.duration_us)
        self.markets: tuple[MarketRules, ...] = tuple(self._placed(one) for one in script.markets)
        self.opening: dict[str, tuple[tuple[Level, ...], tuple[Level, ...]]] = script.opening

    def actions(self) -> Iterator[Action]:
        """See `Script.actions`; times of actions stay the script's."""
        for action in self._script.actions():
            if isinstance(action, ListMarket):
                yield msgspec.structs.replace(action, rules=self._placed(action.rules))
            else:
                yield action

    def _placed(self, rules: MarketRules) -> MarketRules:
        if rules.game_start_us is None:
            return rules
        start_us = self._start_us + self._scaled(rules.game_start_us)
        return msgspec.structs.replace(rules, game_start_us=start_us)

    def _scaled(self, script_us: int) -> int:
        return 0 if math.isinf(self._speed) else int(script_us / self._speed)
