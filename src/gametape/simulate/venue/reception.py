"""Takes in connections: tells a websocket handshake from a REST request and seats each client."""

from __future__ import annotations

import asyncio
import contextlib
from itertools import count

from gametape.errors import ParseError
from gametape.simulate.venue.messages.writing import Channel
from gametape.simulate.venue.mischief import target_channels
from gametape.simulate.venue.rest.http1 import parse_head, read_body, refusal
from gametape.simulate.venue.rest.services import Service, respond
from gametape.simulate.venue.sockets.gate import SocketGate
from gametape.simulate.venue.sockets.hub import Hub
from gametape.simulate.venue.sockets.peer import Peer
from gametape.simulate.venue.sockets.peers import GOING_AWAY, MarketPeer, SportsPeer, UserPeer
from gametape.simulate.venue.stage import Stage
from gametape.simulate.venue.truth.records import LinkTruth

_PATHS = {"/ws/market": Channel.MARKET, "/ws/user": Channel.USER, "/ws": Channel.SPORTS}


class Reception:
    """Serves every connection of the venue's ports until it closes."""

    def __init__(self, stage: Stage, hub: Hub) -> None:
        self._stage = stage
        self._hub = hub
        self._numbers = count(1)
        self._open: set[asyncio.Task[None]] = set()

    async def serve(
        self, service: Service, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """One connection, from its first byte to its last."""
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ParseError):
                await self._serve(service, reader, writer)
        except asyncio.CancelledError:
            pass  # the venue closes; the stream's own callback wants no exception
        finally:
            self._open.discard(task)
            writer.close()

    async def close(self) -> None:
        """End every connection, sockets with a closing frame, and wait until each is gone."""
        for peer in self._hub.peers():
            peer.close(GOING_AWAY, "the venue closes")
        tasks = list(self._open)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(
        self, service: Service, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.LimitOverrunError:
                writer.write(refusal(431, "headers too large").encode(keep_open=False))
                return
            request = parse_head(head)
            if request.headers.get("upgrade", "").lower() == "websocket":
                await self._seat(_PATHS.get(request.path), head, reader, writer)
                return
            response = await respond(self._stage, service, await read_body(request, reader))
            keep_open = request.headers.get("connection", "").lower() != "close"
            writer.write(response.encode(keep_open=keep_open))
            await writer.drain()
            if not keep_open:
                return

    async def _seat(
        self,
        channel: Channel | None,
        head: bytes,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        gate = SocketGate(head)
        if channel is None:
            gate.refuse(writer, 404)
            return
        number = next(self._numbers)
        if self._is_closed_to(channel):
            self._note_refusal(number, channel)
            gate.refuse(writer, 503)
            return
        peer = self._peer(channel, number, writer)
        peer.note("opened")
        self._hub.join(peer)
        try:
            await gate.serve(reader, writer, peer)
        finally:
            self._hub.leave(peer)
            peer.end()

    def _is_closed_to(self, channel: Channel) -> bool:
        fault = self._stage.board.active.get("reset")
        return fault is not None and channel in target_channels(fault)

    def _note_refusal(self, number: int, channel: Channel) -> None:
        wall_us = self._stage.clock.wall_us()
        self._stage.truth.add(
            LinkTruth(
                t=wall_us,
                connection=number,
                channel=channel.value,
                state="refused",
                detail="reset",
            )
        )

    def _peer(self, channel: Channel, number: int, writer: asyncio.StreamWriter) -> Peer:
        stage = self._stage
        tell, wall_us = stage.truth.add, stage.clock.wall_us
        match channel:
            case Channel.MARKET:
                return MarketPeer(number, writer, tell, wall_us, stage.books)
            case Channel.USER:
                refusing = lambda: "credentials" in stage.board.active  # noqa: E731
                return UserPeer(number, writer, tell, wall_us, stage.trader, refusing)
            case Channel.SPORTS:
                return SportsPeer(number, writer, tell, wall_us)
