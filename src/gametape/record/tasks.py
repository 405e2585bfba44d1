"""What runs while an evening is recorded: links, readers, the watch, the pulse, the inbox."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from contextlib import suppress

from gametape.errors import GametapeError
from gametape.model.events import FillUpdate, GameEvent, MarketListed, OrderUpdate, TickChange
from gametape.model.frames import Kind
from gametape.model.times import SECOND
from gametape.record.ending import reason_to_stop
from gametape.record.inbox import waiting_requests
from gametape.record.intake import Intake
from gametape.record.job import Job
from gametape.record.link import Link, Opener
from gametape.record.market_feed import MarketFeed
from gametape.record.progress import Progress, ProgressMeter
from gametape.record.readers import Readers, every
from gametape.record.watch import Limits, Watch
from gametape.replay.session import Step
from gametape.tape import records
from gametape.tape.manifest import Manifest
from gametape.tape.writer import TapeWriter
from gametape.venues.polymarket.feed import FeedState, user_frames
from gametape.venues.polymarket.rest import PolymarketRest, open_http
from gametape.venues.polymarket.sports_link import SportsRules

FLUSH_S = 0.05
"""Lines wait at most this long before they are handed to the writer."""

STEP_US = 50_000
"""A wall clock that has moved this far from the tape's clock was stepped."""

INBOX_S = 0.1

LAST_READS_S = 20.0
"""How long the last REST reads of a recording may take."""


class Tasks:
    """Everything that runs while an evening is recorded, and what it shares.

    `stop` asks the recording to end, with a reason.
    """

    def __init__(
        self,
        job: Job,
        tape: TapeWriter,
        intake: Intake,
        stop: Callable[[str], None],
        opener: Opener,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self._job = job
        self._stop = stop
        self._opener = opener
        self._on_progress = on_progress
        self._options = job.options
        self._evening = job.evening
        self._markets = {rules.market: rules for rules in job.evening.markets}
        self._tape = tape
        self._intake = intake
        limit_us = int(self._options.silence_s * SECOND)
        self._watch = Watch(intake.fold.state, intake.checks.books, Limits(limit_us, limit_us))
        self._meter = ProgressMeter(job.folder.slug, job.evening.title, intake, tape)
        self._joining: set[str] = set()
        self._reread = asyncio.Event()
        self._began_us = intake.clock.now_us()
        self._drift_us = 0

    async def run(self, stopped: asyncio.Event) -> None:
        """Until `stopped` is set, or something breaks for good."""
        self._open()
        async with open_http() as http:
            clock = self._intake.clock.now_us
            rest = PolymarketRest(self._job.urls, http, clock, self._job.credentials)
            readers = Readers(rest, self._intake, self._evening)
            try:
                async with asyncio.TaskGroup() as group:
                    self._start(group, readers)
                    group.create_task(_until(stopped))
            except* _Finished:
                pass
            except* GametapeError as errors:
                raise _first(errors) from None
            with suppress(TimeoutError):
                async with asyncio.timeout(LAST_READS_S):
                    await self._last_reads(readers)

    def _open(self) -> None:
        self._save_manifest()
        last = self._tape.resumed_from
        if last is not None:
            cause = "recorder stopped" if last.closed else "recorder died"
            now_us = self._intake.clock.now_us()
            self._intake.own(records.Hole(from_us=last.t, to_us=now_us, cause=cause))
        for source, raw in self._evening.sources:
            self._intake.receive(Kind.RULES, f"{source}#0", raw)
        self._intake.tick()

    def _start(self, group: asyncio.TaskGroup, readers: Readers) -> None:
        options, intake = self._options, self._intake
        intake.listeners += [self._watch.hear, self._hear]
        feed = MarketFeed(
            intake,
            self._job.urls.market_ws,
            self._evening.assets,
            group.create_task,
            redundant=options.redundant,
            rotate_us=int(options.rotate_s * SECOND),
            shard_limit=options.assets_per_connection,
            opener=self._opener,
        )
        self._start_other_links(group, readers)
        group.create_task(self._beat(feed, readers))
        group.create_task(self._once_a_second(feed, readers))
        group.create_task(self._take_requests())
        group.create_task(self._read_rules(readers))
        group.create_task(every(options.checkpoint_s, lambda: readers.books(feed.assets)))
        group.create_task(every(options.listing_s, lambda: self._look_for_markets(feed, readers)))

    def _start_other_links(self, group: asyncio.TaskGroup, readers: Readers) -> None:
        links: list[Link] = []
        urls, opener, intake = self._job.urls, self._opener, self._intake
        if self._job.credentials is not None:
            secrets = self._job.credentials.secrets
            rules = FeedState(user_frames(*secrets), self._evening.conditions)
            user = Link("polymarket.user#1", Kind.USER, urls.user_ws, rules, intake, opener)
            since = self._tape.resumed_from.t if self._tape.resumed_from else self._began_us
            user.on_up.append(lambda: self._reconcile(group, readers, since))
            links.append(user)
        if self._options.sports:
            rules_ = SportsRules()
            name = "polymarket.sports#1"
            links.append(Link(name, Kind.GAME, urls.sports_ws, rules_, intake, opener))
        for link in links:
            group.create_task(link.run(), name=link.name)

    def _reconcile(self, group: asyncio.TaskGroup, readers: Readers, since_us: int) -> None:
        group.create_task(readers.own(since_us - 60 * SECOND))

    def _hear(self, step: Step) -> None:
        """What a line makes the recorder do."""
        for event in step.events:
            match event:
                case OrderUpdate() | FillUpdate() | GameEvent(name="tag"):
                    self._tape.sync()
                case TickChange():
                    self._reread.set()
                case MarketListed() if self._evening.whole and self._ours(event):
                    self._joining.add(event.market)
                case _:
                    pass

    def _ours(self, event: MarketListed) -> bool:
        return event.event_slug in self._evening.slugs and event.market not in self._markets

    async def _beat(self, feed: MarketFeed, readers: Readers) -> None:
        """The short pulse: flush, write what closed, join what was announced."""
        while True:
            await asyncio.sleep(FLUSH_S)
            self._tape.check()
            self._intake.tick()
            if self._joining:
                self._joining.clear()
                await self._look_for_markets(feed, readers)

    async def _once_a_second(self, feed: MarketFeed, readers: Readers) -> None:
        while True:
            now_us = self._intake.clock.now_us()
            suspects = self._watch.suspects(now_us, self._in_play(now_us))
            if suspects:
                await readers.books(suspects)
            for stale in self._watch.stale(self._intake.clock.now_us()):
                feed.declare(stale)
            feed.rotate_due()
            self._check_clock()
            self._report()
            self._check_end(now_us)
            await asyncio.sleep(1.0)

    def _in_play(self, now_us: int) -> bool:
        game = self._intake.fold.state.game
        if game.known:
            return game.live
        start_us = self._evening.start_us
        return start_us is None or now_us >= start_us

    def _check_clock(self) -> None:
        drift_us = self._intake.clock.drift_us()
        if abs(drift_us - self._drift_us) >= STEP_US:
            self._intake.own(records.ClockRecord(step_us=drift_us - self._drift_us))
            self._drift_us = drift_us

    def _report(self) -> None:
        if self._on_progress is not None:
            free = shutil.disk_usage(self._job.folder.root).free
            low = self._options.low_disk_mb << 20
            self._on_progress(self._meter.read(free, low))

    def _check_end(self, now_us: int) -> None:
        markets = tuple(self._markets)
        state, last_us = self._intake.fold.state, self._intake.last_market_us
        reason = reason_to_stop(self._job.until, state, markets, now_us, last_us)
        if reason:
            self._stop(reason)

    async def _take_requests(self) -> None:
        while True:
            for path, request in waiting_requests(self._job.folder):
                if request is None:
                    path.rename(path.with_suffix(".unreadable"))
                    continue
                drift_us = self._intake.clock.drift_us()
                at_us = request.at_us - drift_us
                if request.note:
                    note = records.NoteRecord(text=request.note, at_us=at_us - request.ago_us)
                    self._intake.own(note)
                if request.tag or request.label:
                    self._intake.own(
                        records.Tag(
                            tag=request.tag,
                            label=request.label,
                            ago_us=request.ago_us,
                            at_us=at_us,
                        )
                    )
                self._tape.sync()
                await asyncio.to_thread(self._tape.wait_durable, self._tape.last_q, 5.0)
                path.unlink(missing_ok=True)
                if request.stop:
                    self._stop(request.stop)
            await asyncio.sleep(INBOX_S)

    async def _read_rules(self, readers: Readers) -> None:
        """Rules and clock at start, every hour, when the game starts, and on a change."""
        while True:
            self._reread.clear()
            await readers.rules()
            await readers.clock()
            await readers.books(self._evening.assets)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._reread.wait(), self._next_rules_s())

    def _next_rules_s(self) -> float:
        start_us = self._evening.start_us
        until_start = (start_us - self._intake.clock.now_us()) / SECOND if start_us else -1.0
        if 0 < until_start < self._options.rules_s:
            return until_start
        return self._options.rules_s

    async def _look_for_markets(self, feed: MarketFeed, readers: Readers) -> None:
        """Ask what the events list now: join markets that have appeared, read results."""
        for event in await readers.listing():
            for listed in event.markets:
                rules = listed.rules
                known = rules.market in self._markets
                if known or not self._evening.whole or not listed.tradable:
                    continue
                self._markets[rules.market] = rules
                readers.watch_market(rules.market)
                feed.add(outcome.asset for outcome in rules.outcomes)
                self._save_manifest()
                self._reread.set()
        if self._intake.fold.state.game.ended:
            await readers.resolutions()

    async def _last_reads(self, readers: Readers) -> None:
        """Fills the user channel may still owe, and how the markets stand, before closing."""
        if self._job.credentials is not None:
            await readers.own(self._began_us - 60 * SECOND)
        await readers.listing()
        await readers.resolutions()
        self._save_manifest()

    def _save_manifest(self) -> None:
        folder = self._job.folder
        now = self._intake.fold.state.rules
        markets = [now.get(market, rules) for market, rules in self._markets.items()]
        Manifest(
            session=folder.slug,
            venue="polymarket",
            title=self._evening.title,
            created_us=self._began_us,
            wallet=self._job.wallet,
            event_slug=self._evening.slugs[0] if self._evening.slugs else "",
            markets=markets,
            sources=sorted({"polymarket.market", *(s for s, _ in self._evening.sources)}),
        ).save(folder.manifest_path)


class _Finished(Exception):  # noqa: N818 - not an error: it ends the group of tasks
    """The recording was asked to stop."""


async def _until(stopped: asyncio.Event) -> None:
    await stopped.wait()
    raise _Finished


def _first(errors: BaseExceptionGroup[GametapeError]) -> GametapeError:
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, GametapeError)
    return error
