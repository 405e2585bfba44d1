"""One connection kept alive for as long as the recording runs, each change of state on the tape."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from gametape.model.events import LinkState
from gametape.model.frames import Kind
from gametape.record.intake.intake import Intake
from gametape.record.links.repeats import Repeats
from gametape.record.links.transport import CONNECT_ERRORS, LinkClosedError, Socket, open_socket
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

    `name` is its name on the tape. `on_up` is called after each (re)connection, `on_down` with the
    reason after each loss of one, `LinkClosedError` where it is one.
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
        self.up = asyncio.Event()
        self.up_since_us = 0
        self.least_wait_us = 0
        """Least pause before the next attempt: for a venue that refuses us, not one that fails."""
        self.on_up: list[Callable[[], None]] = []
        self.on_down: list[Callable[[Exception], None]] = []
        self._url = url
        self._intake = intake
        self._opener = opener
        self._backoff = Backoff(random.random)
        self._failures = Repeats()
        self._why_closed = ""

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                await self._once()
                wait_us = self._backoff.failed(self._intake.clock.now_us())
                await asyncio.sleep(max(wait_us, self.least_wait_us) / 1e6)
        except asyncio.CancelledError:
            self.up.clear()
            raise

    def retire(self, reason: str) -> None:
        """Write that another link has taken over; call it just before the link is cancelled.

        Closing may take seconds, in which nothing is received: its books must not be believed.
        """
        self.up.clear()
        self._write("rotated", reason)

    async def _once(self) -> None:
        self._why_closed = ""
        try:
            async with self._opener(self._url) as socket:
                await self._serve(socket)
        except LinkClosedError as error:
            self._lost(self._why_closed or str(error), error)
        except CONNECT_ERRORS as error:
            self._lost(str(error) or type(error).__name__, error)

    async def _serve(self, socket: Socket) -> None:
        now_us = self._intake.clock.now_us()
        self._backoff.opened(now_us)
        self._write("up", self._url)
        self.up_since_us = now_us
        self.up.set()
        await self._send(socket, self.rules.opened(now_us))
        # What the user channel asks for are markets: they have no books that could be awaited.
        self._write("subscribed", assets=self.rules.wanted if self.kind is Kind.MARKET else ())
        self._failures.over()
        for hook in self.on_up:
            hook()
        keeper = asyncio.create_task(self._keep(socket))
        loop, intake = asyncio.get_running_loop(), self._intake
        try:
            while True:
                frame = await socket.receive()
                now_us = intake.clock.now_us()
                self.rules.received(now_us, frame)
                if intake.arrive(self.kind, self.name, frame, now_us):
                    loop.call_soon(intake.take_in_later)
        finally:
            keeper.cancel()
            # Not `await keeper`: a cancellation of ours that arrives now must not pass for its.
            await asyncio.wait((keeper,))
            if not keeper.cancelled():
                keeper.result()

    async def _keep(self, socket: Socket) -> None:
        """Send what is due; close the socket when the other side has stopped answering."""
        try:
            while True:
                await asyncio.sleep(IDLE_S)
                self._intake.check()
                now_us = self._intake.clock.now_us()
                await self._send(socket, self.rules.due(now_us))
                if self.rules.stale(now_us):
                    self._why_closed = "the venue stopped answering"
                    await socket.close(self._why_closed)
                    return
        except LinkClosedError:
            pass  # whoever receives hears of it too
        except Exception:
            await socket.close("the recorder failed")  # so that the receiver ends and this is told
            raise

    async def _send(self, socket: Socket, frames: Sequence[Outgoing]) -> None:
        for frame in frames:
            await socket.send(frame.text)

    def _lost(self, words: str, error: Exception) -> None:
        if self.up.is_set():
            self.up.clear()
            self._write("down", words)
            for hook in self.on_down:
                hook(error)
            return
        said = self._failures.heard(f"cannot connect: {words}", self._intake.clock.now_us())
        if said:
            self._write("down", said)

    def _write(self, state: LinkState, detail: str = "", assets: tuple[str, ...] = ()) -> None:
        self._intake.own(
            records.Link(connection=self.name, state=state, detail=detail, assets=assets)
        )
