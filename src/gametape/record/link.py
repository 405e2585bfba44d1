"""One connection kept alive for as long as the recording runs, each change of state on the tape."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from gametape.model.events import LinkState
from gametape.model.frames import Kind
from gametape.record.intake import Intake
from gametape.record.transport import CONNECT_ERRORS, LinkClosedError, Socket, open_socket
from gametape.tape import records
from gametape.venues.polymarket.feed import Outgoing
from gametape.venues.polymarket.reconnect import Backoff

IDLE_S = 0.25
"""How often a link looks whether something is due while nothing arrives."""

Opener = Callable[[str], AbstractAsyncContextManager[Socket]]


class ChannelRules(Protocol):
    """The venue's rules of a connection, without a socket (`FeedState`, `SportsFeedRules`)."""

    @property
    def wanted(self) -> tuple[str, ...]:
        """What the connection subscribes."""
        ...

    def opened(self, now_us: int) -> list[Outgoing]:
        """Frames to send first."""
        ...

    def received(self, now_us: int, frame: bytes) -> bool:
        """Hear a frame; whether it is data."""
        ...

    def due(self, now_us: int) -> list[Outgoing]:
        """Frames to send now."""
        ...

    def stale(self, now_us: int) -> bool:
        """Whether the other side has stopped answering."""
        ...


class Link:
    """A connection that comes back for ever: connect, subscribe, receive, write down, again.

    `name` is its name on the tape. `on_up` runs after each (re)connection, `on_first` once.
    """

    def __init__(
        self,
        name: str,
        kind: Kind,
        url: str,
        rules: ChannelRules,
        intake: Intake,
        opener: Opener = open_socket,
    ) -> None:
        self.name = name
        self.kind = kind
        self.rules = rules
        self.connects = 0
        self.up = asyncio.Event()
        self.on_up: list[Callable[[], None]] = []
        self._url = url
        self._intake = intake
        self._opener = opener
        self._socket: Socket | None = None
        self._backoff = Backoff(random.random)
        self._reason = ""

    async def run(self) -> None:
        """Until cancelled; a link that was told to `retire` writes that when it is."""
        try:
            while True:
                await self._once()
                await asyncio.sleep(self._backoff.failed(self._intake.clock.now_us()) / 1e6)
        except asyncio.CancelledError:
            if self.up.is_set() and self._reason:
                self._down(self._reason, rotated=True)
            raise

    async def reconnect(self, reason: str) -> None:
        """Close and connect anew; `reason` is what the tape will say."""
        self._reason = reason
        if self._socket is not None:
            await self._socket.close(reason)

    def retire(self, reason: str) -> None:
        """Say why the link is about to be cancelled: another one has taken over."""
        self._reason = reason

    async def _once(self) -> None:
        try:
            async with self._opener(self._url) as socket:
                self._socket = socket
                await self._serve(socket)
        except LinkClosedError as error:
            self._down(self._reason or str(error))
        except CONNECT_ERRORS as error:
            words = str(error) or type(error).__name__
            self._down(f"cannot connect: {words}" if not self.up.is_set() else words)
        finally:
            self._socket = None
            self._reason = ""

    async def _serve(self, socket: Socket) -> None:
        now_us = self._intake.clock.now_us()
        self._backoff.opened(now_us)
        self.connects += 1
        self._write("up", self._url)
        await self._send(socket, self.rules.opened(now_us))
        self._write("subscribed", assets=self.rules.wanted)
        self.up.set()
        for hook in self.on_up:
            hook()
        keeper = asyncio.create_task(self._keep(socket))
        try:
            while True:
                frame = await socket.receive()
                if self.rules.received(self._intake.clock.now_us(), frame) or frame:
                    self._intake.receive(self.kind, self.name, frame)
        finally:
            keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError, LinkClosedError):
                await keeper

    async def _keep(self, socket: Socket) -> None:
        """Send what is due; close the socket when the other side has stopped answering."""
        while True:
            await asyncio.sleep(IDLE_S)
            now_us = self._intake.clock.now_us()
            await self._send(socket, self.rules.due(now_us))
            if self.rules.stale(now_us):
                self._reason = "no PONG from the venue"
                await socket.close(self._reason)
                return

    async def _send(self, socket: Socket, frames: Sequence[Outgoing]) -> None:
        for frame in frames:
            await socket.send(frame.text)

    def _down(self, detail: str, *, rotated: bool = False) -> None:
        self.up.clear()
        self._write("rotated" if rotated else "down", detail)

    def _write(self, state: LinkState, detail: str = "", assets: tuple[str, ...] = ()) -> None:
        self._intake.own(
            records.Link(connection=self.name, state=state, detail=detail, assets=assets)
        )
