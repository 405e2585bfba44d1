"""Telling a frozen feed from a quiet market: suspicion by silence, judgement by REST.

The venue has kept sockets open, answered PINGs, and sent no data for hours, for whole connections
and for single assets (polymarket-api.md section 3.10). A quiet market is silent too, so silence
alone proves nothing: only a book read over REST that has moved on does.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from gametape.model.times import SECOND

ASSET_LIMIT_US = 60 * SECOND
"""Silence of one asset that calls for a look."""

DELIVERY_GRACE_US = 5 * SECOND
"""How long a change that REST already shows may take to arrive on the socket."""

STAMP_SLACK_US = 15_000
"""How much later than REST the socket may stamp the same change (section 4.3)."""


class Verdict(StrEnum):
    """What the comparison of an asset with REST says."""

    QUIET = "quiet"
    FROZEN = "frozen"
    WAIT = "wait"
    UNKNOWN = "unknown"


class Sighting(msgspec.Struct, frozen=True):
    """A book of an asset as one side knows it: the venue's time of its last change, its hash."""

    venue_us: int | None
    hash: str = ""


def judge(
    feed: Sighting | None, rest: Sighting, levels_equal: bool | None, waited_us: int
) -> Verdict:
    """Whether the feed of an asset is frozen, given a book read over REST.

    `feed` is the last message of the asset on the socket (None: none ever came), `levels_equal`
    whether the fold's levels equal REST's (None: not compared), `waited_us` how long ago the REST
    answer came.

    QUIET: the feed has all that REST has. FROZEN: REST has moved on (or shows other levels at the
    same time) and the socket had `DELIVERY_GRACE_US` to say so. WAIT: judge again later. UNKNOWN:
    REST is older than the feed (a stale cache) or carries nothing to compare.
    """
    if levels_equal or (feed and rest.hash and feed.hash == rest.hash):
        return Verdict.QUIET
    if feed is not None and (feed.venue_us is None or rest.venue_us is None):
        if levels_equal is None and not (feed.hash and rest.hash):
            return Verdict.UNKNOWN
    elif feed is not None and feed.venue_us is not None and rest.venue_us is not None:
        behind_us = feed.venue_us - rest.venue_us
        if 0 <= behind_us <= STAMP_SLACK_US and levels_equal is None:
            return Verdict.QUIET
        if behind_us > 0:
            return Verdict.UNKNOWN
    return Verdict.FROZEN if waited_us >= DELIVERY_GRACE_US else Verdict.WAIT


class FreezeWatch:
    """Silences of the assets of one connection.

    `heard` every message; ask for `suspects` now and then, read them over REST and `judge` them.
    """

    def __init__(
        self,
        assets: Iterable[str],
        opened_us: int,
        asset_limit_us: int = ASSET_LIMIT_US,
    ) -> None:
        self._asset_limit_us = asset_limit_us
        self._asset_us = dict.fromkeys(assets, opened_us)
        self._last: dict[str, Sighting] = {}

    def heard(self, now_us: int, asset: str, venue_us: int | None, book_hash: str = "") -> None:
        """A message of an asset arrived."""
        self._asset_us[asset] = now_us
        known = self._last.get(asset)
        if venue_us is None and known is not None:
            venue_us = known.venue_us
        # A print carries no hash, and its book may have changed: the old hash no longer stands.
        self._last[asset] = Sighting(venue_us, book_hash)

    def compared(self, now_us: int, asset: str) -> None:
        """The asset was found quiet: it is not suspect again for another limit."""
        self._asset_us[asset] = now_us

    def last(self, asset: str) -> Sighting | None:
        """The last message of an asset on this connection."""
        return self._last.get(asset)

    def suspects(self, now_us: int) -> list[str]:
        """Assets silent for too long, longest silence first."""
        silent = [
            (heard_us, asset)
            for asset, heard_us in self._asset_us.items()
            if now_us - heard_us >= self._asset_limit_us
        ]
        return [asset for _, asset in sorted(silent)]
