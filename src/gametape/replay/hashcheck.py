"""Book hashes of a recording against hashes of the books rebuilt from it."""

from __future__ import annotations

from gametape.errors import ParseError
from gametape.model.events import BookSnapshot, LevelChange
from gametape.replay.checks import Tally
from gametape.replay.session import Step
from gametape.venues.polymarket.hashes import BookHasher

STREAK = 20
"""Matches in a row after which a miss of an asset means something."""

MISSES = 3
"""Misses in a row after such a streak that make a book suspect."""

Key = tuple[str, str]
"""(connection, asset)."""


class HashCheck:
    """Recomputes the venue's hashes, all or every n-th; remembers until when a book was proved.

    A match proves a book, a mismatch alone proves nothing (polymarket-api.md 4.4): `suspects` are
    only books that matched for a while and then stopped.
    """

    def __init__(self, every: int = 1) -> None:
        self.every = every
        self.tally = Tally()
        self.seen = 0
        self.proven_us: dict[Key, int] = {}
        self._streak: dict[Key, int] = {}
        self._misses: dict[Key, int] = {}
        self._hashers: dict[str, BookHasher] = {}

    def observe(self, step: Step) -> None:
        """Hear of a line of the market channel."""
        connection = step.line.c
        hasher = self._hashers.get(connection)
        if hasher is None:
            hasher = self._hashers[connection] = BookHasher()
        assets = {
            event.asset
            for event in step.events
            if (type(event) is LevelChange or type(event) is BookSnapshot) and event.hash
        }
        self.seen += len(assets)
        try:
            result = hasher.check(step.line.raw, every=self.every)
        except ParseError:
            return
        if result is None:
            return
        self.tally.checked += result.checked
        self.tally.matched += result.matched
        if result.checked < len(assets):
            return
        for asset in assets:
            self._judge((connection, asset), asset not in result.unmatched, step.line.t)

    def _judge(self, key: Key, matched: bool, now_us: int) -> None:
        if matched:
            self.proven_us[key] = now_us
            self._streak[key] = self._streak.get(key, 0) + 1
            self._misses.pop(key, None)
        elif self._streak.get(key, 0) >= STREAK:
            self._misses[key] = self._misses.get(key, 0) + 1

    def suspects(self) -> list[Key]:
        """Books that were proved again and again and no longer are."""
        return [key for key, misses in self._misses.items() if misses >= MISSES]

    def forget(self, connection: str) -> None:
        """A connection is gone, or begins anew: nothing of it is known any more."""
        self._hashers.pop(connection, None)
        for known in (self.proven_us, self._streak, self._misses):
            for key in [key for key in known if key[0] == connection]:
                del known[key]
