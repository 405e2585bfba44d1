"""Proof of a recorded book by the venue's own hash of it: SHA-1 over the exact texts.

Algorithm and its three eras: polymarket-api.md section 4. A match proves the whole book; a
mismatch proves nothing, because part of what is hashed (`last_trade_price`, `min_order_size`,
`neg_risk`) is not on the wire at that moment and must be learnt or guessed.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from gametape.errors import ParseError
from gametape.venues.polymarket.hashfacts import MarketFacts
from gametape.venues.polymarket.textbook import TextBook
from gametape.venues.polymarket.wire import WireMessage, read_messages

if TYPE_CHECKING:
    from hashlib import _Hash

OFFSETS_MS = range(1, 16)
"""How much earlier than its message the stamp inside a hash was seen to be (section 4.3)."""

LATE_MS = 2_000
"""How long a hash may wait for the print whose price it already contains (88 ms was seen)."""

_PATIENCE = 3
"""Misses of an asset in a row after which earlier stamps are no longer tried."""


class HashResult(msgspec.Struct, frozen=True):
    """What one message added: hashes `checked`, hashes `matched`.

    A hash that waited for the next print is matched by a later message than the one it was
    checked with; sums over all messages are right. `assets` are those of which a hash was checked,
    and whether all of them matched (so far).
    """

    checked: int
    matched: int
    assets: Mapping[str, bool] = {}


class _Waiting(msgspec.Struct):
    """A hash that matched nothing yet: the digest up to the ending, and what it should become."""

    digest: _Hash
    stated: str
    stamp: str


class BookHasher:
    """Checks every hash of the market-channel messages it is given, in order.

    One hasher serves one session. It keeps the exact texts of each asset's book itself; tell it
    with `forget` when messages were missed.
    """

    def __init__(self) -> None:
        self._books: dict[str, TextBook] = {}
        self._facts: dict[str, MarketFacts] = {}
        self._waiting: dict[str, deque[_Waiting]] = {}
        self.checked = 0
        self.matched = 0

    def learn_rules(
        self, market: str, min_order_size: str, tick_size: str, neg_risk: bool | None
    ) -> None:
        """Rules of a market as REST prints them (`"5"`, `"0.01"`); empty text is not known."""
        self._of(market).learn(min_order_size, tick_size, neg_risk)

    def forget(self, assets: Iterable[str] | None = None) -> None:
        """Messages were missed: check nothing of these assets (None: of any) before a new book."""
        for asset in list(self._books) if assets is None else assets:
            self._books.pop(asset, None)

    def check(self, raw: bytes, *, changes: bool = True) -> HashResult | None:
        """Take in one message; None if it carried no hash to check.

        Without `changes` their hashes are left alone (a book's never is), but every message is
        applied. Raises ParseError as the decoder would.
        """
        before = self.checked, self.matched
        found: dict[str, bool] = {}
        for message in read_messages(raw):
            kind = message.kind()
            if kind == "price_change":
                self._changes(message, found if changes else None)
                continue
            self._learn(message)
            if kind == "book":
                self._book(message, found)
        return self._since(before, found)

    def check_loaded(self, message: WireMessage, body: str) -> HashResult | None:
        """As `check` for a `book` whose levels are in its `text_book` already; `body` is its text.

        `message` may leave the levels out.
        """
        before = self.checked, self.matched
        found: dict[str, bool] = {}
        asset, book = message.asset_id, self._books.get(message.asset_id or "")
        if book is None or not asset:
            raise ParseError("book carries no asset that is known.")
        self._learn(message)
        book.loaded(message.market or "")
        if message.hash:
            self._verify(book, asset, str(message.timestamp), message.hash, found, body)
        return self._since(before, found)

    def check_stated(self, asset: str, stamp: str, stated: str, body: str) -> bool | None:
        """Check one hash of a change applied elsewhere; None if nothing is known of the asset.

        `stamp` is the time of the message, `body` the text of the book behind the change.
        """
        book = self._books.get(asset)
        if book is None:
            return None
        found: dict[str, bool] = {}
        self._verify(book, asset, stamp, stated, found, body)
        return found[asset]

    def proved(self, hashes: int) -> None:
        """So many hashes were found to match elsewhere."""
        self.checked += hashes
        self.matched += hashes

    def opening(self, asset: str) -> bytes:
        """What is hashed of a book before the time of a message."""
        return _opening(self._books[asset].market, asset).encode()

    def ending(self, asset: str) -> list[bytes]:
        """The end of what is hashed, as it matched last, or nothing; a list that goes with it."""
        return self._of(self._books[asset].market).best

    def text_book(self, asset: str) -> TextBook | None:
        """The texts of an asset's book, for whoever applies its changes elsewhere."""
        return self._books.get(asset)

    def _learn(self, message: WireMessage) -> None:
        if message.market and (prices := self._of(message.market).learn_from(message)):
            self._retry(message, prices)

    def _since(self, before: tuple[int, int], found: dict[str, bool]) -> HashResult | None:
        checked, matched = self.checked - before[0], self.matched - before[1]
        if not checked and not matched:
            return None
        return HashResult(checked, matched, found)

    def _of(self, market: str) -> MarketFacts:
        facts = self._facts.get(market)
        if facts is None:
            facts = self._facts[market] = MarketFacts()
        return facts

    def _book(self, message: WireMessage, found: dict[str, bool]) -> None:
        levels = message.levels()
        if levels is None or not message.asset_id:
            raise ParseError("book carries no levels or no asset.")
        book = self._books.get(message.asset_id)
        if book is None:
            book = self._books[message.asset_id] = TextBook()
        book.load(levels, message.market or "")
        if message.hash:
            self._verify(book, message.asset_id, str(message.timestamp), message.hash, found)

    def _changes(self, message: WireMessage, found: dict[str, bool] | None) -> None:
        entries = message.entries()
        for place, change in enumerate(entries, 1):
            asset = change.asset_id or message.asset_id
            book = self._books.get(asset) if asset else None
            if book is None or not asset:
                continue
            book.apply(change)
            stated = change.hash or (message.hash if place == len(entries) else None)
            if stated and found is not None:
                self._verify(book, asset, str(message.timestamp), stated, found)

    def _verify(
        self,
        book: TextBook,
        asset: str,
        stamp: str,
        stated: str,
        found: dict[str, bool],
        body: str = "",
    ) -> None:
        self.checked += 1
        facts = self._of(book.market)
        waiting = self._search(book, facts, asset, stamp, stated, body)
        found[asset] = waiting is None and found.get(asset, True)
        if waiting is None:
            self.matched += 1
            book.misses = 0
            return
        book.misses += 1
        self._waiting.setdefault(book.market, deque(maxlen=16)).append(waiting)

    def _search(
        self,
        book: TextBook,
        facts: MarketFacts,
        asset: str,
        stamp: str,
        stated: str,
        body: str = "",
    ) -> _Waiting | None:
        """None if an ending gives the stated hash, else what is needed to try again later."""
        stated, body = stated.lower(), body or book.body()
        digest = _digest(book.market, asset, stamp, body)
        if _ends(digest, facts, facts.endings(), stated):
            return None
        if book.misses < _PATIENCE and stamp.isdecimal():
            for offset in OFFSETS_MS:
                earlier = _digest(book.market, asset, str(int(stamp) - offset), body)
                if _ends(earlier, facts, facts.endings(), stated):
                    return None
        return _Waiting(digest, stated, stamp)

    def _retry(self, message: WireMessage, prices: list[str]) -> None:
        market = message.market or ""
        facts, waiting = self._of(market), self._waiting.pop(market, None)
        for one in waiting or ():
            if _ms(message.timestamp) - _ms(one.stamp) > LATE_MS:
                continue
            if _ends(one.digest, facts, facts.endings_with(prices), one.stated):
                self.matched += 1
            else:
                self._waiting.setdefault(market, deque(maxlen=16)).append(one)


def _opening(market: str, asset: str) -> str:
    return f'{{"market":"{market}","asset_id":"{asset}","timestamp":"'


def _digest(market: str, asset: str, stamp: str, body: str) -> _Hash:
    text = f'{_opening(market, asset)}{stamp}",{body}'
    return hashlib.sha1(text.encode(), usedforsecurity=False)


def _ends(digest: _Hash, facts: MarketFacts, endings: Iterable[bytes], stated: str) -> bool:
    for ending in endings:
        whole = digest.copy()
        whole.update(ending)
        if whole.hexdigest() == stated:
            facts.matched(ending)
            return True
    return False


def _ms(stamp: str | int | None) -> int:
    text = str(stamp)
    return int(text) if len(text) <= 20 and text.isdecimal() else 0
