"""A sender that writes prepared frames as fast as a socket takes them, in a process of its own.

`python -m bench.blaster FRAMES CORE` prints its address as JSON and serves one client after the
other: books first once the client has said anything, then a pause, then everything else.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import sys

import msgspec

from bench.cores import pin
from bench.mix import steady_frames
from gametape.simulate.venue.sockets.frames import text_frame

BOOKS = 16
"""Frames before the pause: the books a subscription begins with."""

PAUSE_S = 3.0
"""Long enough for a client to have settled before its CPU time counts."""

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 section 1.3
_KEY = re.compile(rb"sec-websocket-key: *(\S+)", re.IGNORECASE)
_BLOCK = 256 * 1024


def handshake(head: bytes) -> bytes:
    """The answer to a client's opening handshake."""
    key = _KEY.search(head)
    if key is None:
        raise ValueError("not a websocket handshake")
    accept = base64.b64encode(hashlib.sha1(key[1] + _GUID).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )


def unmasked(data: bytes) -> bytes:
    """The text of a client's short frame; empty for anything else."""
    if len(data) < 6 or data[0] != 0x81 or data[1] & 0x7F > 125:
        return b""
    mask, text = data[2:6], data[6 : 6 + (data[1] & 0x7F)]
    return bytes(byte ^ mask[at % 4] for at, byte in enumerate(text))


class Blaster:
    """Serves the frames to whoever connects."""

    def __init__(self, frames: list[bytes]) -> None:
        wire = [text_frame(frame.decode()) for frame in frames]
        self._first = b"".join(wire[:BOOKS])
        self._rest = b"".join(wire[BOOKS:])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, until it goes."""
        writer.write(handshake(await reader.readuntil(b"\r\n\r\n")))
        sending: asyncio.Task[None] | None = None
        try:
            while data := await reader.read(65_536):
                if sending is None:
                    sending = asyncio.create_task(self._send(writer))
                elif unmasked(data) == b"PING":
                    writer.write(text_frame("PONG"))
        except ConnectionError:
            pass
        finally:
            if sending is not None:
                sending.cancel()
            writer.close()

    async def _send(self, writer: asyncio.StreamWriter) -> None:
        writer.write(self._first)
        await asyncio.sleep(PAUSE_S)
        view = memoryview(self._rest)
        for at in range(0, len(view), _BLOCK):
            writer.write(view[at : at + _BLOCK])
            await writer.drain()


async def main() -> None:
    """Serve until ended."""
    frames = steady_frames(int(sys.argv[1]))
    pin(int(sys.argv[2]))
    server = await asyncio.start_server(Blaster(frames).serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assets = list(dict.fromkeys(_asset(frame) for frame in frames[:BOOKS]))
    told = {"url": f"ws://127.0.0.1:{port}/ws/market", "assets": assets}
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
    sys.stdout.flush()
    await server.serve_forever()


def _asset(frame: bytes) -> str:
    return str(msgspec.json.decode(frame)["asset_id"])


if __name__ == "__main__":
    asyncio.run(main())
