"""The loopback venue itself: ports on 127.0.0.1, sockets and REST, and one performance.

async with LoopbackVenue(script, speed=60) as venue:
    ...  # venue.urls, venue.credentials, venue.truth
    await venue.finished()
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterable
from functools import partial
from types import TracebackType
from typing import Literal, Self

import msgspec

from gametape.clock import Clock, SystemClock
from gametape.errors import UsageError
from gametape.simulate.script import Script
from gametape.simulate.venue.conductor import Conductor
from gametape.simulate.venue.credentials import made_up_trader
from gametape.simulate.venue.exchange.clearing import SettlementPlan, Trader
from gametape.simulate.venue.exchange.happenings import Moment
from gametape.simulate.venue.exchange.venue import Exchange
from gametape.simulate.venue.faults import Fault, FaultBoard
from gametape.simulate.venue.messages.writing import Messenger
from gametape.simulate.venue.mischief import Mischief
from gametape.simulate.venue.placed import PlacedScript
from gametape.simulate.venue.programme import Programme, ScriptProgramme
from gametape.simulate.venue.reception import Reception
from gametape.simulate.venue.rest.services import Service
from gametape.simulate.venue.sockets.hub import Hub
from gametape.simulate.venue.stage import Stage
from gametape.simulate.venue.tape_programme import TapeEvening, TapeProgramme
from gametape.simulate.venue.truth.log import TruthLog

HOST = "127.0.0.1"
Start = Literal["now", "subscribed", "told"]
"""When a performance begins: at once, at the first market subscription, or at `begin()`."""

_TICK_S = 0.02


class VenueUrls(msgspec.Struct, frozen=True):
    """Where the venue listens."""

    ws_market: str
    ws_user: str
    ws_sports: str
    clob: str
    gamma: str
    data: str


class LoopbackVenue:
    """A venue that opens with the `async with` block and performs one script.

    `speed` is script time over real time (`math.inf`: no waiting at all). With `port` the four
    ports are `port` (sockets), then CLOB, Gamma and Data REST; with 0 the system picks them.
    `plan` says how own trades settle; `wipe_as_changes` sends book wipes as price changes to zero
    instead of as empty books (which of the two the real venue does is not known).
    """

    def __init__(
        self,
        script: Script,
        *,
        speed: float = 1.0,
        faults: Iterable[Fault] = (),
        credentials: Trader | None = None,
        port: int = 0,
        start: Start = "now",
        truth: TruthLog | None = None,
        plan: SettlementPlan | None = None,
        wipe_as_changes: bool = False,
        clock: Clock | None = None,
    ) -> None:
        if not speed > 0:
            raise UsageError(f"speed {speed} is not above zero.")
        self.credentials = credentials or made_up_trader()
        self.truth = TruthLog() if truth is None else truth
        self._port, self._start = port, start
        clock = clock or SystemClock()
        opened_us = clock.wall_us()
        placed = PlacedScript(script, opened_us, speed)
        now = Moment(0, opened_us, opened_us)
        exchange = Exchange(placed, self.credentials, now, plan, wipe_as_changes=wipe_as_changes)
        self.stage = Stage(
            script=placed,
            trader=self.credentials,
            clock=clock,
            exchange=exchange,
            messenger=Messenger(placed, self.credentials),
            board=FaultBoard(faults),
            truth=self.truth,
            opened_us=opened_us,
        )
        self.stage.tell(exchange.opening, now)
        self.hub = Hub(self.stage.board)
        self.mischief = Mischief(self.stage, self.hub)
        programme: Programme = (
            TapeProgramme(self.stage, script)
            if isinstance(script, TapeEvening)
            else ScriptProgramme(self.stage)
        )
        self.conductor = Conductor(self.stage, self.hub, self.mischief, speed, programme)
        self._reception = Reception(self.stage, self.hub)
        self._told = asyncio.Event()
        self._servers: list[asyncio.Server] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._performance: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        for rank, service in enumerate(Service):
            port = self._port + rank if self._port else 0
            serve = partial(self._reception.serve, service)
            self._servers.append(await asyncio.start_server(serve, HOST, port))
        self._performance = asyncio.create_task(self._perform())
        self._tasks = [self._performance, asyncio.create_task(self._tick())]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self.mischief.end_all()
        await self._reception.close()

    @property
    def urls(self) -> VenueUrls:
        """Where the venue listens; only while it is open."""
        ports = [server.sockets[0].getsockname()[1] for server in self._servers]
        sockets, clob, gamma, data = (f"{HOST}:{port}" for port in ports)
        return VenueUrls(
            ws_market=f"ws://{sockets}/ws/market",
            ws_user=f"ws://{sockets}/ws/user",
            ws_sports=f"ws://{sockets}/ws",
            clob=f"http://{clob}",
            gamma=f"http://{gamma}",
            data=f"http://{data}",
        )

    @property
    def environment(self) -> dict[str, str]:
        """The venue as the settings that point gametape at it."""
        urls, trader = self.urls, self.credentials
        return {
            "POLYMARKET_WS_MARKET": urls.ws_market,
            "POLYMARKET_WS_USER": urls.ws_user,
            "POLYMARKET_WS_SPORTS": urls.ws_sports,
            "POLYMARKET_CLOB_API": urls.clob,
            "POLYMARKET_GAMMA_API": urls.gamma,
            "POLYMARKET_DATA_API": urls.data,
            "POLYMARKET_API_KEY": trader.api_key,
            "POLYMARKET_SECRET": trader.secret,
            "POLYMARKET_PASSPHRASE": trader.passphrase,
            "POLYMARKET_WALLET": trader.wallet,
        }

    def begin(self) -> None:
        """Begin the performance, if it waits to be told."""
        self._told.set()

    async def finished(self) -> None:
        """Wait for the end of the performance; raises what stopped it early."""
        if self._performance is None:
            raise UsageError("the venue is not open.")
        await asyncio.shield(self._performance)

    async def _perform(self) -> None:
        if self._start == "subscribed":
            await self.hub.first_subscription.wait()
        elif self._start == "told":
            await self._told.wait()
        await self.conductor.run()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            self.mischief.poll(self.conductor.elapsed_us)
            now_s = time.monotonic()
            for peer in self.hub.peers():
                if peer.open:
                    peer.tick(now_s)
