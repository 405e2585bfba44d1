"""One page that follows a recording: what waits for it, and what happens when it is too slow.

Everything here belongs to the event loop. A page that does not read costs the others nothing: its
queue is bounded, and when that is full it is emptied and the page begins anew.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, Mapping

BACKLOG = 4 * 1024 * 1024
"""Bytes of news that may wait for one page; some minutes of a busy market."""

Outgoing = str | bytes


class Listener:
    """A queue of messages for one page, and which tracks it gets.

    `fresh` says that it waits for everything from the beginning (again); `active` are the tracks
    whose snapshot is in the queue or was sent, so that new rows of them follow.
    """

    def __init__(self, backlog: int = BACKLOG) -> None:
        self.wanted: frozenset[str] = frozenset()
        self.active: set[int] = set()
        self.pending: set[int] = set()
        self.fresh = True
        self.lagged = False
        self.over = False
        self._limit = backlog
        self._queue: deque[tuple[Outgoing, int]] = deque()
        self._waiting = 0
        self._stir = asyncio.Event()
        self._sated = asyncio.Event()
        self._sated.set()

    @property
    def waiting(self) -> int:
        """Bytes of news that wait to be sent."""
        return self._waiting

    async def sated(self) -> None:
        """Wait until all that the page asked for has been sent."""
        await self._sated.wait()

    def news(self, events: str, rows: Mapping[int, bytes]) -> bool:
        """Queue a batch; False if that was too much and the queue was given up."""
        if self.fresh or self.over:
            return True
        mine = [data for index, data in rows.items() if index in self.active]
        size = sum(map(len, mine)) + len(events)
        if self._waiting + size > self._limit:
            self.begin_anew()
            return False
        for data in mine:
            self._put(data, len(data))
        self._put(events, len(events))
        return True

    def begin_anew(self) -> None:
        """Throw away what waits; the page will be told, and gets everything once it reads again."""
        self._queue.clear()
        self._waiting = 0
        self.active.clear()
        self.pending.clear()
        self.fresh = self.lagged = True
        self._stir.set()
        self._sated.set()

    def catching_up(self, message: str) -> None:
        """Queue how far the reading is, for who waits for the beginning and has read the last."""
        if self.fresh and not (self.over or self.lagged or self._queue):
            self._put(message, 0)

    def hello(self, message: str) -> None:
        """Queue the beginning; news go on from here. It counts as no backlog: it was asked for."""
        if not self.fresh or self.lagged:
            return  # it was given up meanwhile
        self.fresh = False
        self._put(message, 0)

    def snapshot(self, index: int, message: bytes) -> None:
        """Queue a whole track; its new rows go on from here."""
        if index in self.pending:
            self.pending.remove(index)
            self.active.add(index)
            self._put(message, 0)

    def missing(self, tracks: Mapping[str, int]) -> list[int]:
        """Tracks of wanted assets that are to be asked for; they count as asked for from now on."""
        wanted = {tracks[asset] for asset in self.wanted if asset in tracks}
        self.active &= wanted
        asked = sorted(wanted - self.active - self.pending)
        self.pending = (self.pending & wanted) | set(asked)
        if asked:
            self._sated.clear()
        return asked

    def end(self, last: str) -> None:
        """Nothing more will come; `last` says why."""
        if not self.over:
            self.over = True
            self._put(last, 0)
            self._sated.set()

    def want(self, assets: Collection[str]) -> None:
        """What the page asked for, in place of what it asked for before."""
        self.wanted = frozenset(assets)

    async def stirred(self) -> None:
        """Wait until there is something to do."""
        await self._stir.wait()

    def next(self) -> Outgoing | None:
        """The next message to send; None if nothing waits."""
        if not self._queue:
            self._stir.clear()
            if not self.pending:
                self._sated.set()
            return None
        message, counted = self._queue.popleft()
        self._waiting -= counted
        return message

    def _put(self, message: Outgoing, counted: int) -> None:
        self._queue.append((message, counted))
        self._waiting += counted
        self._stir.set()
