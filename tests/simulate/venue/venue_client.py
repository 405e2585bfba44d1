"""A plain client of the loopback venue for tests: it notes every frame with its time."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection

from gametape.simulate.venue.server import LoopbackVenue


class Listener:
    """One socket; frames as (wall microseconds, text), in order of arrival."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[tuple[int, str]] = []
        self.error: websockets.ConnectionClosed | None = None
        self._came = asyncio.Event()
        self._ponged = asyncio.Event()
        self._ponged.set()
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        try:
            while True:
                frame = await self.socket.recv(decode=True)
                if frame == "PONG" and not self._ponged.is_set():
                    self._ponged.set()  # the answer to `ready`, not to the test
                else:
                    self.frames.append((time.time_ns() // 1000, str(frame)))
                    self._came.set()
        except websockets.ConnectionClosed as error:
            self.error = error

    async def send(self, message: dict[str, Any] | str) -> None:
        text = message if isinstance(message, str) else json.dumps(message)
        await self.socket.send(text)

    async def heard(self, count: int, beginning: str = "") -> None:
        """Wait until so many frames with this beginning have come."""
        while sum(text.startswith(beginning) for text in self.texts) < count:
            self._came.clear()
            await self._came.wait()

    async def quiet(self, for_s: float = 0.15) -> None:
        """Wait until nothing has come for so long."""
        seen = -1
        while seen != len(self.frames):
            seen = len(self.frames)
            await asyncio.sleep(for_s)

    async def ready(self) -> None:
        """Wait until the venue has heard everything sent so far (not on the sports socket)."""
        self._ponged.clear()
        await self.send("PING")
        await asyncio.wait_for(self._ponged.wait(), 60)

    async def closed(self) -> None:
        """Wait until the connection is over."""
        await asyncio.wait_for(self._task, 60)

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.frames]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """JSON messages, arrays taken apart, other text left out."""
        out: list[dict[str, Any]] = []
        for text in self.texts:
            if text[:1] in "[{":
                decoded = json.loads(text)
                out += decoded if isinstance(decoded, list) else [decoded]
        return out

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message.get("event_type") == kind]


@asynccontextmanager
async def listen(url: str, first: dict[str, Any] | None = None) -> AsyncIterator[Listener]:
    async with websockets.connect(url, ping_interval=None, max_size=1 << 24) as socket:
        listener = Listener(socket)
        if first is not None:
            await listener.send(first)
        yield listener


def market(*assets: str, custom: bool = False) -> dict[str, Any]:
    return {"assets_ids": list(assets), "type": "market", "custom_feature_enabled": custom}


def user(key: str, secret: str, passphrase: str, *markets: str) -> dict[str, Any]:
    auth = {"apiKey": key, "secret": secret, "passphrase": passphrase}
    return {"type": "user", "auth": auth, "markets": list(markets)}


async def perform(venue: LoopbackVenue, *clients: Listener) -> None:
    """Let the performance begin when all have subscribed; wait until all have heard its end."""
    for client in clients:
        await client.ready()
    venue.begin()
    await venue.finished()
    for client in clients:
        await client.ready()
