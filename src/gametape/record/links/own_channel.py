"""One's own orders and fills: the user socket, and REST after each of its connections."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from gametape.errors import SettingsError
from gametape.model.frames import Kind
from gametape.model.times import MINUTE, SECOND
from gametape.record.intake.intake import Intake
from gametape.record.links.link import Link, Opener
from gametape.record.links.readers import Readers
from gametape.record.links.transport import LinkClosedError
from gametape.venues.polymarket.auth import Credentials
from gametape.venues.polymarket.feed import FeedState, user_frames
from gametape.venues.polymarket.redact import Redactor
from gametape.venues.polymarket.service import RefusedError

NAME = "polymarket.user#1"

BEFORE_US = MINUTE
"""How far before the beginning one's own trades are read, for clocks that disagree."""

AT_ONCE_US = 5 * SECOND
"""A user socket closed sooner than this after its subscription was refused, not lost."""

REFUSALS = 2
"""Closings at once, in a row, that mean the credentials."""

WAIT_REFUSED_US = 2 * MINUTE
"""Pause between attempts with credentials that were refused."""

WAY_OUT = (
    "Check POLYMARKET_API_KEY, POLYMARKET_SECRET and POLYMARKET_PASSPHRASE with `gametape doctor`,"
    " or join your fills later with `gametape import --wallet`."
)


class OwnChannel:
    """The user channel of a recording; `trouble` is a sentence while the venue refuses it.

    Refused credentials are said once on the tape and stay in `trouble`; the market is recorded all
    the same.
    """

    def __init__(
        self,
        intake: Intake,
        readers: Readers,
        url: str,
        credentials: Credentials,
        conditions: Iterable[str],
        since_us: int,
        opener: Opener,
    ) -> None:
        self.trouble = ""
        self._rules = FeedState(user_frames(*credentials.secrets), conditions)
        self.link = Link(NAME, Kind.USER, url, self._rules, intake, opener)
        self.link.on_up.append(self._connected)
        self.link.on_down.append(self._closed)
        self._intake = intake
        self._readers = readers
        self._after_us = since_us - BEFORE_US
        self._due = asyncio.Event()
        self._closed_at_once = 0
        self._redact = Redactor(credentials).redact

    def want(self, conditions: Iterable[str]) -> None:
        """Ask for the orders of these markets from now on."""
        self._rules.want(conditions)

    async def reconcile(self) -> None:
        """Read over REST what the socket may have missed, after every connection; until cancelled.

        Connections that come faster than REST answers share one reading.
        """
        while True:
            await self._due.wait()
            self._due.clear()
            await self.read()

    async def read(self) -> None:
        """Read one's own trades and open orders over REST now."""
        error = await self._readers.own(self._after_us)
        if isinstance(error, RefusedError | SettingsError):
            self._refused(error.what)
        elif error is None and not self._closed_at_once:
            self._accepted()

    def _connected(self) -> None:
        self._due.set()

    def _closed(self, error: Exception) -> None:
        up_us = self._intake.clock.now_us() - self.link.up_since_us
        goodbye = isinstance(error, LinkClosedError) and error.by_venue
        if up_us >= AT_ONCE_US or not goodbye:
            self._closed_at_once = 0
            return
        self._closed_at_once += 1
        if self._closed_at_once >= REFUSALS:
            self._refused(f"The user feed closes at once: {error}.")

    def _refused(self, why: str) -> None:
        # The venue's own words may repeat the key, and `trouble` goes to a file and to a screen.
        why = self._redact(why.encode()).decode()
        if not self.trouble:
            self._intake.note(f"Own orders and fills are not recorded. {why} {WAY_OUT}")
        self.trouble = f"YOUR FILLS ARE NOT RECORDED: {why} {WAY_OUT}"
        self.link.least_wait_us = WAIT_REFUSED_US

    def _accepted(self) -> None:
        if self.trouble:
            self._intake.note("Own orders and fills are recorded again.")
        self.trouble = ""
        self.link.least_wait_us = 0
