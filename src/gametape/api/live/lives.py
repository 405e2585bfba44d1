"""The running recordings that pages follow: one follower each, shared by its listeners."""

from __future__ import annotations

import asyncio

from gametape.api.live.following import Ear, Follower, Told
from gametape.api.live.listener import Listener
from gametape.api.meters import Meters
from gametape.tape.session import SessionFolder

LINGER_S = 600.0
"""How long a tape is followed on after the last page left: to read hours of it anew takes a while,
to go on costs next to nothing."""


class Followed(Ear):
    """A session with its follower and those who listen; belongs to the event loop."""

    def __init__(self, folder: SessionFolder, meters: Meters) -> None:
        self.listeners: set[Listener] = set()
        self.over = False
        self.leaving: asyncio.TimerHandle | None = None
        self._last = ""
        self._tracks: dict[str, int] = {}
        self._meters = meters
        self._follower = Follower(folder, self, asyncio.get_running_loop())
        self._follower.start()

    def join(self, listener: Listener) -> None:
        """A page begins to listen."""
        self.listeners.add(listener)
        self._meters.listeners += 1
        self.begin(listener)

    def leave(self, listener: Listener) -> None:
        """A page is gone."""
        self.listeners.discard(listener)
        self._meters.listeners -= 1

    def begin(self, listener: Listener) -> None:
        """Give a page everything from the beginning."""
        if self.over:
            listener.end(self._last)
        else:
            self._follower.ask(listener, None)

    def want(self, listener: Listener) -> None:
        """Ask for what a page wants and does not get yet."""
        if not listener.fresh:
            for index in listener.missing(self._tracks):
                self._follower.ask(listener, index)

    def stop(self) -> None:
        """Follow no more."""
        self._follower.stop()

    def told(self, batch: Told) -> None:
        """See `Ear.told`."""
        self._tracks = batch.tracks
        for listener in self.listeners:
            if not listener.news(batch.events, batch.rows):
                self._meters.lagged += 1
            self.want(listener)

    def hello(self, who: object, message: str) -> None:
        """See `Ear.hello`."""
        if isinstance(who, Listener) and who in self.listeners:
            who.hello(message)
            self.want(who)

    def snapshot(self, who: object, index: int, message: bytes) -> None:
        """See `Ear.snapshot`."""
        if isinstance(who, Listener) and who in self.listeners:
            who.snapshot(index, message)

    def catching_up(self, message: str) -> None:
        """See `Ear.catching_up`."""
        for listener in self.listeners:
            listener.catching_up(message)

    def anew(self) -> None:
        """See `Ear.anew`."""
        self._tracks = {}
        for listener in self.listeners:
            listener.begin_anew()

    def ended(self, last: str) -> None:
        """See `Ear.ended`."""
        self.over, self._last = True, last
        for listener in self.listeners:
            listener.end(last)


class Lives:
    """The followed sessions of one data folder, by name; belongs to the event loop."""

    def __init__(self, meters: Meters, linger_s: float = LINGER_S) -> None:
        self._meters = meters
        self._linger_s = linger_s
        self._followed: dict[str, Followed] = {}

    def __len__(self) -> int:
        return len(self._followed)

    def follow(self, folder: SessionFolder) -> Followed:
        """The session with its follower, which is started if there is none."""
        found = self._followed.get(folder.slug)
        if found is None or found.over:
            found = self._followed[folder.slug] = Followed(folder, self._meters)
        return found

    def keep_up(self, folder: SessionFolder) -> None:
        """Follow a recording before any page joins: who joins late waits for no hours to be read.

        To be said again from time to time. One that could not be followed is not tried each time.
        """
        followed = self._followed.get(folder.slug) or self.follow(folder)
        if not followed.listeners and not followed.over:
            self._linger(followed)

    def leave(self, followed: Followed, listener: Listener) -> None:
        """A page is gone; a session that nobody listens to is let go after a while."""
        followed.leave(listener)
        if not followed.listeners:
            self._linger(followed)

    def _linger(self, followed: Followed) -> None:
        if followed.leaving is not None:
            followed.leaving.cancel()
        loop = asyncio.get_running_loop()
        followed.leaving = loop.call_later(self._linger_s, self._let_go, followed)

    def close(self) -> None:
        """Let go of everything."""
        for followed in self._followed.values():
            followed.stop()
        self._followed.clear()

    def _let_go(self, followed: Followed) -> None:
        followed.leaving = None
        if followed.listeners:
            return
        followed.stop()
        for slug, one in list(self._followed.items()):
            if one is followed:
                del self._followed[slug]
