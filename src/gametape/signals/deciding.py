"""Which of what is seen is signalled: each kind at most once a minute, a vacuum when it lasts."""

from __future__ import annotations

from gametape.model.times import SECOND
from gametape.signals.rules import Seen, is_empty, moved, of_move, of_vacuum
from gametape.signals.signal import Kind, Rules, Signal


class Deciding:
    """What was signalled so far, and since when the book has been empty."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._last: dict[Kind, int] = {}
        self._empty_us: int | None = None

    def rest(self) -> None:
        """The book was seen not to be empty."""
        self._empty_us = None

    def decide(self, seen: Seen, *, playing: bool) -> Signal | None:
        """The signal of a moment, if any; moments come in order."""
        rules = self.rules
        if not playing or not is_empty(seen, rules):
            self.rest()
        elif self._empty_us is None:
            self._empty_us = seen.at_us
        if not playing:
            return None
        way = moved(seen, rules)
        if way and self._may("fomo_buy" if way > 0 else "panic_sell", seen.at_us):
            return of_move(seen, way, rules)
        lasted_us = 0 if self._empty_us is None else seen.at_us - self._empty_us
        if lasted_us >= rules.hold_s * SECOND and self._may("liquidity_vacuum", seen.at_us):
            return of_vacuum(seen, rules)
        return None

    def _may(self, kind: Kind, at_us: int) -> bool:
        """Whether a kind may be signalled again; if so it counts as done."""
        last = self._last.get(kind)
        if last is not None and at_us - last < self.rules.refractory_s * SECOND:
            return False
        self._last[kind] = at_us
        return True
