"""Rules of Polymarket's sports socket: nothing to subscribe, and the pings run the other way.

The server sends the text `ping` every five seconds and wants `pong` within ten
(polymarket-api.md section 6.1).
"""

from __future__ import annotations

from gametape.model.times import SECOND
from gametape.venues.polymarket.feed import Outgoing

STALE_AFTER_US = 30 * SECOND
"""No ping for this long: the connection is dead, whatever the socket says."""

PONG = Outgoing("pong")


class SportsRules:
    """One connection to the sports feed; tell it what arrives, send what `due` returns."""

    wanted: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._heard_us = 0
        self._owed = 0

    def opened(self, now_us: int) -> list[Outgoing]:
        """The socket is open: nothing to send, all games are broadcast."""
        self._heard_us = now_us
        self._owed = 0
        return []

    def received(self, now_us: int, frame: bytes) -> bool:
        """A frame arrived; whether it is data (anything but a ping)."""
        self._heard_us = now_us
        if frame == b"ping":
            self._owed += 1
            return False
        return True

    def due(self, now_us: int) -> list[Outgoing]:  # noqa: ARG002 - the rules of all links
        """A pong for every ping not yet answered."""
        owed, self._owed = self._owed, 0
        return [PONG] * owed

    def stale(self, now_us: int) -> bool:
        """Whether the server has fallen silent."""
        return now_us - self._heard_us >= STALE_AFTER_US
