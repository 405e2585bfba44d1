"""A page that follows a recording, as a test sees it: what it was told, put together."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

import msgspec
from websockets.sync.client import ClientConnection, connect

from gametape.replay.film.track import Track
from gametape.replay.timeline import Lists, News, Timeline

LISTS = Lists.__struct_fields__


ALIVE = '{"type":"alive"}'


class Page:
    """Reads messages and keeps a timeline and tracks up to date; fails on a hole in the numbers."""

    def __init__(self, address: str, want: bool = True, rcvbuf: int = 0) -> None:
        host, port = address.split("/")[2].split(":")
        plain = socket.socket()
        if rcvbuf:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        plain.connect((host, int(port)))
        self.socket: ClientConnection = connect(
            address,
            sock=plain,
            max_size=None,
            max_queue=1 if rcvbuf else 16,  # what the client itself reads ahead
            compression=None,
            ping_interval=None,
        )
        self.want = want
        self.hellos = self.lagged = self.batches = 0
        self.number = self.alive = 0
        self.progress: list[float] = []
        self.over: dict[str, Any] | None = None
        self.timeline: Timeline | None = None
        self.tracks: dict[int, Track] = {}

    def read(self, timeout: float = 20) -> str:
        """Take one message; gives what kind it was."""
        said = self.socket.recv(timeout)
        while said == ALIVE:  # a slow machine has long pauses
            self.alive += 1
            said = self.socket.recv(timeout)
        if isinstance(said, bytes):
            kind, index = struct.unpack_from("<BI", said)
            if kind == 1:
                self.tracks[index] = Track.load(said[5:])
                return "snapshot"
            assert kind == 2
            self.tracks[index].append(said[5:])
            return "rows"
        return self._text(said)

    def _text(self, said: str) -> str:
        told = json.loads(said)
        kind = str(told["type"])
        if kind == "hello":
            self.hellos += 1
            self.number = told["number"]
            self.timeline = msgspec.convert(told["timeline"], Timeline)
            self.tracks.clear()
            self._ask()
        elif kind == "lagged":
            self.lagged += 1
        elif kind == "catching_up":
            assert self.hellos == self.lagged  # only while everything is awaited
            self.progress.append(told["done"])
        elif kind in ("ended", "failed"):
            self.over = told
        else:
            news = msgspec.json.decode(said, type=News)
            assert news.number == self.number + 1
            self.number = news.number
            self.batches += 1
            self._extend(news)
        return kind

    def _extend(self, news: News) -> None:
        timeline = self.timeline
        assert timeline is not None
        for name in LISTS:
            if name != "validity":
                getattr(timeline, name).extend(getattr(news, name))
        for asset, entries in news.validity.items():
            timeline.validity.setdefault(asset, []).extend(entries)
        timeline.to_us = news.to_us
        if news.tracks is not msgspec.UNSET:
            timeline.tracks = news.tracks
            self._ask()
        if news.assets is not msgspec.UNSET:
            timeline.assets = news.assets
        if news.markets is not msgspec.UNSET:
            timeline.markets = news.markets

    def _ask(self) -> None:
        if self.want and self.timeline is not None:
            assets = [track.asset for track in self.timeline.tracks]
            self.socket.send(json.dumps({"want": assets}))

    def read_to(self, kind: str) -> None:
        """Read until such a message has come."""
        while self.read() != kind:
            assert self.over is None

    def read_all(self) -> None:
        """Read until the recording has ended."""
        while self.over is None:
            self.read()
