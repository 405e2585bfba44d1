"""What a recording reads over REST beside the sockets: rules, books, clock, new markets, own rows.

Every answer goes on the tape as it came; a reader that fails says so on the tape and tries again
at its next turn.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable

from gametape.errors import GametapeError, TapeError
from gametape.model.frames import Kind
from gametape.record.intake.intake import Intake
from gametape.record.links.repeats import Repeats
from gametape.record.plan.evening import Evening
from gametape.tape import records
from gametape.venues.polymarket.clocks import VenueTime, clock_offset
from gametape.venues.polymarket.listing import EventInfo
from gametape.venues.polymarket.rest import Answer, PolymarketRest

CLOCK_READINGS = 5
"""Readings of the venue's clock in a row: each narrows the offset."""


class Readers:
    """REST reads of one recording."""

    def __init__(self, rest: PolymarketRest, intake: Intake, evening: Evening) -> None:
        self._rest = rest
        self._intake = intake
        self._conditions = dict.fromkeys(evening.conditions)
        self._slugs = evening.slugs
        self._failures: defaultdict[str, Repeats] = defaultdict(Repeats)

    def put(self, kind: Kind, source: str, lines: Iterable[bytes]) -> None:
        """Put bodies of a REST source on the tape."""
        for raw in lines:
            self._intake.receive(kind, f"{source}#0", raw)

    def watch_market(self, condition: str) -> None:
        """Read the rules of another market from now on."""
        self._conditions[condition] = None

    async def rules(self) -> None:
        """Rules of every market from the CLOB, which alone has delays and the fee in force."""
        for condition in list(self._conditions):
            await self._try("rules", self._one_market(condition))

    async def _one_market(self, condition: str) -> None:
        for ask in (self._rest.clob_market, self._rest.compact_market):
            answer = await ask(condition)
            self.put(Kind.RULES, answer.source, answer.lines)

    async def listing(self) -> list[EventInfo]:
        """The events as Gamma lists them now (new markets, results)."""
        found: list[EventInfo] = []
        for slug in self._slugs:

            async def read(slug: str = slug) -> None:
                answer = await self._rest.get_event(slug)
                self.put(Kind.RULES, answer.source, answer.lines)
                found.append(answer.value)

            await self._try("event", read())
        return found

    async def resolutions(self) -> None:
        """Payouts of the markets, where there are any."""

        async def read() -> None:
            for answer in await self._rest.get_resolutions(list(self._conditions)):
                self.put(Kind.RULES, answer.source, answer.lines)

        await self._try("resolutions", read())

    async def clock(self) -> None:
        """The venue's clock against ours."""

        async def read() -> None:
            readings: list[VenueTime] = []
            for _ in range(CLOCK_READINGS):
                readings.append((await self._rest.get_time()).value)
                await asyncio.sleep(0.21)  # a new phase of the venue's whole second each time
            offset = clock_offset(readings)
            self._intake.own(
                records.ClockRecord(offset_us=offset.offset_us, round_trip_us=offset.within_us)
            )

        await self._try("clock", read())

    async def books(self, assets: Iterable[str]) -> None:
        """Books of assets, to compare the fold with."""

        async def read() -> None:
            for answer in await self._rest.get_books(list(assets)):
                self.put(Kind.MARKET, answer.source, answer.lines)

        await self._try("books", read())

    async def own(self, after_us: int) -> GametapeError | None:
        """One's own trades since a time and open orders, to find what the user channel missed.

        Gives back why it could not be done, which may be that the credentials are refused.
        """

        async def read() -> None:
            async for page in self._rest.own_trades(after_s=after_us // 1_000_000):
                self._own_page(page)
            async for page in self._rest.own_orders():
                self._own_page(page)

        return await self._try("own trades", read())

    def _own_page(self, page: Answer[int]) -> None:
        self.put(Kind.USER, page.source, page.lines)

    async def _try(self, what: str, work: Awaitable[None]) -> GametapeError | None:
        try:
            await work
        except TapeError:
            raise
        except GametapeError as error:
            said = self._failures[what].heard(f"REST {what}: {error}", self._intake.clock.now_us())
            if said:
                self._intake.note(said)
            return error
        self._failures[what].over()
        return None


async def every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Do something again and again, `seconds` apart, until cancelled."""
    while True:
        await asyncio.sleep(seconds)
        await work()
