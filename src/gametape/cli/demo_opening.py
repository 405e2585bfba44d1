"""Where the room opens after a demo: just before the most dramatic moment, about to play it."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from gametape.model.times import SECOND
from gametape.replay.highlight import Highlights

SPEED = 0.5
"""A demo is recorded in fast time; so it is slow enough to see the book move."""

LEAD_US = int(5 * SPEED * SECOND)
"""A jump lands before the moment: five seconds of a person's time."""

WIDTH_S = 20
"""Seconds in view: own fills of the last quarter minute are on the chart."""


def opening(slug: str, shown: Highlights) -> str:
    """The room's address for a session, with moment, width, market and speed where known."""
    address = f"/s/{quote(slug, safe='')}"
    if shown.moment_us is None or shown.from_us is None:
        return address
    offset_us = max(0, shown.moment_us - LEAD_US - shown.from_us)
    said = {"t": offset_text(offset_us), "z": WIDTH_S, "speed": SPEED, "play": 1}
    if shown.market_slug:
        said["m"] = shown.market_slug
    return f"{address}?{urlencode(said, safe=':')}"


def offset_text(us: int) -> str:
    """Microseconds from the start of a session as `0:47:23.5`, to a tenth of a second."""
    tenths = us // (SECOND // 10)
    seconds = tenths // 10
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{tenths % 10}"
