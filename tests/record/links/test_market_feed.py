"""Shards of the market feed: handover without a hole, whatever goes wrong meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from record.bench_of_links import Bench, bench_in, book, eventually, trade

from gametape.record.links.market_feed import ROTATION, SOURCE, MarketFeed
from gametape.record.links.watch import Stale
from gametape.venues.polymarket.reconnect import Backoff

HOUR_US = 3_600_000_000


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Backoff, "failed", lambda self, now_us: 2_000)


def perform(
    tmp_path: Path,
    play: Callable[[Bench, MarketFeed], Awaitable[None]],
    assets: tuple[str, ...] = ("1", "2"),
    *,
    redundant: bool = False,
    shard_limit: int = 200,
    handover_s: float = 0.1,
) -> Bench:
    """Run a feed in a group as the recorder does; the group ends with the play."""

    async def run(bench: Bench) -> None:
        async with asyncio.TaskGroup() as group:
            tasks: list[asyncio.Task[None]] = []

            def spawn(work: object) -> asyncio.Task[None]:
                tasks.append(group.create_task(work))  # type: ignore[arg-type]
                return tasks[-1]

            feed = MarketFeed(
                bench.intake,
                "ws://venue",
                assets,
                spawn,
                redundant=redundant,
                rotate_us=HOUR_US,
                shard_limit=shard_limit,
                handover_s=handover_s,
                opener=bench.exchange.open,
            )
            async with asyncio.timeout(90):
                await play(bench, feed)
            for task in tasks:
                task.cancel()

    with bench_in(tmp_path) as bench:
        asyncio.run(run(bench))
        bench.intake.finish()
        bench.links()
        return bench


async def books_from(bench: Bench, sockets: int, *assets: str) -> None:
    """The newest socket sends these books, and they have arrived."""
    socket = await bench.exchange.until(sockets)
    name = f"{SOURCE}#{sockets}"
    socket.deliver(*(book(asset) for asset in assets))
    books = bench.intake.fold.state.books
    await eventually(lambda: all(name in books.get(asset, {}) for asset in assets))


def holes(bench: Bench) -> list[str]:
    return [hole.cause for hole in bench.intake.checks.coverage.holes(bench.intake.clock.now_us())]


def test_rotation_opens_the_new_one_first_and_leaves_no_hole(tmp_path: Path) -> None:
    async def play(bench: Bench, feed: MarketFeed) -> None:
        await books_from(bench, 1, "1", "2")
        bench.clock.advance(3601)
        feed.rotate_due()
        await bench.exchange.until(2)
        assert bench.intake.fold.state.books["1"][f"{SOURCE}#1"].valid
        await books_from(bench, 2, "1", "2")
        await eventually(lambda: bench.states(f"{SOURCE}#1")[-1] == "rotated")
        feed.rotate_due()  # not due again
        assert bench.exchange.attempts == 2
        bench.exchange.sockets[1].deliver(book("1", bid="0.41"))
        state = bench.intake.fold.state
        # Once the new one tells the book again, the dead one's is forgotten.
        await eventually(lambda: set(state.books["1"]) == {f"{SOURCE}#2"})

    assert holes(perform(tmp_path, play, handover_s=60)) == []


def test_rotation_keeps_the_old_connection_when_the_new_one_gives_less(tmp_path: Path) -> None:
    async def play(bench: Bench, feed: MarketFeed) -> None:
        await books_from(bench, 1, "1", "2")
        bench.clock.advance(3601)
        feed.rotate_due()
        await books_from(bench, 2, "1")
        await eventually(lambda: bench.states(f"{SOURCE}#2")[-1] == "rotated")
        assert feed.shards[0].link.name == f"{SOURCE}#1"
        bench.exchange.sockets[0].deliver(trade("2"))
        await eventually(lambda: bench.intake.checks.events["trade"] == 1)

    assert holes(perform(tmp_path, play)) == []


def test_rotation_while_the_venue_takes_no_new_connection_changes_nothing(tmp_path: Path) -> None:
    async def play(bench: Bench, feed: MarketFeed) -> None:
        await books_from(bench, 1, "1", "2")
        bench.exchange.always = OSError("refused")
        await feed.shards[0].replace(ROTATION)
        assert feed.shards[0].link.name == f"{SOURCE}#1"
        assert feed.shards[0].link.up.is_set()

    bench = perform(tmp_path, play)
    assert holes(bench) == []
    assert bench.states(f"{SOURCE}#2") == ["down", "rotated"]


def test_a_frozen_connection_is_replaced_even_if_the_new_one_takes_long(tmp_path: Path) -> None:
    async def play(bench: Bench, feed: MarketFeed) -> None:
        await books_from(bench, 1, "1", "2")
        bench.exchange.always = OSError("refused")
        bench.clock.advance(20)
        since_us = bench.intake.clock.now_us() - 10_000_000
        feed.declare(Stale(f"{SOURCE}#1", (), since_us, "feed frozen"))
        await asyncio.sleep(0.3)  # several patiences of a handover
        assert bench.states(f"{SOURCE}#1")[-1] == "stale"
        bench.exchange.always = None
        await books_from(bench, 2, "1", "2")
        await eventually(lambda: bench.states(f"{SOURCE}#1")[-1] == "rotated")

    bench = perform(tmp_path, play)
    assert holes(bench) == ["feed frozen"]


def test_the_old_connection_dying_during_a_handover_does_not_stop_it(tmp_path: Path) -> None:
    async def play(bench: Bench, feed: MarketFeed) -> None:
        await books_from(bench, 1, "1", "2")
        first = bench.exchange.sockets[0]
        feed.spawn(feed.shards[0].replace(ROTATION))
        await bench.exchange.until(2)
        first.end("connection lost")
        bench.exchange.sockets[1].deliver(book("1"), book("2"))
        await eventually(lambda: bench.states(f"{SOURCE}#1")[-1] == "rotated")
        assert feed.shards[0].link.name == f"{SOURCE}#2"

    perform(tmp_path, play, handover_s=60)


def test_assets_added_during_a_handover_are_asked_for_whoever_stays(tmp_path: Path) -> None:
    async def play(bench: Bench, feed: MarketFeed) -> None:
        await books_from(bench, 1, "1", "2")
        bench.exchange.always = OSError("refused")
        feed.spawn(feed.shards[0].replace(ROTATION))
        await asyncio.sleep(0.02)
        feed.add(("3", "4"))
        await eventually(lambda: "rotated" in bench.states(f"{SOURCE}#2"))
        assert feed.shards[0].link.name == f"{SOURCE}#1"
        sent = bench.exchange.sockets[0].sent
        await eventually(lambda: any('"assets_ids":["3","4"]' in text for text in sent))

    perform(tmp_path, play)


def test_assets_added_to_a_connection_that_is_down_are_not_called_subscribed(
    tmp_path: Path,
) -> None:
    async def play(bench: Bench, feed: MarketFeed) -> None:
        bench.exchange.always = OSError("refused")
        await eventually(lambda: bench.exchange.attempts > 1)
        feed.add(("3", "4"))
        assert bench.states() == ["down"]
        bench.exchange.always = None
        await bench.exchange.until(1)
        await eventually(lambda: bench.states()[-1] == "subscribed")
        assert bench.links()[-1].assets == ("1", "2", "3", "4")

    perform(tmp_path, play)


def test_a_full_shard_gets_a_neighbour(tmp_path: Path) -> None:
    async def play(bench: Bench, feed: MarketFeed) -> None:
        await bench.exchange.until(1)
        feed.add(("3", "4"))
        await bench.exchange.until(2)
        feed.add(("3", "4"))  # known by now
        assert [tuple(shard.assets) for shard in feed.shards] == [("1", "2"), ("3", "4")]
        assert feed.shards[1].rotation.due_us == bench.intake.clock.now_us() + HOUR_US

    perform(tmp_path, play, shard_limit=2)


def test_redundant_lanes_both_get_what_joins(tmp_path: Path) -> None:
    async def play(bench: Bench, feed: MarketFeed) -> None:
        await bench.exchange.until(2)
        feed.add(("3", "4"))
        await bench.exchange.until(4)
        wanted = [tuple(shard.assets) for shard in feed.shards]
        assert wanted == [("1", "2"), ("1", "2"), ("3", "4"), ("3", "4")]
        dues = {shard.rotation.due_us for shard in feed.shards[2:]}
        assert len(dues) == 2  # never both in handover together

    perform(tmp_path, play, redundant=True, shard_limit=2)


def test_of_two_lanes_one_may_die_without_a_hole_and_twins_are_kept(tmp_path: Path) -> None:
    async def play(bench: Bench, feed: MarketFeed) -> None:
        await bench.exchange.until(2)
        one, two = bench.exchange.sockets
        for socket in (one, two):
            socket.deliver(book("1"), book("2"), trade("1"), trade("1"))
        checks = bench.intake.checks
        # Two prints equal in every field, told twice: two prints.
        await eventually(lambda: checks.events["trade"] == 2 and checks.duplicates == 2)
        bench.exchange.always = OSError("refused")
        one.end("connection lost")
        await eventually(lambda: "down" in bench.states())
        two.deliver(trade("2", price="0.41"))
        await eventually(lambda: checks.events["trade"] == 3)
        assert not checks.coverage.opened()
        two.end("connection lost")
        await eventually(lambda: len(checks.coverage.opened()) == 2)

    perform(tmp_path, play, redundant=True)


def test_a_feed_can_be_cancelled_at_any_point_of_a_handover(tmp_path: Path) -> None:
    async def play(bench: Bench, feed: MarketFeed) -> None:
        await books_from(bench, 1, "1", "2")
        feed.spawn(feed.shards[0].replace(ROTATION))
        await bench.exchange.until(2)

    bench = perform(tmp_path, play, handover_s=60)
    assert bench.states(f"{SOURCE}#1") == ["up", "subscribed"]
