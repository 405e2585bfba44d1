"""A websocket connection of the venue, over the protocol rules of the `websockets` package.

Only the handshake, incoming frames and the closing handshake go through those rules; what the
venue sends are frames built once for all clients (see frames.py). No compression is agreed on:
whether the real venue accepts permessage-deflate is not known (polymarket-api.md section 3.2).
"""

from __future__ import annotations

import asyncio
import contextlib
from http import HTTPStatus

from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from gametape.simulate.venue.sockets.peer import Peer

_LARGEST_IN = 1024 * 1024


class SocketGate:
    """The handshake of one connection."""

    def __init__(self, head: bytes) -> None:
        self.protocol = ServerProtocol(max_size=_LARGEST_IN)
        self.protocol.receive_data(head)
        self.request = next(
            (event for event in self.protocol.events_received() if isinstance(event, Request)), None
        )

    def refuse(self, writer: asyncio.StreamWriter, status: int) -> None:
        """Answer the handshake with an HTTP error."""
        self.protocol.send_response(self.protocol.reject(HTTPStatus(status), ""))
        self._flush(writer)

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: Peer
    ) -> None:
        """Accept the handshake and hand text frames to `peer` until the connection ends."""
        if self.request is None:
            return
        self.protocol.send_response(self.protocol.accept(self.request))
        self._flush(writer)
        peer.hang_up = lambda code, why: self._hang_up(writer, code, why)
        fragments: list[bytes] = []
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                self.protocol.receive_data(data)
                for event in self.protocol.events_received():
                    text = _text(event, fragments)
                    if text is not None:
                        peer.heard(text)
                self._flush(writer)
                if self.protocol.close_expected():
                    break
                await writer.drain()

    def _hang_up(self, writer: asyncio.StreamWriter, code: int, why: str) -> None:
        self.protocol.send_close(code, why)
        self._flush(writer)

    def _flush(self, writer: asyncio.StreamWriter) -> None:
        for data in self.protocol.data_to_send():
            if data and not writer.transport.is_closing():
                writer.write(data)


def _text(event: object, fragments: list[bytes]) -> str | None:
    """The whole text message that a frame completes, if it does."""
    if not isinstance(event, Frame) or event.opcode not in (Opcode.TEXT, Opcode.CONT):
        return None
    fragments.append(bytes(event.data))
    if not event.fin:
        return None
    text = b"".join(fragments).decode("utf-8", "replace")
    fragments.clear()
    return text
