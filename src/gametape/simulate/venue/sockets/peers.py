"""The three kinds of sockets: what each listens to and who keeps whom alive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from gametape.simulate.venue.exchange.clearing import Trader
from gametape.simulate.venue.messages.writing import Channel, Outgoing
from gametape.simulate.venue.sockets.peer import Peer
from gametape.simulate.venue.truth.records import Record

SNAPSHOT_LIMIT = 500
"""A socket with more assets than this gets updates but no books (polymarket-api.md 3.2)."""

PING_PATIENCE_S = 20.0
"""The clients' text PING is due every 10 s; about 10 s after it fails to come they are dropped."""

SPORTS_PING_S = 5.0
PONG_PATIENCE_S = 10.0
GOING_AWAY = 1001
POLICY_VIOLATION = 1008


class _PingedPeer(Peer):
    """A socket whose client sends text PING and is dropped when it stops."""

    _last_ping_s: float | None = None

    def heard(self, text: str) -> None:
        """See `Peer.heard`."""
        if text == "PING":
            self._last_ping_s = None
            self.say("PONG")
            return
        try:
            frame = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            return  # the venue says nothing to what it does not understand
        if isinstance(frame, dict):
            self._asked(frame)

    def _asked(self, frame: dict[str, Any]) -> None:
        raise NotImplementedError

    def tick(self, now_s: float) -> None:
        """See `Peer.tick`."""
        if self._last_ping_s is None:
            self._last_ping_s = now_s
        elif now_s - self._last_ping_s > PING_PATIENCE_S:
            self.close(GOING_AWAY, "no PING")


class MarketPeer(_PingedPeer):
    """A market-channel socket; `books` gives the present `book` messages of known assets."""

    channel = Channel.MARKET

    def __init__(
        self,
        number: int,
        writer: asyncio.StreamWriter,
        tell: Callable[[Record], None],
        wall_us: Callable[[], int],
        books: Callable[[list[str]], list[Outgoing]],
    ) -> None:
        super().__init__(number, writer, tell, wall_us)
        self.assets: set[str] = set()
        self.custom = False
        self._books = books
        self.dump: Callable[[list[Outgoing]], None] = lambda _messages: None

    def wants(self, message: Outgoing) -> bool:
        """See `Peer.wants`."""
        if message.custom and not self.custom:
            return False
        return not message.assets or not self.assets.isdisjoint(message.assets)

    def _asked(self, frame: dict[str, Any]) -> None:
        assets = frame.get("assets_ids")
        if not isinstance(assets, list) or not all(isinstance(asset, str) for asset in assets):
            return  # a misspelt key gets silence, not an error
        if frame.get("operation") == "unsubscribe":
            self.assets.difference_update(assets)
            self.note("unsubscribed", scope=tuple(assets))
            return
        if frame.get("type") != "market" and frame.get("operation") != "subscribe":
            return
        self.custom = bool(frame.get("custom_feature_enabled", self.custom))
        new = [asset for asset in dict.fromkeys(assets) if asset not in self.assets]
        if not new:
            if assets:
                self.say("NO NEW ASSETS")
            return
        self.assets.update(new)
        self.note("subscribed", scope=tuple(new))
        books = self._books(new)
        if frame.get("initial_dump", True) and len(self.assets) <= SNAPSHOT_LIMIT:
            self.dump(books)
            return
        for book in books:
            self.lose("no first book", book.assets)
        self.dump([])


class UserPeer(_PingedPeer):
    """A user-channel socket: says nothing to good credentials and closes on bad ones.

    With which code the real venue closes is not known (polymarket-api.md section 17).
    """

    channel = Channel.USER

    def __init__(
        self,
        number: int,
        writer: asyncio.StreamWriter,
        tell: Callable[[Record], None],
        wall_us: Callable[[], int],
        trader: Trader,
        refusing: Callable[[], bool],
    ) -> None:
        super().__init__(number, writer, tell, wall_us)
        self.known = False
        self.markets: set[str] | None = set()
        self._trader = trader
        self._refusing = refusing

    def wants(self, message: Outgoing) -> bool:
        """See `Peer.wants`."""
        return self.known and (self.markets is None or message.market in self.markets)

    def _asked(self, frame: dict[str, Any]) -> None:
        listed = frame.get("markets") or []
        if not isinstance(listed, list):
            return
        markets = {market for market in listed if isinstance(market, str)}
        if frame.get("type") == "user":
            if self._refusing() or not self._is_trader(frame.get("auth")):
                self.close(POLICY_VIOLATION, "credentials")
                return
            self.known = True
            self.markets = markets or None
            self._note_markets()
        elif frame.get("operation") == "subscribe":
            self.markets = markets | (self.markets or set())
            self._note_markets()
        elif frame.get("operation") == "unsubscribe" and self.markets is not None:
            # A socket that names no market gets all of them.
            self.markets = (self.markets - markets) or None
            self._note_markets()

    def _note_markets(self) -> None:
        self.note("subscribed", f"{len(self.markets)} markets" if self.markets else "all markets")

    def _is_trader(self, auth: object) -> bool:
        return auth == {
            "apiKey": self._trader.api_key,
            "secret": self._trader.secret,
            "passphrase": self._trader.passphrase,
        }


class SportsPeer(Peer):
    """A sports socket: no subscription; the venue sends `ping` and wants `pong`."""

    channel = Channel.SPORTS
    _pinged_s: float | None = None
    _ponged_s: float | None = None

    def wants(self, message: Outgoing) -> bool:
        """See `Peer.wants`: every game goes to everybody."""
        return message.channel is Channel.SPORTS

    def heard(self, text: str) -> None:
        """See `Peer.heard`."""
        if text == "pong":
            self._ponged_s = None

    def tick(self, now_s: float) -> None:
        """See `Peer.tick`."""
        if self._ponged_s is not None and now_s - self._ponged_s > PONG_PATIENCE_S:
            self.close(GOING_AWAY, "no pong")
        elif self._pinged_s is None or now_s - self._pinged_s >= SPORTS_PING_S:
            self._pinged_s = now_s
            self._ponged_s = now_s if self._ponged_s is None else self._ponged_s
            self.say("ping")
