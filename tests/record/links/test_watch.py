"""The watch: frozen is told from quiet, missed messages from reordered ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from record.bench_of_links import START_US, Bench, bench_in, book, change, trade

from gametape.model.frames import Kind
from gametape.model.times import SECOND
from gametape.record.links.watch import FROZEN, Limits, Stale, Watch
from gametape.tape import records

NAME = "polymarket.market#1"
OTHER = "polymarket.market#2"
MS = START_US // 1000


class Guard:
    """A watch over a bench with one connection, or two, that carry assets 1 and 2."""

    def __init__(self, bench: Bench, *connections: str) -> None:
        self.bench = bench
        intake = bench.intake
        limits = Limits(10 * SECOND, 30 * SECOND)
        self.watch = Watch(intake.fold.state, intake.checks.books, limits)
        intake.listeners.append(self.watch.hear)
        for name in connections or (NAME,):
            intake.own(records.Link(connection=name, state="up"))
            intake.own(records.Link(connection=name, state="subscribed", assets=("1", "2")))
            intake.receive(Kind.MARKET, name, book("1"))
            intake.receive(Kind.MARKET, name, book("2"))

    def hears(self, frame: bytes, connection: str = NAME) -> None:
        self.bench.intake.receive(Kind.MARKET, connection, frame)

    def rest(self, *bodies: bytes) -> None:
        frame = b"[" + b",".join(bodies) + b"]"
        self.bench.intake.receive(Kind.MARKET, "polymarket.books#0", frame)

    def passes(self, seconds: float) -> None:
        self.bench.clock.advance(seconds)

    @property
    def now_us(self) -> int:
        return self.bench.intake.clock.now_us()

    def suspects(self, *, in_play: bool = True) -> list[str]:
        return self.watch.suspects(self.now_us, in_play)

    def stale(self) -> list[Stale]:
        return self.watch.stale(self.now_us)


def test_a_silent_connection_is_looked_at_in_play_only(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        guard = Guard(bench)
        guard.passes(11)
        assert guard.suspects(in_play=False) == []
        assert sorted(guard.suspects()) == ["1", "2"]
        assert guard.suspects() == []  # asked already
        guard.passes(6)
        assert sorted(guard.suspects()) == ["1", "2"]


def test_a_busy_connection_is_looked_at_much_sooner(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        guard = Guard(bench)
        for _ in range(200):
            guard.passes(0.02)
            guard.hears(trade("1"))
        guard.passes(2)
        assert guard.suspects() == []
        guard.passes(1.5)
        assert sorted(guard.suspects()) == ["1", "2"]


def test_a_quiet_asset_is_not_asked_after_again_for_a_while(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        guard = Guard(bench)
        for _ in range(4):
            guard.passes(8)
            guard.hears(trade("1"))
        assert guard.suspects() == ["2"]
        guard.rest(book("2"))
        assert guard.stale() == []
        guard.passes(6)
        guard.hears(trade("1"))
        assert guard.suspects() == []  # found quiet: no suspect before another 30 s


def test_a_book_that_moved_on_over_rest_is_frozen_after_a_grace(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        guard = Guard(bench)
        guard.passes(20)
        guard.hears(trade("1"))
        guard.rest(book("2", at_ms=MS + 15_000, bid="0.30"))
        assert guard.stale() == []  # the feed may be on its way
        guard.passes(6)
        guard.hears(trade("1"))
        (stale,) = guard.stale()
        assert stale == Stale(NAME, ("2",), START_US, FROZEN)


def test_a_feed_that_catches_up_in_time_is_not_frozen(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        guard = Guard(bench)
        guard.passes(20)
        guard.rest(book("2", at_ms=MS + 15_000, bid="0.30"))
        guard.passes(3)
        guard.hears(book("2", at_ms=MS + 15_000, bid="0.30"))
        guard.passes(3)
        assert guard.stale() == []


def test_a_frozen_asset_on_a_silent_connection_condemns_the_connection(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        guard = Guard(bench)
        guard.passes(15)
        guard.rest(book("1", at_ms=MS + 14_000, bid="0.30"), book("2"))
        guard.passes(6)
        assert guard.stale() == [Stale(NAME, (), START_US, FROZEN)]


def test_each_of_two_connections_is_judged_by_itself(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        guard = Guard(bench, NAME, OTHER)
        guard.passes(15)
        moved = book("1", at_ms=MS + 14_000, bid="0.30")
        guard.hears(moved, OTHER)
        guard.rest(moved)
        guard.passes(6)
        assert {one.connection for one in guard.stale()} == {NAME}


def test_what_is_stale_is_declared_once(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        guard = Guard(bench)
        guard.passes(15)
        guard.rest(book("1", at_ms=MS + 14_000, bid="0.30"))
        guard.passes(6)
        (stale,) = guard.stale()
        bench.intake.own(
            records.Link(connection=NAME, state="stale", detail=FROZEN, assets=stale.assets)
        )
        assert guard.stale() == []


def test_best_prices_that_disagree_for_a_second_are_messages_missed(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        guard = Guard(bench)
        guard.passes(1)
        guard.hears(change("1", MS + 1000, "0.39", "5", bid="0.41", ask="0.42"))
        assert guard.stale() == []  # it may be a matter of order
        guard.passes(2)
        (stale,) = guard.stale()
        assert (stale.connection, stale.assets, stale.cause) == (NAME, ("1",), "messages missed")
        assert guard.suspects() == ["1"]


def test_best_prices_that_come_right_are_nothing(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        guard = Guard(bench)
        guard.hears(change("1", MS + 1000, "0.39", "5", bid="0.41", ask="0.42"))
        guard.passes(0.2)
        guard.hears(change("1", MS + 1001, "0.41", "7", bid="0.41", ask="0.42"))
        guard.passes(2)
        assert guard.stale() == []


def test_a_connection_that_is_down_is_no_suspect(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        guard = Guard(bench)
        bench.intake.own(records.Link(connection=NAME, state="down"))
        guard.passes(60)
        assert guard.suspects() == []
        assert guard.stale() == []


def test_assets_that_joined_are_watched_too(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        guard = Guard(bench)
        guard.passes(20)
        wanted = ("1", "2", "3")
        bench.intake.own(records.Link(connection=NAME, state="subscribed", assets=wanted))
        for _ in range(4):
            guard.passes(8)
            guard.hears(trade("1"))
            guard.hears(trade("2"))
        assert guard.suspects() == ["3"]


@pytest.mark.parametrize("frame", [b"PONG", b"{}", b'{"event_type":"unknown"}', b"[]"])
def test_messages_about_no_asset_do_not_count_as_life(tmp_path: Path, frame: bytes) -> None:
    with bench_in(tmp_path) as bench:
        guard = Guard(bench)
        for _ in range(12):
            guard.passes(1)
            guard.hears(frame)
        assert json.dumps(sorted(guard.suspects())) == '["1", "2"]'
