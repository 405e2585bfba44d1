"""A recorder against the loopback venue, in one loop, with everything about it to look at."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import msgspec

from gametape.clock import Clock
from gametape.record.control.progress import Progress
from gametape.record.links.link import Opener
from gametape.record.links.transport import open_socket
from gametape.record.plan.ending import Until
from gametape.record.plan.job import Job
from gametape.record.plan.options import RecordOptions
from gametape.record.plan.planning import plan_evening
from gametape.record.recorder import Recorder
from gametape.replay.certificate.certificate import Certificate
from gametape.replay.certificate.verifying import verify_session
from gametape.simulate.evening import make_evening
from gametape.simulate.joined import JoinedScript
from gametape.simulate.script import Action, Script
from gametape.simulate.venue.faults import parse_fault
from gametape.simulate.venue.server import LoopbackVenue, Start
from gametape.tape.session import SessionFolder
from gametape.venues.polymarket.auth import Credentials
from gametape.venues.polymarket.rest import PolymarketRest, open_http
from gametape.venues.polymarket.urls import PolymarketUrls

QUICK = RecordOptions(checkpoint_s=1, listing_s=1, silence_s=1, rules_s=30)


class Rehearsal:
    """A venue that performs, and how to record it."""

    def __init__(self, home: Path, venue: LoopbackVenue, script: Script) -> None:
        self.home = home
        self.venue = venue
        self.script = script
        urls = venue.urls
        self.urls = PolymarketUrls(
            market_ws=urls.ws_market,
            user_ws=urls.ws_user,
            sports_ws=urls.ws_sports,
            clob=urls.clob,
            gamma=urls.gamma,
            data=urls.data,
        )
        trader = venue.credentials
        self.credentials = Credentials(
            trader.api_key, trader.secret, trader.passphrase, address=trader.wallet
        )
        self.seen: list[Progress] = []
        self._folder: SessionFolder | None = None

    @property
    def folder(self) -> SessionFolder:
        if self._folder is None:
            self._folder = SessionFolder.create(self.home, "rehearsal")
        return self._folder

    async def recorder(
        self,
        options: RecordOptions = QUICK,
        until: Until | None = None,
        markets: Sequence[str] = (),
        credentials: Credentials | None = None,
        clock: Clock | None = None,
        opener: Opener = open_socket,
        **urls: str,
    ) -> Recorder:
        """A recorder of this evening, not started yet."""
        async with open_http() as http:
            rest = PolymarketRest(self.urls, http, lambda: 0)
            evening, _ = await plan_evening(rest, [self.script.event_slug], markets)
        job = Job(
            folder=self.folder,
            evening=evening,
            urls=msgspec.structs.replace(self.urls, **urls),
            credentials=credentials or self.credentials,
            wallet=self.venue.credentials.wallet,
            options=options,
            until=until or Until(),
        )
        return Recorder(job, on_progress=self.seen.append, clock=clock, opener=opener)

    async def until(self, reached: Callable[[Progress], bool], within_s: float = 90.0) -> None:
        """Wait until the recorder has shown progress of this kind."""
        for _ in range(int(within_s / 0.02)):
            if any(reached(one) for one in self.seen):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"it did not come true: {self.seen[-1:]}")

    async def record_until(
        self, recorder: Recorder, reached: Callable[[Progress], bool]
    ) -> Certificate:
        """Record until then, and stop."""
        task = asyncio.create_task(recorder.run())
        waiting = asyncio.create_task(self.until(reached))
        await asyncio.wait((task, waiting), return_when=asyncio.FIRST_COMPLETED)
        recorder.stop("seen enough")
        try:
            return await asyncio.wait_for(task, 90)
        finally:
            waiting.cancel()

    def verified(self) -> Certificate:
        """The certificate of what is on the disk."""
        return verify_session(self.folder)


def rehearse(
    tmp_path: Path,
    play: Callable[[Rehearsal], Awaitable[None]],
    *faults: str,
    speed: float = 60.0,
    duration_s: float = 600.0,
    start: Start = "subscribed",
    besides: Callable[[Script], Sequence[Action]] = lambda script: (),
) -> Rehearsal:
    """Perform a synthetic evening, `speed` times as fast, squeezed into `duration_s`, and play.

    `besides` gives actions that happen as well. It begins when the recorder has subscribed, however
    long that takes on a busy machine.
    """

    async def main() -> Rehearsal:
        evening = make_evening(duration_s=duration_s)
        script = JoinedScript(evening, besides(evening))
        broken = [parse_fault(fault) for fault in faults]
        async with LoopbackVenue(script, speed=speed, faults=broken, start=start) as venue:
            rehearsal = Rehearsal(tmp_path, venue, script)
            await play(rehearsal)
            return rehearsal

    return asyncio.run(main())
