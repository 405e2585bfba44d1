"""The one place that knows the websocket library: connect, send text, receive bytes, close."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from gametape import __version__

MAX_FRAME = 16 * 1024 * 1024
"""Largest frame accepted, in bytes; first books of busy markets pass the library's 1 MiB."""

CONNECT_ERRORS = (OSError, TimeoutError, WebSocketException, EOFError, UnicodeError, ImportError)
"""What a failed attempt to connect may raise (UnicodeError for a host name that cannot be one,
ImportError for a SOCKS proxy in the environment without its library)."""


class LinkClosedError(Exception):
    """The other side, the network or we closed the connection; the text says which and why.

    `by_venue`: the other side said goodbye, as it does when it refuses somebody.
    """

    def __init__(self, words: str, *, by_venue: bool = False) -> None:
        super().__init__(words)
        self.by_venue = by_venue


class Socket(Protocol):
    """An open connection."""

    async def send(self, text: str) -> None:
        """Send a text frame; raises LinkClosedError."""
        ...

    async def receive(self) -> bytes:
        """The next frame, undecoded; raises LinkClosedError."""
        ...

    async def close(self, reason: str) -> None:
        """Close; pending receives raise LinkClosedError."""
        ...


class _WebSocket:
    def __init__(self, inner: ClientConnection) -> None:
        self._inner = inner

    async def send(self, text: str) -> None:
        try:
            await self._inner.send(text)
        except ConnectionClosed as error:
            raise _closed(error) from None

    async def receive(self) -> bytes:
        try:
            return await self._inner.recv(decode=False)
        except ConnectionClosed as error:
            raise _closed(error) from None

    async def close(self, reason: str) -> None:
        await self._inner.close(reason=reason[:100])


def _closed(error: ConnectionClosed) -> LinkClosedError:
    return LinkClosedError(_words(error), by_venue=error.rcvd is not None)


def _words(error: ConnectionClosed) -> str:
    if error.rcvd is not None:
        reason = f" ({error.rcvd.reason})" if error.rcvd.reason else ""
        return f"closed by the venue, code {error.rcvd.code}{reason}"
    if error.sent is not None:
        return f"closed by us, {error.sent.reason or 'no reason given'}"
    return "connection lost without a closing handshake"


@asynccontextmanager
async def open_socket(url: str) -> AsyncIterator[Socket]:
    """A websocket to `url`; raises one of CONNECT_ERRORS.

    No protocol-level pings (the venue wants its own text PING) and no compression, whose cost a
    recorder would pay for every frame.
    """
    async with connect(
        url,
        ping_interval=None,
        max_size=MAX_FRAME,
        open_timeout=10,
        close_timeout=1,
        compression=None,
        user_agent_header=f"gametape/{__version__}",
    ) as inner:
        yield _WebSocket(inner)
