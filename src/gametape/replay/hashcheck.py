"""Book hashes of a recording against hashes of the books rebuilt from it."""

from __future__ import annotations

from gametape.errors import ParseError
from gametape.model.events import BookSnapshot, LevelChange
from gametape.replay.checks import Key, Tally
from gametape.replay.session import Step
from gametape.venues.polymarket.hashes import BookHasher, HashResult
from gametape.venues.polymarket.wire import WireMessage

STREAK = 20
"""Matches in a row after which a miss of an asset means something."""


class HashCheck:
    """Recomputes the venue's hashes, all or every n-th.

    A match proves a book, a mismatch alone proves nothing (polymarket-api.md 4.4): only a book
    that matched for a while and then stopped is refuted.
    """

    def __init__(self, every: int = 1) -> None:
        self.every = every
        self.tally = Tally()
        self.seen = 0
        self._streak: dict[Key, int] = {}
        self._hashers: dict[str, BookHasher] = {}

    def observe(self, step: Step) -> dict[str, bool]:
        """Hear of a line of the market channel: assets it proves (True) or refutes (False)."""
        connection = step.line.c
        hasher = self.hasher(connection)
        assets = {
            event.asset
            for event in step.events
            if (type(event) is LevelChange or type(event) is BookSnapshot) and event.hash
        }
        self.seen += len(assets)
        try:
            result = hasher.check(step.line.raw, every=self.every)
        except ParseError:
            return {}
        return self._judged(connection, assets, result)

    def observe_book(self, connection: str, message: WireMessage, body: str) -> bool | None:
        """Hear of a whole book whose texts the hasher holds already; whether it is right, if known.

        See `BookHasher.check_loaded`.
        """
        asset = message.asset_id or ""
        self.seen += 1
        try:
            result = self.hasher(connection).check_loaded(message, body)
        except ParseError:
            return None
        return self._judged(connection, {asset}, result).get(asset)

    def hasher(self, connection: str) -> BookHasher:
        """The hasher of a connection."""
        found = self._hashers.get(connection)
        if found is None:
            found = self._hashers[connection] = BookHasher()
        return found

    def _judged(
        self, connection: str, assets: set[str], result: HashResult | None
    ) -> dict[str, bool]:
        if result is None:
            return {}
        self.tally.checked += result.checked
        self.tally.matched += result.matched
        if not result.checked or result.checked < len(assets):
            return {}
        judged = {}
        for asset in assets:
            matched = asset not in result.unmatched
            if self._judge((connection, asset), matched):
                judged[asset] = matched
        return judged

    def proves(self, key: Key) -> bool:
        """Whether this book's hashes have been matching, so that nothing weaker is needed."""
        return self._streak.get(key, 0) >= STREAK

    def _judge(self, key: Key, matched: bool) -> bool:
        """Count; whether this outcome means something."""
        streak = self._streak.get(key, 0)
        if matched:
            self._streak[key] = streak + 1
        return matched or streak >= STREAK

    def forget(self, connection: str) -> None:
        """A connection is gone, or begins anew: nothing of it is known any more."""
        self._hashers.pop(connection, None)
        for key in [key for key in self._streak if key[0] == connection]:
            del self._streak[key]
