"""A made-up market feed for property tests: two assets, true hashes, all that can go wrong.

Each step is a word; a seed decides the rest, so that a script is the same whoever plays it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from gametape.simulate.venue.exchange.bookhash import BookStamp

MARKET = "0x" + "1" * 64
ASSETS = ("1" * 70, "2" * 70)
FEED, OTHER, REST = "polymarket.market#1", "polymarket.market#2", "polymarket.books#0"

Say = Callable[[str, bytes], None]
"""Hears each frame: connection and bytes."""


class Ladder:
    """The venue's own book of one asset, in whole cents and whole shares."""

    def __init__(self, asset: str, rng: random.Random) -> None:
        self.asset = asset
        self.levels: dict[str, dict[int, int]] = {
            "BUY": {cents: rng.randint(1, 900) for cents in range(30, 45)},
            "SELL": {cents: rng.randint(1, 900) for cents in range(55, 70)},
        }
        self.last_trade = "0.500"
        self._stamp = BookStamp(MARKET, asset, "5", neg_risk=False)

    def sides(self) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
        """Bids rising and asks falling, as the venue lists them."""
        return (
            [_level(cents, size) for cents, size in sorted(self.levels["BUY"].items())],
            [_level(cents, size) for cents, size in sorted(self.levels["SELL"].items())[::-1]],
        )

    def best(self) -> tuple[str, str]:
        bids, asks = self.levels["BUY"], self.levels["SELL"]
        return _price(max(bids)) if bids else "0", _price(min(asks)) if asks else "1"

    def hash(self, timestamp: str) -> str:
        bids, asks = (
            ",".join(json.dumps(one, separators=(",", ":")) for one in side)
            for side in self.sides()
        )
        return self._stamp.hash(timestamp, bids, asks, "0.01", self.last_trade)


def _price(cents: int) -> str:
    return f"{cents / 100:g}"


def _level(cents: int, size: int) -> dict[str, str]:
    return {"price": _price(cents), "size": str(size)}


def _compact(message: object) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode()


class Feed:
    """Says frames to whoever listens, one step after the other."""

    def __init__(self, seed: int, say: Say) -> None:
        self._rng = random.Random(seed)
        self._ladders = [Ladder(asset, self._rng) for asset in ASSETS]
        self._say = say
        self.lanes = [FEED]
        self.ms = 1_800_000_000_000

    def step(self, word: str) -> None:
        """Play one step: a method of this class."""
        self.ms += self._rng.randint(0, 3)
        getattr(self, word)()

    def _tell(self, message: dict[str, Any]) -> None:
        for lane in self.lanes:
            self._say(lane, _compact(message))

    def _head(self, kind: str) -> dict[str, Any]:
        return {"event_type": kind, "market": MARKET, "timestamp": str(self.ms)}

    def _move(self) -> tuple[Ladder, str, int, int]:
        """Change a level of the truth; where."""
        ladder = self._rng.choice(self._ladders)
        side = self._rng.choice(("BUY", "SELL"))
        cents = self._rng.randint(25, 49) if side == "BUY" else self._rng.randint(51, 75)
        size = self._rng.choice((0, self._rng.randint(1, 999)))
        ladder.levels[side].pop(cents, None)
        if size:
            ladder.levels[side][cents] = size
        return ladder, side, cents, size

    def _entry(self, ladder: Ladder, side: str, cents: int, size: int) -> dict[str, str]:
        bid, ask = ladder.best()
        return {"asset_id": ladder.asset, **_level(cents, size), "side": side,
                "hash": ladder.hash(str(self.ms)), "best_bid": bid, "best_ask": ask}  # fmt: skip

    def _changes(self, count: int) -> dict[str, Any]:
        entries = [self._entry(*self._move()) for _ in range(count)]
        return {**self._head("price_change"), "price_changes": entries}

    def change(self) -> None:
        self._tell(self._changes(1))

    def several(self) -> None:
        self._tell(self._changes(self._rng.randint(2, 4)))

    def wrong_best(self) -> None:
        message = self._changes(2)
        message["price_changes"][0]["best_bid"] = "0.29"
        self._tell(message)

    def missed(self) -> None:
        self._move()

    def wrong_hash(self) -> None:
        message = self._changes(1)
        message["price_changes"][0]["hash"] = "f" * 40
        self._tell(message)

    def crossed(self) -> None:
        ladder = self._ladders[0]
        ladder.levels["BUY"][60] = 5
        self._tell({**self._head("price_change"),
                    "price_changes": [self._entry(ladder, "BUY", 60, 5)]})  # fmt: skip

    def uncrossed(self) -> None:
        ladder = self._ladders[0]
        ladder.levels["BUY"].pop(60, None)
        self._tell({**self._head("price_change"),
                    "price_changes": [self._entry(ladder, "BUY", 60, 0)]})  # fmt: skip

    def _book(self, ladder: Ladder) -> dict[str, Any]:
        bids, asks = ladder.sides()
        extra = {"tick_size": "0.01", "last_trade_price": ladder.last_trade}
        says_more = self._rng.random() < 0.5
        return {**self._head("book"), "asset_id": ladder.asset, "hash": ladder.hash(str(self.ms)),
                "bids": bids, "asks": asks, **(extra if says_more else {})}  # fmt: skip

    def book(self) -> None:
        self._tell(self._book(self._rng.choice(self._ladders)))

    def books(self) -> None:
        for ladder in self._ladders:
            self._tell(self._book(ladder))

    def false_book(self) -> None:
        message = self._book(self._ladders[1])
        message["bids"] = message["bids"][1:] or [_level(40, 5)]
        self._tell(message)

    def mixed_book(self) -> None:
        message = self._book(self._ladders[0])
        self._rng.shuffle(message["asks"])
        self._tell(message)

    def top(self) -> None:
        ladder = self._rng.choice(self._ladders)
        bid, ask = ladder.best()
        self._tell({**self._head("best_bid_ask"), "asset_id": ladder.asset, "best_bid": bid,
                    "best_ask": ask, "spread": "0.01"})  # fmt: skip

    def trade(self) -> None:
        ladder = self._rng.choice(self._ladders)
        price = f"0.{self._rng.randint(300, 699)}"
        for one in self._ladders:
            one.last_trade = price
        self._tell({**self._head("last_trade_price"), "asset_id": ladder.asset, "price": price,
                    "size": "7.5", "side": "BUY", "fee_rate_bps": "0",
                    "transaction_hash": "0x1"})  # fmt: skip

    def early(self) -> None:
        self.ms -= 7
        self.change()

    def checkpoint(self) -> None:
        self._rest(self._ladders)

    def false_checkpoint(self) -> None:
        false = Ladder(ASSETS[0], self._rng)
        self._rest([false])

    def checkpoint_ahead(self) -> None:
        self._move()
        self.ms += 20
        self._rest(self._ladders)

    def _rest(self, ladders: list[Ladder]) -> None:
        books = []
        for ladder in ladders:
            bids, asks = ladder.sides()
            books.append({"asset_id": ladder.asset, "market": MARKET, "bids": bids, "asks": asks,
                          "timestamp": str(self.ms), "hash": "a" * 40})  # fmt: skip
        self._say(REST, _compact(books))

    def odd(self) -> None:
        message = self._changes(1)
        entry = message["price_changes"][0]
        match self._rng.randrange(6):
            case 0:
                message["new_key"] = "x"
            case 1:
                entry["side"] = entry["side"].lower()
            case 2:
                del entry["hash"]
            case 3:
                entry["price"] = "0.00001"
            case 4:
                message["event_type"] = "unheard_of"
            case _:
                entry["asset_id"] = "3" * 70
        self._tell(message)

    def broken(self) -> None:
        for lane in self.lanes:
            self._say(lane, b'{"event_type":"price_change",')

    def array(self) -> None:
        frame = b"[" + _compact(self._changes(1)) + b"," + _compact(self._changes(1)) + b"]"
        for lane in self.lanes:
            self._say(lane, frame)

    def pong(self) -> None:
        self._say(self.lanes[0], b"PONG")
