"""What runs while an evening is recorded: links, readers, the watch, the pulse, the inbox."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from contextlib import suppress

from gametape.errors import GametapeError
from gametape.model.events import (
    FillUpdate,
    GameEvent,
    MarketListed,
    Note,
    OrderUpdate,
    TickChange,
)
from gametape.model.frames import Kind
from gametape.model.times import SECOND
from gametape.record.control.progress import Progress, ProgressMeter
from gametape.record.control.requests import Requests
from gametape.record.intake.intake import Intake
from gametape.record.links.link import Link, Opener
from gametape.record.links.market_feed import MarketFeed
from gametape.record.links.own_channel import OwnChannel
from gametape.record.links.readers import Readers, every
from gametape.record.links.watch import Limits, Watch
from gametape.record.plan.ending import reason_to_stop
from gametape.record.plan.job import Job
from gametape.record.plan.roster import Roster
from gametape.replay.certificate.runs import Taken
from gametape.replay.session import Step
from gametape.tape import records
from gametape.tape.writer import TapeWriter
from gametape.venues.polymarket.rest import PolymarketRest, open_http
from gametape.venues.polymarket.sports_link import SportsRules

FLUSH_S = 0.05
"""Lines wait at most this long before they are handed to the writer."""

STEP_US = 50_000
"""A wall clock that has moved this far from the tape's clock was stepped."""

CHANGES_S = 15.0
"""Changes of rules that come within this time of one another are read together."""

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
        self._tape = tape
        self._intake = intake
        limit_us = int(self._options.silence_s * SECOND)
        self._watch = Watch(intake.fold.state, intake.checks.books, Limits(limit_us, limit_us))
        self._meter = ProgressMeter(job.folder.slug, job.evening.title, intake, tape)
        self._began_us = intake.clock.now_us()
        self._roster = Roster(job, intake.fold.state, self._began_us)
        self._own: OwnChannel | None = None
        self._listing_due = asyncio.Event()
        self._rules_due = asyncio.Event()
        self._sync_due = False
        self._live = False
        self._drift_us = 0
        self._disk_behind = False

    async def run(self, stopped: asyncio.Event, hurried: asyncio.Event) -> None:
        """Until `stopped` is set, or something breaks for good; `hurried` skips the last reads."""
        self._open()
        async with open_http() as http:
            clock = self._intake.clock.now_us
            rest = PolymarketRest(self._job.urls, http, clock, self._job.credentials)
            readers = Readers(rest, self._intake, self._evening)
            failed: GametapeError | None = None
            try:
                async with asyncio.TaskGroup() as group:
                    self._start(group, readers)
                    group.create_task(_until(stopped))
            except* _Finished:
                pass
            except* GametapeError as errors:
                failed = _first(errors)  # raised in here it would be wrapped in a group again
            if failed is not None:
                raise failed
            await self._end(readers, hurried)

    def _open(self) -> None:
        self._roster.save()
        last = self._tape.resumed_from
        if last is not None:
            cause = "recorder stopped" if last.closed else "recorder died"
            now_us = self._intake.clock.now_us()
            self._intake.own(records.Hole(from_us=last.t, to_us=now_us, cause=cause))
        for source, raw in self._evening.sources:
            self._intake.receive(Kind.RULES, f"{source}#0", raw)
        if last is None and self._options.bankroll:
            words = f"bankroll {self._options.bankroll}"
            self._intake.own(records.Tag(tag=words, at_us=self._intake.clock.now_us()))
        self._intake.tick()

    def _start(self, group: asyncio.TaskGroup, readers: Readers) -> None:
        options, intake, spawn = self._options, self._intake, group.create_task
        intake.listen(self._watch.hear, self._watch.took)
        intake.listen(self._hear, _of_no_interest)
        feed = MarketFeed(
            intake,
            self._job.urls.market_ws,
            self._evening.assets,
            spawn,
            redundant=options.redundant,
            rotate_us=int(options.rotate_s * SECOND),
            shard_limit=options.assets_per_connection,
            opener=self._opener,
        )
        if options.sports:
            url, name = self._job.urls.sports_ws, "polymarket.sports#1"
            spawn(Link(name, Kind.GAME, url, SportsRules(), intake, self._opener).run())
        if self._job.credentials is not None:
            since_us = self._tape.resumed_from.t if self._tape.resumed_from else self._began_us
            self._own = OwnChannel(
                intake,
                readers,
                self._job.urls.user_ws,
                self._job.credentials,
                self._evening.conditions,
                since_us,
                self._opener,
            )
            spawn(self._own.link.run())
            spawn(self._own.reconcile())
        # What waits for REST has a task of its own: the pulse and the watch wait for nobody.
        spawn(self._beat())
        spawn(self._once_a_second(feed))
        spawn(self._ask_suspects(readers))
        spawn(Requests(self._job.folder, self._tape, intake, self._stop).take())
        spawn(self._read_rules(feed, readers))
        spawn(every(options.checkpoint_s, lambda: readers.books(feed.assets)))
        spawn(self._look_for_markets(feed, readers))

    def _hear(self, step: Step) -> None:
        """What a line makes the recorder do."""
        for event in step.events:
            match event:
                case OrderUpdate() | FillUpdate():
                    self._sync_due = True
                case GameEvent(name="tag") | Note():
                    self._sync_due = True
                    self._meter.mark(event)
                case GameEvent():
                    self._roster.hear(event)
                    if event.live and not self._live:
                        self._rules_due.set()
                    self._live = self._live if event.live is None else event.live
                case TickChange():
                    self._rules_due.set()
                case MarketListed() if self._roster.is_new(event):
                    self._listing_due.set()
                case _:
                    pass

    async def _beat(self) -> None:
        """The short pulse: flush, write the holes that have closed, notice a dead writer."""
        while True:
            await asyncio.sleep(FLUSH_S)
            self._tape.check()
            self._intake.tick()
            if self._sync_due:
                self._sync_due = False
                self._tape.sync()

    async def _once_a_second(self, feed: MarketFeed) -> None:
        while True:
            self._intake.settle()
            for stale in self._watch.stale(self._intake.clock.now_us()):
                feed.declare(stale)
            feed.rotate_due()
            self._check_clock()
            self._check_disk()
            await self._report()
            self._check_end()
            await asyncio.sleep(1.0)

    async def _ask_suspects(self, readers: Readers) -> None:
        """Read the books of what looks frozen: only REST can tell frozen from quiet."""
        while True:
            self._intake.settle()
            suspects = self._watch.suspects(self._intake.clock.now_us(), self._in_play())
            if suspects:
                await readers.books(suspects)
            await asyncio.sleep(1.0)

    def _wall_us(self) -> int:
        clock = self._intake.clock
        return clock.now_us() + clock.drift_us()

    def _in_play(self) -> bool:
        game = self._intake.fold.state.game
        if game.known:
            return game.live
        start_us = self._evening.start_us
        return start_us is None or self._wall_us() >= start_us

    def _check_clock(self) -> None:
        drift_us = self._intake.clock.drift_us()
        if abs(drift_us - self._drift_us) >= STEP_US:
            self._intake.own(records.ClockRecord(step_us=drift_us - self._drift_us))
            self._drift_us = drift_us

    def _check_disk(self) -> None:
        """Write it down when the disk falls behind, and when it has caught up."""
        behind = self._tape.behind
        if behind != self._disk_behind:
            mebibytes = self._tape.backlog_bytes >> 20
            words = f"fell {mebibytes} MiB behind" if behind else "has caught up"
            self._intake.note(f"The disk {words}.")
        self._disk_behind = behind

    async def _report(self) -> None:
        if self._on_progress is not None:
            disk = await asyncio.to_thread(shutil.disk_usage, self._job.folder.root)
            low = self._options.low_disk_mb << 20
            trouble = self._own.trouble if self._own is not None else ""
            self._on_progress(self._meter.read(disk.free, low, trouble))

    def _check_end(self) -> None:
        since_us = self._intake.last_market_us or self._began_us
        reason = reason_to_stop(
            self._job.until,
            self._wall_us(),
            self._roster.rules(),
            self._roster.all_over,
            self._intake.clock.now_us() - since_us,
        )
        if reason:
            self._stop(reason)

    async def _read_rules(self, feed: MarketFeed, readers: Readers) -> None:
        """Rules and clock at start, every hour, when the game starts, and on a change."""
        while True:
            self._rules_due.clear()
            await readers.rules()
            await readers.clock()
            await readers.books(feed.assets)
            await _set_within(self._rules_due, self._next_rules_s())
            if self._rules_due.is_set():
                await asyncio.sleep(min(CHANGES_S, self._options.rules_s))

    def _next_rules_s(self) -> float:
        start_us = self._evening.start_us
        until_start = (start_us - self._wall_us()) / SECOND if start_us else -1.0
        if 0 < until_start < self._options.rules_s:
            return until_start
        return self._options.rules_s

    async def _look_for_markets(self, feed: MarketFeed, readers: Readers) -> None:
        """Ask what the events list now and then: join markets that appeared, read results."""
        while True:
            await _set_within(self._listing_due, self._options.listing_s)
            self._listing_due.clear()
            await self._read_listing(readers, feed)
            if self._roster.any_over:
                await readers.resolutions()

    async def _read_listing(self, readers: Readers, feed: MarketFeed | None = None) -> None:
        """Hear of the events as they are listed now; what is new joins the feed."""
        fresh = self._roster.read(await readers.listing())
        if not fresh or feed is None:
            return
        for rules in fresh:
            readers.watch_market(rules.market)
        feed.add(outcome.asset for rules in fresh for outcome in rules.outcomes)
        if self._own is not None:
            self._own.want(self._roster.markets)
        await asyncio.to_thread(self._roster.save)
        self._rules_due.set()

    async def _end(self, readers: Readers, hurried: asyncio.Event) -> None:
        """The last reads, unless somebody is in a hurry; then the manifest as it stands."""
        last = asyncio.create_task(self._last_reads(readers))
        hurry = asyncio.create_task(hurried.wait())
        await asyncio.wait((last, hurry), timeout=LAST_READS_S, return_when=asyncio.FIRST_COMPLETED)
        hurry.cancel()
        if last.done():
            last.result()
        else:
            last.cancel()
            await asyncio.wait((last,))
            self._intake.note("The last reads over REST were not finished.")
        self._roster.save()

    async def _last_reads(self, readers: Readers) -> None:
        """Fills the user channel may still owe, and how the markets stand, before closing."""
        if self._own is not None:
            await self._own.read()
        await self._read_listing(readers)
        await readers.resolutions()


def _of_no_interest(run: Taken) -> None:
    """Runs of ordinary frames hold nothing that makes the recorder do anything."""


class _Finished(Exception):  # noqa: N818 - not an error: it ends the group of tasks
    """The recording was asked to stop."""


async def _until(stopped: asyncio.Event) -> None:
    await stopped.wait()
    raise _Finished


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    """Wait until an event is set, at most so long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


def _first(errors: BaseExceptionGroup[GametapeError]) -> GametapeError:
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, GametapeError)
    return error
