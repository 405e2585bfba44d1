"""The moments behind a row of the playbook, in the order in which they are watched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from gametape.analyze.patterns.nights import EVERYTHING, Choice, Night
from gametape.analyze.patterns.pattern import Pattern
from gametape.analyze.patterns.tagged import UNSAID, Said, Tagged, Words, tagged

MOST = 2_000
"""The most moments of one playlist, the latest."""

Which = Literal["fits", "kept", "broken"]


class PlaylistMoment(msgspec.Struct, frozen=True, kw_only=True):
    """One decision to watch: `watch_us` is where to begin, `net` what its trade brought if closed.

    `which` is `kept` or `broken` of a rule or a mistake, `fits` of a setup.
    """

    session: str
    title: str
    started_us: int
    order_id: str
    market: str
    trade: str
    decided_us: int
    watch_us: int
    net: int | None
    which: Which
    said: Said


class Playlist(msgspec.Struct, frozen=True, kw_only=True):
    """The moments of a pattern, the oldest first; `left_out` older ones are too many to list."""

    pattern: str
    title: str
    moments: tuple[PlaylistMoment, ...]
    left_out: int = 0


def playlist_of(
    pattern: Pattern,
    nights: Sequence[Night],
    words: Words = UNSAID,
    choice: Choice = EVERYTHING,
    which: Which | None = None,
) -> Playlist:
    """The moments of a pattern over evenings; `which` leaves only those that kept or broke it.

    A mistake is listed where it was made, not wherever it was not.
    """
    ordered = sorted(nights, key=lambda one: one.started_us)
    found = [
        _moment(one, kind)
        for one in tagged(pattern, ordered, words, choice)
        if one.of and (kind := _which(pattern, one)) is not None and which in (None, kind)
    ]
    left_out = max(0, len(found) - MOST)
    return Playlist(
        pattern=pattern.name,
        title=pattern.title,
        moments=tuple(found[left_out:]),
        left_out=left_out,
    )


def _which(pattern: Pattern, one: Tagged) -> Which | None:
    if pattern.meaning == "setup":
        return "fits"
    if one.kept is None:
        return "fits" if one.said == "by hand" else None
    return "kept" if one.kept else "broken"


def _moment(one: Tagged, which: Which) -> PlaylistMoment:
    trip = one.night.trips.get(one.deed.trade)
    return PlaylistMoment(
        session=one.night.session,
        title=one.night.title,
        started_us=one.night.started_us,
        order_id=one.deed.order_id,
        market=one.deed.market,
        trade=one.deed.trade,
        decided_us=one.deed.decided_us,
        watch_us=one.deed.before_us,
        net=None if trip is None else trip.net,
        which=which,
        said=one.said,
    )
