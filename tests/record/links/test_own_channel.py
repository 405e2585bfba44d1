"""The user channel: refused credentials are said once, and cost the market nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from record.bench_of_links import START_US, Bench, bench_in, eventually

from gametape.record.links.own_channel import NAME, WAIT_REFUSED_US, OwnChannel
from gametape.record.links.readers import Readers
from gametape.record.plan.evening import Evening
from gametape.tape.reader import read_tape
from gametape.tape.records import NoteRecord, decode_record
from gametape.venues.polymarket.auth import Credentials
from gametape.venues.polymarket.reconnect import Backoff
from gametape.venues.polymarket.rest import PolymarketRest
from gametape.venues.polymarket.service import Retries
from gametape.venues.polymarket.urls import PolymarketUrls

KEY, SECRET, PHRASE = "11111111-2222-3333-4444-555555555555", "c2VjcmV0c2VjcmV0", "deadbeefdeadbeef"


class Venue:
    """REST of one's own trades and orders, with a status in the test's hands."""

    def __init__(self) -> None:
        self.status = 200
        self.asked: list[str] = []
        self.slow: asyncio.Event | None = None

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if self.slow is not None:
            await self.slow.wait()
        if self.status != 200:
            return httpx.Response(self.status, text=f"invalid api key {KEY}")
        return httpx.Response(200, json={"data": [], "next_cursor": "LTE="})

    def readings(self) -> int:
        return self.asked.count("/data/trades")


def notes(bench: Bench) -> list[str]:
    bench.tape.flush()
    assert bench.tape.wait_written(bench.tape.last_q, 60)
    found = [decode_record("note", x.raw) for x in read_tape(bench.folder) if x.k == "note"]
    return [note.text for note in found if isinstance(note, NoteRecord)]


def perform(
    tmp_path: Path,
    play: Callable[[Bench, OwnChannel, Venue], Awaitable[None]],
    secret: str = SECRET,
) -> list[str]:
    """Run the channel; the notes on the tape in the end."""

    async def run(bench: Bench) -> None:
        venue = Venue()
        async with httpx.AsyncClient(transport=httpx.MockTransport(venue.answer)) as http:
            me = Credentials(KEY, secret, PHRASE)
            clock = bench.intake.clock.now_us
            rest = PolymarketRest(PolymarketUrls(), http, clock, me, Retries(tries=1))
            readers = Readers(rest, bench.intake, Evening("A game", (), ()))
            channel = OwnChannel(
                bench.intake, readers, "ws://venue", me, ("0x1",), START_US, bench.exchange.open
            )
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(channel.link.run()),
                    group.create_task(channel.reconcile()),
                ]
                async with asyncio.timeout(90):
                    await play(bench, channel, venue)
                for task in tasks:
                    task.cancel()

    with bench_in(tmp_path) as bench, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Backoff, "failed", lambda self, now_us: 2_000)
        asyncio.run(run(bench))
        text = b"".join(line.raw for line in read_tape(bench.folder)).decode()
        assert KEY not in text
        assert PHRASE not in text
        return notes(bench)


def test_own_trades_are_read_after_every_connection(tmp_path: Path) -> None:
    async def play(bench: Bench, channel: OwnChannel, venue: Venue) -> None:
        await bench.exchange.until(1)
        await eventually(lambda: venue.readings() == 1)
        bench.exchange.sockets[0].end("connection lost")
        await bench.exchange.until(2)
        await eventually(lambda: venue.readings() == 2)
        assert channel.trouble == ""

    assert perform(tmp_path, play) == []


def test_connections_that_come_faster_than_rest_answers_share_a_reading(tmp_path: Path) -> None:
    async def play(bench: Bench, channel: OwnChannel, venue: Venue) -> None:
        venue.slow = asyncio.Event()
        for number in range(1, 6):
            socket = await bench.exchange.until(number)
            await eventually(socket.sent.__len__)
            socket.end("connection lost")
        last = await bench.exchange.until(6)
        await eventually(lambda: bool(last.sent))
        venue.slow.set()
        await eventually(lambda: venue.readings() == 2)
        await asyncio.sleep(0.05)
        assert venue.readings() == 2

    perform(tmp_path, play)


def test_a_refusal_over_rest_is_said_once_with_the_way_out(tmp_path: Path) -> None:
    async def play(bench: Bench, channel: OwnChannel, venue: Venue) -> None:
        venue.status = 401
        await bench.exchange.until(1)
        await eventually(lambda: bool(channel.trouble))
        assert "gametape doctor" in channel.trouble
        assert KEY not in channel.trouble
        await channel.read()
        assert channel.link.least_wait_us == WAIT_REFUSED_US
        venue.status = 200
        await channel.read()
        assert channel.trouble == ""
        assert channel.link.least_wait_us == 0

    said = [text for text in perform(tmp_path, play) if not text.startswith("REST")]
    assert len(said) == 2
    assert said[0].startswith("Own orders and fills are not recorded.")
    assert said[1].startswith("Own orders and fills are recorded again.")


def test_a_socket_that_says_goodbye_at_once_twice_is_a_refusal(tmp_path: Path) -> None:
    async def play(bench: Bench, channel: OwnChannel, venue: Venue) -> None:
        (await bench.exchange.until(1)).end("closed by the venue, code 1008", by_venue=True)
        (await bench.exchange.until(2)).end(f"code 1008 ({KEY})", by_venue=True)
        await eventually(lambda: bool(channel.trouble))
        await asyncio.sleep(0.05)
        assert bench.exchange.attempts == 2  # no storm: the next attempt is minutes away
        assert KEY not in channel.trouble  # the page, the terminal and a file show it

    (said,) = perform(tmp_path, play)
    assert "closes at once" in said


def test_a_bad_line_is_no_refusal(tmp_path: Path) -> None:
    async def play(bench: Bench, channel: OwnChannel, venue: Venue) -> None:
        for number in range(1, 6):
            (await bench.exchange.until(number)).end("connection lost")
        await bench.exchange.until(6)
        assert channel.trouble == ""

    assert perform(tmp_path, play) == []


def test_a_secret_that_is_no_secret_is_a_refusal_too(tmp_path: Path) -> None:
    async def play(bench: Bench, channel: OwnChannel, venue: Venue) -> None:
        await eventually(lambda: bool(channel.trouble))
        assert "not base64" in channel.trouble

    perform(tmp_path, play, secret="not base64 at all!")


def test_markets_that_join_are_asked_for_on_the_running_connection(tmp_path: Path) -> None:
    async def play(bench: Bench, channel: OwnChannel, venue: Venue) -> None:
        socket = await bench.exchange.until(1)
        channel.want(("0x1", "0x2"))
        await eventually(lambda: any('"markets":["0x2"]' in text for text in socket.sent))

    perform(tmp_path, play)


def test_the_name_on_the_tape_is_the_user_feed() -> None:
    assert NAME.startswith("polymarket.user#")
