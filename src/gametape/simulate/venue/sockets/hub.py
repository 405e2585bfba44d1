"""Hands messages to the sockets that want them: every frame built once, every socket one write."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from gametape.simulate.venue.faults import FaultBoard
from gametape.simulate.venue.messages.writing import Channel, Outgoing
from gametape.simulate.venue.sockets.disturb import disturb, is_disturbed
from gametape.simulate.venue.sockets.frames import text_frame
from gametape.simulate.venue.sockets.peer import Peer
from gametape.simulate.venue.sockets.peers import MarketPeer


class Hub:
    """The open sockets of all channels."""

    def __init__(self, board: FaultBoard) -> None:
        self._board = board
        self._peers: dict[Channel, list[Peer]] = {channel: [] for channel in Channel}
        self.frames = 0
        self.first_subscription = asyncio.Event()

    def join(self, peer: Peer) -> None:
        """A socket opened."""
        self._peers[peer.channel].append(peer)
        if isinstance(peer, MarketPeer):
            peer.dump = lambda messages: self._dump(peer, messages)

    def leave(self, peer: Peer) -> None:
        """A socket is gone."""
        self._peers[peer.channel].remove(peer)

    def peers(self, *channels: Channel) -> list[Peer]:
        """Open sockets of these channels (of all, if none is named)."""
        return [peer for channel in channels or Channel for peer in self._peers[channel]]

    def publish(self, messages: Iterable[Outgoing]) -> None:
        """Send messages to whoever wants them, in order, one write per socket."""
        by_channel: dict[Channel, list[Outgoing]] = {}
        for message in messages:
            by_channel.setdefault(message.channel, []).append(message)
        for channel, group in by_channel.items():
            frames: list[bytes | None] = [None] * len(group)
            for peer in self._peers[channel]:
                if peer.open:
                    self._send(peer, group, frames)

    async def drained(self) -> None:
        """Wait until no socket has much left to read."""
        for peer in self.peers():
            if peer.open:
                await peer.drained()

    def _send(self, peer: Peer, group: list[Outgoing], frames: list[bytes | None]) -> None:
        if is_disturbed(peer, self._board.active):
            wanted = [message for message in group if peer.wants(message)]
            self._say(peer, disturb(peer, wanted, self._board.active))
            return
        parts: list[bytes] = []
        for rank, message in enumerate(group):
            if not peer.wants(message):
                continue
            frame = frames[rank]
            if frame is None:
                frame = frames[rank] = text_frame(message.text)
            parts.append(frame)
            peer.delivered(message)
        if parts:
            self.frames += len(parts)
            peer.write(b"".join(parts), len(parts))

    def _dump(self, peer: Peer, books: list[Outgoing]) -> None:
        """The books a subscription begins with, as one array frame."""
        self.first_subscription.set()
        if peer.frozen:
            disturb(peer, books, self._board.active)
            return
        for message in books:
            peer.delivered(message)
        texts = [message.text for message in books]
        if "bare-books" in self._board.active:
            texts = [text.replace('"event_type":"book",', "", 1) for text in texts]
        if texts:
            self._say(peer, [f"[{','.join(texts)}]"])

    def _say(self, peer: Peer, texts: list[str]) -> None:
        if texts:
            self.frames += len(texts)
            peer.write(b"".join(text_frame(text) for text in texts), len(texts))
