"""A failure that goes on and on, written down once and then now and then with how often it came."""

from __future__ import annotations

from gametape.model.times import MINUTE


class Repeats:
    """Says the first of equal failures at once, then one a minute with their number. Pure."""

    def __init__(self, again_us: int = MINUTE) -> None:
        self._again_us = again_us
        self._words = ""
        self._said_us = 0
        self._count = 0

    def heard(self, words: str, now_us: int) -> str:
        """What to write of another failure; empty for nothing."""
        self._count = self._count + 1 if words == self._words else 1
        if self._count > 1 and now_us - self._said_us < self._again_us:
            return ""
        self._words, self._said_us = words, now_us
        return words if self._count == 1 else f"{words} ({self._count} times so far)"

    def over(self) -> None:
        """It works again: the next failure is a new one."""
        self._words, self._count = "", 0
