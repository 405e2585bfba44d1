"""When trouble during a recording is told: once it has lasted, and not again for a while."""

from __future__ import annotations

import re

from gametape.model.times import MINUTE
from gametape.notify.message import Message, harmless, message

LASTS_US = MINUTE
"""A reconnection takes seconds, and nobody has to run home for one."""

AGAIN_US = 15 * MINUTE
"""How long the next word of it waits."""

_PLACE = re.compile(r"\S*[/\\]\S+")


class AlarmWatch:
    """Hears of a recording as it goes; times are microseconds of any clock that only moves on."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._since_us: int | None = None
        self._told_us: int | None = None

    def hear(self, at_us: int, alarm: str) -> Message | None:
        """What is wrong now, empty for nothing; gives what is to be told of it, if anything is."""
        if not alarm:
            self._since_us = None
            return None
        if self._since_us is None:
            self._since_us = at_us
        early = at_us - self._since_us < LASTS_US
        if early or (self._told_us is not None and at_us - self._told_us < AGAIN_US):
            return None
        self._told_us = at_us
        said = harmless(_PLACE.sub("...", alarm), 200)  # a folder may say whose it is
        lines = [said, "The recording goes on; look at it while the game is on."]
        return message("alarm", f"Recording in TROUBLE: {harmless(self._title)}", lines)
