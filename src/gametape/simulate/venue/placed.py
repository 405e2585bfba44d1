"""A script with the times in its rules set on the clock of the evening it is performed on."""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

from gametape.model.market import MarketRules
from gametape.simulate.script import Action, ListMarket, RetoldScript, Script


class PlacedScript(RetoldScript):
    """Another script whose `game_start_us` is absolute (scripts count from their own start)."""

    def __init__(self, script: Script, start_us: int, speed: float) -> None:
        super().__init__(script)
        self._start_us = start_us
        self._speed = speed
        self.duration_us = self._scaled(script.duration_us)
        self.markets = tuple(self._placed(one) for one in script.markets)

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
