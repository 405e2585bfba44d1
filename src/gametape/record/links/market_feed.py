"""The market channel of a recording: shards of assets, each on one connection or on two."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from itertools import count

from gametape.model.events import BookSnapshot
from gametape.model.frames import Kind
from gametape.record.intake.intake import Intake
from gametape.record.links.link import Link, Opener
from gametape.record.links.transport import open_socket
from gametape.record.links.watch import Stale
from gametape.replay.certificate.runs import Taken
from gametape.replay.session import Step
from gametape.tape import records
from gametape.venues.polymarket.feed import (
    ASSETS_PER_CONNECTION,
    FeedState,
    market_frames,
    plan_shards,
)
from gametape.venues.polymarket.reconnect import Handover, Rotation

SOURCE = "polymarket.market"

HANDOVER_S = 30.0
"""How long a replacement may take to deliver all its books, in seconds."""

ROTATION = "scheduled rotation"

Spawn = Callable[[Coroutine[None, None, None]], "asyncio.Task[None]"]
"""Starts a task that the recording supervises."""


class Shard:
    """Some assets on one connection at a time; a replacement takes over before the old one goes."""

    def __init__(self, feed: MarketFeed, assets: Iterable[str], rotation: Rotation) -> None:
        self.assets = dict.fromkeys(assets)
        self.rotation = rotation
        self.link = feed.new_link(self.assets)
        self._feed = feed
        self._task = feed.spawn(self.link.run())
        self._handover: Handover | None = None
        self._complete = asyncio.Event()
        self._leaving: Link | None = None

    def hear(self, step: Step) -> None:
        """Hear of a line, to know when a replacement has all its books."""
        if self._handover is not None and step.line.c == self.link.name:
            for event in step.events:
                if type(event) is BookSnapshot:
                    self._handover.book(event.asset)
            if self._handover.complete():
                self._complete.set()

    def add(self, assets: Iterable[str]) -> None:
        """Subscribe more assets, on the running connection and on one about to replace it."""
        self.assets.update(dict.fromkeys(assets))
        for link in filter(None, (self.link, self._leaving)):
            _rules(link).want(self.assets)
            if link.up.is_set():
                self._feed.intake.own(
                    records.Link(
                        connection=link.name, state="subscribed", assets=tuple(self.assets)
                    )
                )

    async def replace(self, reason: str) -> None:
        """Open a new connection beside this one and let the old one go once it is complete."""
        if self._leaving is not None:
            return
        now_us = self._feed.intake.clock.now_us()
        old, old_task = self.link, self._task
        self._leaving = old
        self.rotation.opened(now_us)
        self._complete.clear()
        self._handover = Handover(self.assets, now_us)
        self.link = self._feed.new_link(self.assets)
        self._task = self._feed.spawn(self.link.run())
        await self._taken_over(patient=reason != ROTATION)
        self._handover = None
        if reason == ROTATION and self._feed.trusted(old) > self._feed.trusted(self.link):
            # The venue gives the new connection less than the old one has: keep what there is.
            (self.link, self._task), (old, old_task) = (old, old_task), (self.link, self._task)
        self._leaving = None
        old.retire(reason)
        old_task.cancel()
        await asyncio.wait((old_task,))

    async def _taken_over(self, *, patient: bool) -> None:
        """Wait until the replacement has its books, or some time for those it can get.

        `patient`: until it is up, however long that takes, because the old one is no good.
        """
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._feed.handover_s):
                    await self._complete.wait()
            if self._complete.is_set() or not patient or self.link.up.is_set():
                return


def _rules(link: Link) -> FeedState:
    assert isinstance(link.rules, FeedState)
    return link.rules


class MarketFeed:
    """All connections of the market channel."""

    def __init__(
        self,
        intake: Intake,
        url: str,
        assets: Iterable[str],
        spawn: Spawn,
        *,
        redundant: bool = False,
        rotate_us: int = 6 * 3_600_000_000,
        shard_limit: int = ASSETS_PER_CONNECTION,
        handover_s: float = HANDOVER_S,
        opener: Opener = open_socket,
    ) -> None:
        self.intake = intake
        self.spawn = spawn
        self.handover_s = handover_s
        self._url = url
        self._opener = opener
        self._numbers = count(1)
        self._limit = shard_limit
        self._rotate_us = rotate_us
        self._lanes = 2 if redundant else 1
        self.shards: list[Shard] = []
        self._open(plan_shards(assets, shard_limit))
        intake.listen(self._hear, self._took)

    def _open(self, plan: Iterable[Iterable[str]]) -> None:
        """Shards for these assets, on every lane, that take turns in being replaced."""
        wanted = [assets for _ in range(self._lanes) for assets in plan]
        now_us = self.intake.clock.now_us()
        for index, assets in enumerate(wanted):
            turn = Rotation(now_us, self._rotate_us, index, len(wanted))
            self.shards.append(Shard(self, assets, turn))

    def new_link(self, assets: Iterable[str]) -> Link:
        """A link with the next number; its rules ask for these assets."""
        rules = FeedState(market_frames(), assets)
        name = f"{SOURCE}#{next(self._numbers)}"
        return Link(name, Kind.MARKET, self._url, rules, self.intake, self._opener)

    @property
    def assets(self) -> tuple[str, ...]:
        """Every asset asked for, in order."""
        return tuple(dict.fromkeys(asset for shard in self.shards for asset in shard.assets))

    def add(self, assets: Iterable[str]) -> None:
        """Ask for more assets: on the emptiest shards, or on new ones where they do not fit."""
        known = set(self.assets)
        fresh = tuple(dict.fromkeys(asset for asset in assets if asset not in known))
        if not fresh:
            return
        room = sorted(self.shards, key=lambda shard: len(shard.assets))[: self._lanes]
        if len(room) == self._lanes and all(
            len(shard.assets) + len(fresh) <= self._limit for shard in room
        ):
            for shard in room:
                shard.add(fresh)
            return
        self._open(plan_shards(fresh, self._limit))

    def declare(self, stale: Stale) -> None:
        """Write that books are not to be believed, and fetch them anew on a fresh connection."""
        self.intake.own(
            records.Link(
                connection=stale.connection,
                state="stale",
                detail=stale.cause,
                assets=stale.assets,
                since_us=stale.since_us,
            )
        )
        for shard in self.shards:
            if shard.link.name == stale.connection:
                self.spawn(shard.replace(stale.cause))

    def rotate_due(self) -> None:
        """Replace connections whose turn has come."""
        now_us = self.intake.clock.now_us()
        for shard in self.shards:
            if shard.rotation.due(now_us) and shard.link.up.is_set():
                self.spawn(shard.replace(ROTATION))

    def trusted(self, link: Link) -> tuple[bool, int]:
        """How much a connection is worth: whether it is up, and how many of its books are valid."""
        self.intake.settle()
        books = self.intake.fold.state.books.values()
        valid = sum(link.name in one and one[link.name].valid for one in books)
        return link.up.is_set(), valid

    def _took(self, run: Taken) -> None:
        """Books that a replacement is waited for go the long way: it has told none before."""

    def _hear(self, step: Step) -> None:
        for shard in self.shards:
            shard.hear(step)
