"""The playhead: a place in a session's film that can be moved, and what is known there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

import numpy as np

from gametape.replay.film.knowledge import Knowledge
from gametape.replay.film.moment import Moment, Reels, moment_at
from gametape.replay.film.rows import NOTHING, Int64s
from gametape.replay.film.track import Track
from gametape.replay.timeline import Timeline

Stop = Literal["event", "fill", "trade", "game", "bookmark", "gap_end"]
"""Where `next` and `previous` may lead: a message of the asset's book or trades, an own fill in
its market, a public trade of it, something in the game or a tag, a bookmark, the end of a hole."""

_KEPT = 64


class Playhead:
    """Moves over film; times are microseconds since 1970, UTC.

    `film` gives tracks by index and may be a stored or a live one; `bookmarks` are moments.
    """

    def __init__(self, timeline: Timeline, film: Reels, bookmarks: Iterable[int] = ()) -> None:
        self.known = Knowledge(timeline)
        self.at_us = timeline.from_us
        self.bookmarks = sorted(bookmarks)
        self._film = film
        self._loaded = lru_cache(_KEPT)(film.track)

    @property
    def timeline(self) -> Timeline:
        """What is no book."""
        return self.known.timeline

    def seek(self, at_us: int) -> int:
        """Go to a moment; gives it back."""
        self.at_us = at_us
        return at_us

    def seek_seq(self, asset: str, seq: int) -> int | None:
        """Go to when line `seq` of the tape, or the last one before it, told of an asset.

        None, and no move, if none did.
        """
        track = self._track(asset)
        row = 0 if track is None else track.rows_to(seq)
        return None if track is None or not row else self.seek(track.time_us(row - 1))

    def step_us(self, by_us: int) -> int:
        """Go forward (or back) in time, within the recording; gives the new moment."""
        low, high = self.timeline.from_us, self.timeline.to_us
        return self.seek(max(low, min(high, self.at_us + by_us)))

    def step(self, events: int, asset: str) -> int:
        """Go so many events of an asset forward (or back), as far as there are any."""
        move = self.next if events > 0 else self.previous
        for _ in range(abs(events)):
            if move("event", asset) is None:
                break
        return self.at_us

    def next(self, stop: Stop, asset: str) -> int | None:
        """Go to the first stop later than now; None, and no move, if there is none."""
        times = self.stops(stop, asset)
        at = int(times.searchsorted(self.at_us, "right"))
        return self.seek(int(times[at])) if at < len(times) else None

    def previous(self, stop: Stop, asset: str) -> int | None:
        """Go to the last stop earlier than now; None, and no move, if there is none."""
        times = self.stops(stop, asset)
        at = int(times.searchsorted(self.at_us, "left"))
        return self.seek(int(times[at - 1])) if at else None

    def stops(self, stop: Stop, asset: str) -> Int64s:
        """When there is something of a kind, rising; the same moment may occur several times."""
        timeline, track = self.timeline, self._track(asset)
        if stop == "event":
            return NOTHING.times if track is None else track.times
        if stop == "trade":
            return NOTHING.times if track is None else track.times[track.trades]
        if stop == "fill":
            return np.array(self._first_told(asset), np.int64)
        if stop == "game":
            told = self.known.game_and_tags(timeline.to_us)
            return np.array([entry.at_us for entry in told], np.int64)
        if stop == "gap_end":
            return np.sort(np.array([entry.to_us for entry in timeline.gaps], np.int64))
        return np.array(self.bookmarks, np.int64)

    def _first_told(self, asset: str) -> list[int]:
        """When each own fill of the asset's market was first reported."""
        market = self.known.market_of(asset)
        first: dict[str, int] = {}
        for entry in self.timeline.fills:
            if entry.market == market:
                first.setdefault(entry.key, entry.at_us)
        return list(first.values())

    def moment(self, asset: str, *, hindsight: bool = False) -> Moment:
        """What is known of an asset now; see `film.moment.moment_at`."""
        return moment_at(self.known, self, asset, self.at_us, hindsight=hindsight)

    def track(self, index: int) -> Track:
        """A track of the film, kept while it is used."""
        return self._loaded(index)

    def _track(self, asset: str) -> Track | None:
        where = self.timeline.assets.get(asset)
        return None if where is None else self.track(where.track)
