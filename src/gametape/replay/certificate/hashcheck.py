"""Book hashes of a recording against hashes of the books rebuilt from it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from gametape.errors import ParseError
from gametape.kernel.following import Standing, WrongHash
from gametape.model.amounts import micro_text
from gametape.model.events import BookSnapshot, LevelChange
from gametape.model.market import MarketRules
from gametape.replay.certificate.checks import Key, Tally
from gametape.replay.session import Step
from gametape.venues.polymarket.hashes import BookHasher, HashResult
from gametape.venues.polymarket.wire import WireMessage

STREAK = 20
"""Matches of an asset after which a miss of it means something."""

TRIES = 60
"""An asset that has no such streak after so many hashes will hardly ever have one."""


class _Standing(msgspec.Struct):
    """When a hash of a book was checked last, how many were, and how many of these matched."""

    checked_us: int = 0
    streak: int = 0
    tried: int = 0


class HashCheck:
    """Recomputes the venue's hashes, all, or of a book only `every_us` after the last.

    A match proves a book, a mismatch alone proves nothing (polymarket-api.md 4.4): only a book
    that has matched for a while is refuted by one. Until then every hash of it is checked. If one
    hash of a message is due, all of it are, so that both books of a market are judged.
    """

    def __init__(self, every_us: int = 0) -> None:
        self.every_us = every_us
        self.tally = Tally()
        self.seen = 0
        self._standings: dict[Key, _Standing] = {}
        self._hashers: dict[str, BookHasher] = {}
        self._rules: dict[str, MarketRules] = {}

    def observe(self, step: Step, *, doubted: bool = False) -> dict[str, bool]:
        """Hear of a line of the market channel: assets it proves (True) or refutes (False).

        `doubted`: every hash is wanted, due or not.
        """
        connection, now_us = step.line.c, step.line.t
        assets = {
            event.asset
            for event in step.events
            if (type(event) is LevelChange or type(event) is BookSnapshot) and event.hash
        }
        self.seen += len(assets)
        due = doubted or any(self._due((connection, asset), now_us) for asset in assets)
        try:
            result = self.hasher(connection).check(step.line.raw, changes=due)
        except ParseError:
            return {}
        return self._judged(connection, now_us, result)

    def observe_book(
        self, connection: str, message: WireMessage, body: str, now_us: int
    ) -> bool | None:
        """Hear of a whole book whose texts the hasher holds already; whether it is right, if known.

        See `BookHasher.check_loaded`.
        """
        self.seen += 1
        try:
            result = self.hasher(connection).check_loaded(message, body)
        except ParseError:
            return None
        return self._judged(connection, now_us, result).get(message.asset_id or "")

    def observe_wrong(
        self, connection: str, wrong: Iterable[tuple[str, WrongHash]], now_us: int
    ) -> dict[str, bool]:
        """Hear of hashes of one message that have to be looked at: (asset, hash).

        Gives what `observe` gives; the message has been seen already.
        """
        hasher, found = self.hasher(connection), dict[str, bool]()
        checked, before = hasher.checked, hasher.matched
        for asset, one in wrong:
            matched = hasher.check_stated(asset, one.stamp, one.stated, one.body)
            if matched is not None:
                found[asset] = matched and found.get(asset, True)
        result = HashResult(hasher.checked - checked, hasher.matched - before, found)
        return self._judged(connection, now_us, result)

    def hasher(self, connection: str) -> BookHasher:
        """The hasher of a connection."""
        found = self._hashers.get(connection)
        if found is None:
            found = self._hashers[connection] = BookHasher()
            for rules in self._rules.values():
                _teach(found, rules)
        return found

    def learn(self, rules: MarketRules) -> None:
        """Rules of a market as read over REST: some of them are part of what is hashed."""
        self._rules[rules.market] = rules
        for hasher in self._hashers.values():
            _teach(hasher, rules)

    def standing(self, key: Key) -> tuple[int, int, int]:
        """When a hash of this book was checked last, how many matched, how many were checked."""
        known = self._standings.get(key)
        return (0, 0, 0) if known is None else (known.checked_us, known.streak, known.tried)

    def stands(self, key: Key, now: Standing) -> None:
        """Hashes of this book were checked elsewhere."""
        self._standings[key] = _Standing(now.checked_us, now.streak, now.tried)

    def proved(self, connection: str, hashes: int) -> None:
        """So many hashes were found to match elsewhere."""
        self.tally.agree(hashes)
        self.hasher(connection).proved(hashes)

    def proves(self, key: Key) -> bool:
        """Whether this book's hashes have been matching, so that nothing weaker is needed."""
        return self.standing(key)[1] >= STREAK

    def _due(self, key: Key, now_us: int) -> bool:
        checked_us, streak, tried = self.standing(key)
        return (streak < STREAK and tried < TRIES) or now_us - checked_us >= self.every_us

    def _judged(self, connection: str, now_us: int, result: HashResult | None) -> dict[str, bool]:
        if result is None:
            return {}
        self.tally.checked += result.checked
        self.tally.matched += result.matched
        return {
            asset: matched
            for asset, matched in result.assets.items()
            if self._judge((connection, asset), matched, now_us)
        }

    def _judge(self, key: Key, matched: bool, now_us: int) -> bool:
        """Count; whether this outcome means something."""
        standing = self._standings.get(key)
        if standing is None:
            standing = self._standings[key] = _Standing()
        means = matched or standing.streak >= STREAK
        standing.checked_us = now_us
        standing.tried += 1
        standing.streak += matched
        return means

    def forget(self, connection: str) -> None:
        """A connection is gone, or begins anew: nothing of it is known any more."""
        self._hashers.pop(connection, None)
        for key in [key for key in self._standings if key[0] == connection]:
            del self._standings[key]


def _teach(hasher: BookHasher, rules: MarketRules) -> None:
    least = "" if rules.min_size is None else micro_text(rules.min_size)
    tick = "" if rules.tick is None else f"{rules.tick.normalize():f}"
    hasher.learn_rules(rules.market, least, tick, rules.neg_risk)
