"""One open socket of the venue: what it subscribed to, what it was sent, what it never got."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable

from gametape.simulate.venue.messages.writing import Channel, Outgoing
from gametape.simulate.venue.sockets.frames import text_frame
from gametape.simulate.venue.truth.records import HoleTruth, LinkTruth, LinkWord, Record

BACKLOG_LIMIT = 256 * 1024 * 1024
"""Bytes a socket may leave unread before the venue gives it up."""


class Peer:
    """A connected client; each channel's own rules are in the subclasses.

    `tell` takes truth records, `wall_us` is the wall clock.
    """

    channel: Channel

    def __init__(
        self,
        number: int,
        writer: asyncio.StreamWriter,
        tell: Callable[[Record], None],
        wall_us: Callable[[], int],
    ) -> None:
        self.number = number
        self.frozen = False
        self.frozen_assets: frozenset[str] = frozenset()
        self.sent = 0
        self.open = True
        self.hang_up: Callable[[int, str], None] = lambda _code, _why: None
        self._writer = writer
        self._tell = tell
        self._wall_us = wall_us
        self._stale: dict[str, tuple[int, str, int]] = {}

    def wants(self, message: Outgoing) -> bool:
        """Whether this socket is subscribed to a message of its channel."""
        raise NotImplementedError

    def heard(self, text: str) -> None:
        """A text frame from the client."""
        raise NotImplementedError

    def tick(self, now_s: float) -> None:
        """Time passes: keep alive, or give up; `now_s` is monotonic seconds."""
        raise NotImplementedError

    # Sending

    def write(self, data: bytes, messages: int = 1) -> None:
        """Put whole frames on the wire, unless the socket is gone."""
        if not self.open or self._writer.transport.is_closing():
            return
        self.sent += messages
        self._writer.write(data)
        if self._writer.transport.get_write_buffer_size() > BACKLOG_LIMIT:
            self.abort("it does not read")

    def say(self, text: str) -> None:
        """Send one text frame."""
        self.write(text_frame(text))

    async def drained(self) -> None:
        """Wait until the client has read most of what was sent."""
        with contextlib.suppress(ConnectionError):
            await self._writer.drain()

    def close(self, code: int, why: str) -> None:
        """Ask for a close handshake with this code."""
        if self.open:
            self.note("closed by venue", why)
            self.open = False
            self.hang_up(code, why)

    def abort(self, why: str, torn: bytes = b"") -> None:
        """Break the connection with a TCP reset, after a torn frame if one is given."""
        self.note("reset", why)
        if torn:
            self._writer.write(torn)
        self.open = False
        # The torn bytes need a moment to reach the other side before the reset overtakes them.
        asyncio.get_running_loop().call_later(0.02, self._reset)

    def _reset(self) -> None:
        raw = self._writer.get_extra_info("socket")
        if raw is not None and not self._writer.transport.is_closing():
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    def end(self) -> None:
        """The connection is over: whatever was wrong stays wrong until here."""
        for scope in list(self._stale):
            self.heal(scope)
        if self.open:
            self.note("closed by client")
        self.open = False

    # Truth

    def note(self, state: LinkWord, detail: str = "", scope: tuple[str, ...] = ()) -> None:
        """Write what became of this socket into the truth."""
        self._tell(
            LinkTruth(
                t=self._wall_us(),
                connection=self.number,
                channel=self.channel.value,
                state=state,
                detail=detail,
                scope=scope,
            )
        )

    def lose(self, cause: str, assets: frozenset[str]) -> None:
        """A message this socket should have had is not sent: from now on what it knows is old."""
        for scope in assets or (self.channel.value,):
            since, first_cause, lost = self._stale.get(scope, (self._wall_us(), cause, 0))
            self._stale[scope] = (since, first_cause, lost + 1)

    def delivered(self, message: Outgoing) -> None:
        """A message goes out: a fresh book mends what was missed of its asset."""
        if not self._stale:
            return
        if message.channel is not Channel.MARKET:
            self.heal(message.channel.value)
        elif message.kind == "book":
            for asset in message.assets:
                self.heal(asset)

    def heal(self, scope: str) -> None:
        """The hole of a scope ends now."""
        hole = self._stale.pop(scope, None)
        if hole is not None:
            since, cause, lost = hole
            self._tell(
                HoleTruth(
                    t=self._wall_us(),
                    connection=self.number,
                    channel=self.channel.value,
                    scope=scope,
                    since=since,
                    cause=cause,
                    lost=lost,
                )
            )
