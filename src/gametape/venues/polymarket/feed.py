"""Rules of Polymarket's market and user sockets, without a socket: what to send, and when.

The server never acknowledges a subscription and never speaks first; a client sends its full list
when it connects, the text `PING` every ten seconds, and takes silence after that as death
(polymarket-api.md sections 3.1, 3.2, 5.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from gametape.model.times import SECOND

PING_EVERY_US = 10 * SECOND
STALE_AFTER_US = 30 * SECOND
"""No PONG for this long: the connection is dead, whatever the socket says."""

ASSETS_PER_CONNECTION = 200
"""Below the 500 above which the venue leaves out first books (section 3.2)."""


class Outgoing(msgspec.Struct, frozen=True):
    """A text frame to send. `secret` ones carry credentials: log `loggable`, never `text`."""

    text: str
    secret: bool = False

    @property
    def loggable(self) -> str:
        """What a log or a tape may show of it."""
        return "(subscribe frame with credentials)" if self.secret else self.text

    def __repr__(self) -> str:
        return f"Outgoing({self.loggable!r})"


PING = Outgoing("PING")


class Frames(msgspec.Struct, frozen=True):
    """How one channel asks: its first frame with the whole list, then more and fewer.

    `all_if_empty`: an empty list in the first frame means everything (the user channel); on the
    market channel it would mean nothing, so there the frame waits for a first asset.
    """

    first: Callable[[Sequence[str]], Outgoing]
    more: Callable[[Sequence[str]], Outgoing]
    fewer: Callable[[Sequence[str]], Outgoing]
    all_if_empty: bool = False


def market_frames(custom_features: bool = True) -> Frames:
    """Frames of the market channel, over token ids; a book per asset comes with the first."""
    custom = {"custom_feature_enabled": True} if custom_features else {}
    return Frames(
        first=lambda assets: _frame({"assets_ids": assets, "type": "market", **custom}),
        more=lambda assets: _frame({"operation": "subscribe", "assets_ids": assets, **custom}),
        fewer=lambda assets: _frame({"operation": "unsubscribe", "assets_ids": assets}),
    )


def user_frames(api_key: str, secret: str, passphrase: str) -> Frames:
    """Frames of the user channel, over condition ids; only the first carries the credentials."""
    auth = {"apiKey": api_key, "secret": secret, "passphrase": passphrase}
    return Frames(
        first=lambda markets: _frame({"type": "user", "auth": auth, "markets": markets}, True),
        more=lambda markets: _frame({"operation": "subscribe", "markets": markets}),
        fewer=lambda markets: _frame({"operation": "unsubscribe", "markets": markets}),
        all_if_empty=True,
    )


def _frame(body: Mapping[str, object], secret: bool = False) -> Outgoing:
    return Outgoing(msgspec.json.encode(body).decode(), secret)


def plan_shards(assets: Iterable[str], limit: int = ASSETS_PER_CONNECTION) -> list[tuple[str, ...]]:
    """Assets of each connection: in the order given, no asset twice, about evenly filled.

    The fewest connections of at most `limit` assets (2 or more). Each takes an even number, so
    that the two tokens of a market, given side by side, share a connection.
    """
    wanted = list(dict.fromkeys(assets))
    if not wanted:
        return []
    limit = max(limit - limit % 2, 2)
    shards = -(-len(wanted) // limit)
    size = -(-len(wanted) // shards)
    size += size % 2
    return [tuple(wanted[at : at + size]) for at in range(0, len(wanted), size)]


class Heartbeat:
    """The text PING and PONG of one connection, on the market or the user channel."""

    def __init__(self, every_us: int = PING_EVERY_US, stale_after_us: int = STALE_AFTER_US) -> None:
        self._every_us = every_us
        self._stale_after_us = stale_after_us
        self._pinged_us = self._ponged_us = 0

    def opened(self, now_us: int) -> None:
        """The connection is up: the first PING is due one period from now."""
        self._pinged_us = self._ponged_us = now_us

    def ponged(self, now_us: int) -> None:
        """A PONG arrived."""
        self._ponged_us = now_us

    def due(self, now_us: int) -> bool:
        """Whether to send a PING now; counts it as sent."""
        if now_us < self.next_us:
            return False
        self._pinged_us = now_us
        return True

    @property
    def next_us(self) -> int:
        """When the next PING is due."""
        return self._pinged_us + self._every_us

    def stale(self, now_us: int) -> bool:
        """Whether PONGs have been missing for too long; data does not count."""
        return now_us - self._ponged_us >= self._stale_after_us


class FeedState:
    """One connection of the market or the user channel.

    Tell it what happens (`opened`, `received`, `want`), send what `opened` and `due` return, wake
    at `next_us`, and close the socket when `stale`.
    """

    def __init__(
        self, frames: Frames, wanted: Iterable[str] = (), heartbeat: Heartbeat | None = None
    ) -> None:
        self._frames = frames
        self._wanted = dict.fromkeys(wanted)
        self._asked: dict[str, None] | None = None
        self._heartbeat = heartbeat or Heartbeat()
        self.last_data_us: int | None = None

    @property
    def wanted(self) -> tuple[str, ...]:
        """Assets (market channel) or condition ids (user channel) this connection should have."""
        return tuple(self._wanted)

    def want(self, ids: Iterable[str]) -> None:
        """Replace the wanted list; `due` then returns the frames that make it so."""
        self._wanted = dict.fromkeys(ids)

    def opened(self, now_us: int) -> list[Outgoing]:
        """The socket is open (again): the frames to send first, always for the whole list."""
        self._heartbeat.opened(now_us)
        self._asked = None
        self.last_data_us = None
        return self._changes()

    def received(self, now_us: int, frame: str | bytes) -> bool:
        """A frame arrived; whether it is data (anything but a PONG)."""
        if frame in ("PONG", b"PONG"):
            self._heartbeat.ponged(now_us)
            return False
        self.last_data_us = now_us
        return True

    def due(self, now_us: int) -> list[Outgoing]:
        """Frames to send now: changes of the wanted list, then a PING if it is time."""
        frames = self._changes()
        if self._heartbeat.due(now_us):
            frames.append(PING)
        return frames

    def _changes(self) -> list[Outgoing]:
        wanted, asked = self._wanted, self._asked
        if asked is None:
            if not wanted and not self._frames.all_if_empty:
                return []
            self._asked = dict(wanted)
            return [self._frames.first(tuple(wanted))]
        more = [one for one in wanted if one not in asked]
        fewer = [one for one in asked if one not in wanted]
        self._asked = dict(wanted)
        return ([self._frames.more(more)] if more else []) + (
            [self._frames.fewer(fewer)] if fewer else []
        )

    @property
    def next_us(self) -> int:
        """When to call `due` again if nothing changes."""
        return self._heartbeat.next_us

    def stale(self, now_us: int) -> bool:
        """Whether the connection must be closed and opened anew."""
        return self._heartbeat.stale(now_us)
