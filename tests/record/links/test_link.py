"""A link: what it writes as it comes and goes, and that it neither hangs nor hides a failure."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from record.bench_of_links import Bench, bench_in, book, eventually

from gametape.errors import TapeFullError
from gametape.model.frames import Kind
from gametape.record.links import link as link_module
from gametape.record.links.link import Link
from gametape.venues.polymarket.feed import FeedState, market_frames
from gametape.venues.polymarket.reconnect import Backoff

NAME = "polymarket.market#1"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Backoff, "failed", lambda self, now_us: 2_000)
    monkeypatch.setattr(link_module, "IDLE_S", 0.005)


def market_link(bench: Bench, kind: Kind = Kind.MARKET) -> Link:
    rules = FeedState(market_frames(), ("1", "2"))
    return Link(NAME, kind, "ws://venue", rules, bench.intake, bench.exchange.open)


async def stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.wait_for(task, 60)


def test_a_connection_is_written_down_and_subscribed_in_full(tmp_path: Path) -> None:
    async def play(bench: Bench) -> None:
        task = asyncio.create_task(market_link(bench).run())
        socket = await bench.exchange.until(1)
        socket.deliver(book("1"))
        await eventually(lambda: bench.intake.checks.events["book"] == 1)
        assert '"assets_ids":["1","2"]' in socket.sent[0]
        await stopped(task)

    with bench_in(tmp_path) as bench:
        asyncio.run(play(bench))
        assert bench.states(NAME) == ["up", "subscribed"]
        assert bench.links(NAME)[1].assets == ("1", "2")


def test_a_lost_connection_comes_back_and_says_why_it_went(tmp_path: Path) -> None:
    async def play(bench: Bench) -> None:
        reasons: list[str] = []
        link = market_link(bench)
        link.on_down.append(lambda error: reasons.append(str(error)))
        task = asyncio.create_task(link.run())
        (await bench.exchange.until(1)).end("connection lost")
        await bench.exchange.until(2)
        await eventually(link.up.is_set)
        assert reasons == ["connection lost"]
        await stopped(task)

    with bench_in(tmp_path) as bench:
        asyncio.run(play(bench))
        assert bench.states(NAME) == ["up", "subscribed", "down", "up", "subscribed"]
        assert bench.links(NAME)[2].detail == "connection lost"


def test_equal_failures_are_written_once_and_then_once_a_minute(tmp_path: Path) -> None:
    async def play(bench: Bench) -> None:
        bench.exchange.always = OSError("no route")
        task = asyncio.create_task(market_link(bench).run())
        await eventually(lambda: bench.exchange.attempts >= 20)
        assert bench.states(NAME) == ["down"]
        bench.clock.advance(61)
        tried = bench.exchange.attempts
        await eventually(lambda: bench.exchange.attempts >= tried + 5)
        await stopped(task)

    with bench_in(tmp_path) as bench:
        asyncio.run(play(bench))
        said = [record.detail for record in bench.links(NAME)]
        assert said[0] == "cannot connect: no route"
        assert len(said) == 2
        assert "times so far" in said[1]


@pytest.mark.parametrize(
    "error", [OSError("x"), TimeoutError(), EOFError(), UnicodeError("idna"), ImportError("socks")]
)
def test_whatever_a_connection_fails_of_it_is_tried_again(tmp_path: Path, error: Exception) -> None:
    async def play(bench: Bench) -> None:
        bench.exchange.failures.append(error)
        link = market_link(bench)
        task = asyncio.create_task(link.run())
        await bench.exchange.until(1)
        await eventually(link.up.is_set)
        await stopped(task)

    with bench_in(tmp_path) as bench:
        asyncio.run(play(bench))
        assert bench.states(NAME) == ["down", "up", "subscribed"]


def test_a_retired_link_says_so_when_it_is_cancelled(tmp_path: Path) -> None:
    async def play(bench: Bench) -> None:
        link = market_link(bench)
        task = asyncio.create_task(link.run())
        (await bench.exchange.until(1)).deliver(book("1"))
        await eventually(lambda: bench.intake.checks.events["book"] == 1)
        link.retire("scheduled rotation")
        await stopped(task)
        assert not link.up.is_set()

    with bench_in(tmp_path) as bench:
        asyncio.run(play(bench))
        assert bench.links(NAME)[-1].state == "rotated"
        assert bench.links(NAME)[-1].detail == "scheduled rotation"
        held = bench.intake.fold.state.books["1"][NAME]
        assert not held.valid


def test_no_pong_closes_the_connection_with_words(tmp_path: Path) -> None:
    async def play(bench: Bench) -> None:
        link = market_link(bench)
        task = asyncio.create_task(link.run())
        await bench.exchange.until(1)
        await eventually(link.up.is_set)
        bench.clock.advance(11)
        await eventually(lambda: "PING" in bench.exchange.sockets[0].sent)
        bench.clock.advance(31)
        await bench.exchange.until(2)
        await stopped(task)

    with bench_in(tmp_path) as bench:
        asyncio.run(play(bench))
        assert bench.links(NAME)[2].detail == "the venue stopped answering"


def test_a_cancellation_is_heard_while_the_connection_is_being_closed(tmp_path: Path) -> None:
    """The keeper is still closing when the link is told to stop: it must not go on for ever."""

    async def play(bench: Bench) -> None:
        link = market_link(bench)
        task = asyncio.create_task(link.run())
        socket = await bench.exchange.until(1)
        await eventually(link.up.is_set)
        closing = asyncio.Event()

        async def slow_close(reason: str) -> None:
            socket.end(reason)
            closing.set()
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0.2)
            await asyncio.sleep(0.2)

        socket.close = slow_close  # type: ignore[method-assign]
        bench.clock.advance(45)
        await closing.wait()
        await asyncio.sleep(0.02)
        task.cancel()
        done, _ = await asyncio.wait((task,), timeout=60)
        assert done
        assert task.cancelled()
        assert bench.exchange.attempts == 1

    with bench_in(tmp_path) as bench:
        asyncio.run(play(bench))


def test_a_failing_keeper_ends_the_link_instead_of_leaving_it_without_pings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: FeedState, now_us: int) -> bool:
        raise ZeroDivisionError

    async def play(bench: Bench) -> None:
        monkeypatch.setattr(FeedState, "stale", broken)
        with pytest.raises(ZeroDivisionError):
            await asyncio.wait_for(market_link(bench).run(), 60)

    with bench_in(tmp_path) as bench:
        asyncio.run(play(bench))


def test_a_full_tape_ends_the_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def play(bench: Bench) -> None:
        task = asyncio.create_task(market_link(bench).run())
        socket = await bench.exchange.until(1)
        await asyncio.sleep(0.01)

        def full(*_: object) -> int:
            raise TapeFullError("The disk refused the tape.")

        monkeypatch.setattr(bench.tape, "append", full)
        socket.deliver(book("1"))
        with pytest.raises(TapeFullError):
            await asyncio.wait_for(task, 60)
        monkeypatch.undo()

    with bench_in(tmp_path) as bench:
        asyncio.run(play(bench))


def test_the_user_channel_names_no_assets(tmp_path: Path) -> None:
    async def play(bench: Bench) -> None:
        task = asyncio.create_task(market_link(bench, Kind.USER).run())
        await bench.exchange.until(1)
        await eventually(lambda: "subscribed" in bench.states(NAME))
        await stopped(task)

    with bench_in(tmp_path) as bench:
        asyncio.run(play(bench))
        assert bench.links(NAME)[1].assets == ()
