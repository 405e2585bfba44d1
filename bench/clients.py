"""Receivers of the blaster's frames, each in a process of its own; CPU counts from the pause on.

`python -m bench.clients NAME URL FRAMES CORE` prints {"cpu_us": a frame, "frames": n}.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from bench.blaster import BOOKS
from bench.cores import pin
from gametape.record.links.transport import open_socket
from gametape.record.tasks import FLUSH_S
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

HELLO = '{"type":"market","assets_ids":[]}'


class Meter:
    """CPU time from the first frame after the books to the last."""

    def __init__(self, frames: int) -> None:
        self.frames = frames
        self.got = 0
        self._start = 0.0

    def frame(self) -> bool:
        """Count one frame; whether it was the last."""
        self.got += 1
        if self.got == BOOKS + 1:
            self._start = time.process_time()
        return self.got >= self.frames

    def cpu_us(self) -> float:
        """Microseconds a frame so far."""
        return (time.process_time() - self._start) / (self.got - BOOKS) * 1e6


class Counting(WSListener):  # type: ignore[misc, unused-ignore]  # it ships no types
    """picows that looks at no frame."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter

    def on_ws_connected(self, transport: WSTransport) -> None:
        """See WSListener."""
        transport.send(WSMsgType.TEXT, HELLO.encode())

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:  # noqa: ARG002
        """See WSListener."""
        if self._meter.frame():
            transport.disconnect()


async def with_picows(url: str, meter: Meter) -> None:
    """Receive only, with picows: the floor."""
    transport, _ = await ws_connect(lambda: Counting(meter), url)
    await transport.wait_disconnected()


async def with_websockets(url: str, meter: Meter) -> None:
    """Receive only, with the recorder's own transport."""
    async with open_socket(url) as socket:
        await socket.send(HELLO)
        while True:
            await socket.receive()
            if meter.frame():
                return


async def onto_tape(url: str, meter: Meter) -> None:
    """Receive, stamp, check that it is JSON, compress, write, sync: no decoding, no fold."""
    with tempfile.TemporaryDirectory() as home:
        folder = SessionFolder.create(Path(home), "tape")
        with TapeWriter(folder) as tape:
            async with open_socket(url) as socket:
                await socket.send(HELLO)
                flushed = 0.0
                while True:
                    frame = await socket.receive()
                    tape.append("market", "polymarket.market#1", frame, time.time_ns() // 1000)
                    now = time.monotonic()
                    if now - flushed >= FLUSH_S:
                        tape.flush()
                        flushed = now
                    if meter.frame():
                        break


CLIENTS: dict[str, Callable[[str, Meter], Awaitable[None]]] = {
    "picows": with_picows,
    "websockets": with_websockets,
    "tape": onto_tape,
}


async def main() -> None:
    """Run one client as the arguments say."""
    name, url, frames, core = sys.argv[1:]
    pin(int(core))
    meter = Meter(int(frames))
    await CLIENTS[name](url, meter)
    told = {"cpu_us": meter.cpu_us(), "frames": meter.got}
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")


if __name__ == "__main__":
    asyncio.run(main())
