"""An intake on a real tape, sockets in memory and a clock in the test's hands."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from gametape.clock import TapeClock
from gametape.record.intake.intake import Intake
from gametape.record.links.transport import LinkClosedError, Socket
from gametape.tape.reader import read_tape
from gametape.tape.records import Link as LinkRecord
from gametape.tape.records import decode_record
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

START_US = 1_800_000_000_000_000
MARKET = "0x" + "1" * 64


class HandClock:
    """A clock that stands still until it is moved; the wall clock may be stepped by itself."""

    def __init__(self) -> None:
        self.mono = 0
        self.step_us = 0

    def wall_us(self) -> int:
        return START_US + self.mono + self.step_us

    def mono_us(self) -> int:
        return self.mono

    def advance(self, seconds: float) -> None:
        self.mono += int(seconds * 1_000_000)


class MemorySocket:
    """A socket whose other end is the test."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.closed = ""
        self._frames: asyncio.Queue[bytes | LinkClosedError] = asyncio.Queue()

    async def send(self, text: str) -> None:
        if self.closed:
            raise LinkClosedError(self.closed)
        self.sent.append(text)

    async def receive(self) -> bytes:
        frame = await self._frames.get()
        if isinstance(frame, LinkClosedError):
            self._frames.put_nowait(frame)
            raise frame
        return frame

    async def close(self, reason: str) -> None:
        self.end(f"closed by us, {reason}")

    def deliver(self, *frames: bytes) -> None:
        for frame in frames:
            self._frames.put_nowait(frame)

    def end(self, words: str, *, by_venue: bool = False) -> None:
        self.closed = words
        self._frames.put_nowait(LinkClosedError(words, by_venue=by_venue))


class Exchange:
    """Hands out memory sockets; a list of errors says which attempts fail first."""

    def __init__(self) -> None:
        self.sockets: list[MemorySocket] = []
        self.failures: deque[Exception] = deque()
        self.always: Exception | None = None
        self.attempts = 0

    @asynccontextmanager
    async def open(self, url: str) -> AsyncIterator[Socket]:
        assert url.startswith("ws")
        self.attempts += 1
        if self.failures:
            raise self.failures.popleft()
        if self.always is not None:
            raise self.always
        socket = MemorySocket()
        self.sockets.append(socket)
        yield socket

    async def until(self, sockets: int) -> MemorySocket:
        """The newest socket, once there are so many."""
        await eventually(lambda: len(self.sockets) >= sockets)
        return self.sockets[-1]


class Bench:
    """A tape, the intake on it, an exchange, and the clock of both."""

    def __init__(self, folder: SessionFolder) -> None:
        self.folder = folder
        self.clock = HandClock()
        self.exchange = Exchange()
        self.tape = TapeWriter(folder)
        self.intake = Intake(self.tape, TapeClock(self.clock))

    def links(self, name: str = "") -> list[LinkRecord]:
        """Link records on the tape, of one connection or of all."""
        self.tape.flush()
        assert self.tape.wait_written(self.tape.last_q, 60)
        found = []
        for line in read_tape(self.folder):
            if line.k == "link":
                record = decode_record("link", line.raw)
                assert isinstance(record, LinkRecord)
                if name in ("", record.connection):
                    found.append(record)
        return found

    def states(self, name: str = "") -> list[str]:
        return [record.state for record in self.links(name)]


@contextmanager
def bench_in(tmp_path: Path) -> Iterator[Bench]:
    """A bench on a new session; its tape is closed in the end."""
    bench = Bench(SessionFolder.create(tmp_path, "made-up"))
    try:
        yield bench
    finally:
        if bench.tape.error is None:
            bench.tape.close("test over")


async def eventually(reached: Callable[[], object], within_s: float = 60.0) -> None:
    """Wait until a condition holds; fails when it does not come true."""
    for _ in range(int(within_s / 0.005)):
        if reached():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not come true")


def book(asset: str, at_ms: int = START_US // 1000, bid: str = "0.40", ask: str = "0.42") -> bytes:
    """A whole book of an asset as the venue sends it."""
    return json.dumps(
        {
            "event_type": "book",
            "market": MARKET,
            "asset_id": asset,
            "timestamp": str(at_ms),
            "hash": "",
            "bids": [{"price": bid, "size": "100"}],
            "asks": [{"price": ask, "size": "50"}],
        }
    ).encode()


def trade(asset: str, at_ms: int = START_US // 1000, price: str = "0.42") -> bytes:
    """A public print."""
    return json.dumps(
        {
            "event_type": "last_trade_price",
            "asset_id": asset,
            "market": MARKET,
            "price": price,
            "side": "BUY",
            "size": "5",
            "fee_rate_bps": "0",
            "timestamp": str(at_ms),
        }
    ).encode()


def change(asset: str, at_ms: int, price: str, size: str, bid: str, ask: str) -> bytes:
    """One level change with the best prices after it."""
    one = {
        "asset_id": asset,
        "price": price,
        "size": size,
        "side": "BUY",
        "hash": "",
        "best_bid": bid,
        "best_ask": ask,
    }
    return json.dumps(
        {
            "event_type": "price_change",
            "market": MARKET,
            "timestamp": str(at_ms),
            "price_changes": [one],
        }
    ).encode()
