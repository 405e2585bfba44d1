"""The recorder as a whole against the loopback venue: how it ends, goes on and says so."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from record.bench_of_links import eventually
from record.rehearsing import QUICK, Rehearsal, rehearse

from gametape.analyze.material.plans import bankroll_of
from gametape.clock import SystemClock
from gametape.errors import TapeBusyError
from gametape.model.times import HOUR, SECOND
from gametape.record.control.inbox import Request, send_request
from gametape.record.links.transport import Socket, open_socket
from gametape.record.plan.ending import Until
from gametape.replay.film.building import film_of
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.records import End, decode_record
from gametape.venues.polymarket.auth import Credentials

NOWHERE = "ws://127.0.0.1:9/ws"


class Stepped(SystemClock):
    """The system's clock, until somebody sets its wall time forward."""

    step_us = 0

    def wall_us(self) -> int:
        return super().wall_us() + self.step_us


def kinds(rehearsal: Rehearsal, kind: str) -> list[bytes]:
    return [line.raw for line in read_tape(rehearsal.folder) if line.k == kind]


def test_a_recording_is_whole_and_its_two_accounts_agree(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        recorder = await on.recorder()
        said = await on.record_until(recorder, lambda now: now.frames > 1500)
        found = on.verified()
        assert said.verdict == found.verdict == "whole"
        assert (said.frames, said.parsed, said.events) == (found.frames, found.parsed, found.events)
        assert said.gaps == found.gaps == []
        assert found.bbo.checked == found.bbo.matched > 100
        assert found.hash.checked == found.hash.matched > 100
        assert found.checkpoints.checked == found.checkpoints.matched
        assert {"polymarket.user#1", "polymarket.sports#1"} <= set(on.seen[-1].links)
        assert on.seen[-1].alarm == ""
        end = decode_record("end", kinds(on, "end")[-1])
        assert end == End(reason="seen enough")

    rehearse(tmp_path, play)


def test_no_secret_reaches_tape_or_manifest(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        await on.record_until(await on.recorder(), lambda now: now.own_orders >= 2)
        text = b"".join(line.raw for line in read_tape(on.folder))
        text += on.folder.manifest_path.read_bytes()
        assert b'"owner"' in text  # messages that carried the key are there, without it
        for secret in on.credentials.secrets:
            assert secret.encode() not in text

    rehearse(tmp_path, play)


def test_refused_credentials_are_said_and_the_market_is_recorded(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        wrong = Credentials("00000000-1111-2222-3333-444444444444", "d3Jvbmc=", "0badc0de0badc0de")
        recorder = await on.recorder(credentials=wrong)
        certificate = await on.record_until(
            recorder, lambda now: now.frames > 800 and "FILLS ARE NOT" in now.alarm
        )
        assert certificate.verdict == "whole"
        notes = b"".join(kinds(on, "note")).decode()
        assert notes.count("Own orders and fills are not recorded.") == 1
        assert all(secret not in notes for secret in wrong.secrets)

    rehearse(tmp_path, play)


def test_slow_rest_delays_neither_tags_nor_progress_nor_the_end(tmp_path: Path) -> None:
    """Every REST answer takes 90 s: the pulse of the recorder must wait for none."""

    async def play(on: Rehearsal) -> None:
        clock = Stepped()
        until = Until(at_us=clock.wall_us() + HOUR)
        recorder = await on.recorder(clock=clock, until=until)
        task = asyncio.create_task(recorder.run())
        await on.until(lambda now: now.frames > 100)
        await asyncio.sleep(1.5)  # some answers are being waited for
        path = send_request(on.folder, Request(at_us=clock.wall_us(), label="Steal"))
        await eventually(lambda: not path.exists(), 60)
        clock.step_us = HOUR  # the time that was set is over
        await eventually(recorder._stop.is_set, 60)
        recorder.interrupt("now")  # in a hurry: without the last reads
        await asyncio.wait_for(task, 60)
        elapsed = [now.elapsed_us for now in on.seen]
        assert max(later - now for now, later in pairwise(elapsed)) < 60 * SECOND

    rehearse(tmp_path, play, "slow-rest@w0.2:90000")


def test_the_last_reads_are_skipped_when_asked_twice(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        task = asyncio.create_task((recorder := await on.recorder()).run())
        await on.until(lambda now: now.frames > 100)
        await asyncio.sleep(1.5)
        recorder.interrupt("stopped by the user")
        await asyncio.sleep(0.3)
        assert not task.done()  # it reads what the user channel may still owe
        recorder.interrupt("stopped by the user")
        async with asyncio.timeout(15):  # by themselves they take 20 s
            await task
        assert b"last reads" in b"".join(kinds(on, "note"))
        assert decode_record("end", kinds(on, "end")[-1]) == End(reason="stopped by the user")

    rehearse(tmp_path, play, "slow-rest@w1.5:9000")


def test_a_second_recorder_of_one_session_is_refused_by_name(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        first, second = await on.recorder(), await on.recorder()
        task = asyncio.create_task(first.run())
        await on.until(lambda now: now.frames > 50)
        with pytest.raises(TapeBusyError, match="is being written by process"):
            await second.run()
        first.stop("enough")
        assert (await task).verdict == "whole"

    rehearse(tmp_path, play)


def test_a_session_that_goes_on_has_a_hole_for_the_time_between(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        await on.record_until(await on.recorder(), lambda now: now.frames > 100)
        await asyncio.sleep(1.1)
        on.seen.clear()
        await on.record_until(await on.recorder(), lambda now: now.frames > 100)
        certificate = on.verified()
        assert {gap.cause for gap in certificate.gaps} == {"recorder stopped"}
        assert certificate.bbo.checked == certificate.bbo.matched
        manifest = Manifest.load(on.folder.manifest_path)
        assert len({rules.market for rules in manifest.markets}) == len(manifest.markets)

    rehearse(tmp_path, play, speed=20)


def test_scheduled_rotation_leaves_no_hole(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        options = msgspec.structs.replace(QUICK, rotate_s=1.0)
        recorder = await on.recorder(options)
        await on.record_until(recorder, lambda now: any("market#5" in name for name in now.links))
        certificate = on.verified()
        assert certificate.verdict == "whole", certificate
        assert certificate.gaps == []
        links = b"".join(kinds(on, "link"))
        assert links.count(b'"rotated"') >= 3
        assert certificate.bbo.checked == certificate.bbo.matched

    rehearse(tmp_path, play, speed=20)


def test_with_redundant_connections_duplicates_are_counted_and_prints_are_not_doubled(
    tmp_path: Path,
) -> None:
    async def play(on: Rehearsal) -> None:
        options = msgspec.structs.replace(QUICK, redundant=True)
        certificate = await on.record_until(
            await on.recorder(options), lambda now: now.frames > 3000
        )
        assert certificate.verdict == "whole"
        trades = certificate.events["trade"]
        told: defaultdict[str, Counter[bytes]] = defaultdict(Counter)
        for line in read_tape(on.folder):
            if line.k == "market" and b"last_trade_price" in line.raw[:200]:
                told[line.c][line.raw] += 1
        first, second = told.values()
        assert certificate.duplicates > 1000
        assert trades == (first | second).total()  # alike prints happen, on one connection

    rehearse(tmp_path, play)


def test_one_of_two_redundant_connections_may_die(tmp_path: Path) -> None:
    class Cut:
        """Lets the first market connection through once, for a second."""

        def __init__(self) -> None:
            self.opened = 0
            self.cut = asyncio.Event()

        @asynccontextmanager
        async def open(self, url: str) -> AsyncIterator[Socket]:
            if not url.endswith("/market"):
                async with open_socket(url) as socket:
                    yield socket
                return
            self.opened += 1
            if self.opened > 2:
                raise OSError("cut")
            first = self.opened == 1
            async with open_socket(url) as socket:
                if first:
                    self.first = socket
                yield socket

    async def play(on: Rehearsal) -> None:
        cut = Cut()
        options = msgspec.structs.replace(QUICK, redundant=True)
        recorder = await on.recorder(options, opener=cut.open)
        task = asyncio.create_task(recorder.run())
        await on.until(lambda now: now.frames > 600)
        await cut.first.close("cut")
        await on.until(lambda now: now.alarm == "1 of 2 market connections are down.")
        frames = on.seen[-1].frames
        await on.until(lambda now: now.frames > frames + 500)
        recorder.stop("enough")
        certificate = await task
        assert certificate.gaps == []
        assert certificate.verdict == "whole"
        assert on.verified().gaps == []

    rehearse(tmp_path, play, speed=20)


def test_no_sports_feed_no_harm(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        options = msgspec.structs.replace(QUICK, sports=False)
        certificate = await on.record_until(
            await on.recorder(options), lambda now: now.frames > 500
        )
        assert certificate.verdict == "whole"
        assert not any("sports" in name for name in on.seen[-1].links)

    rehearse(tmp_path, play)


def test_a_dead_sports_feed_is_no_alarm(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        recorder = await on.recorder(sports_ws=NOWHERE)
        certificate = await on.record_until(recorder, lambda now: now.frames > 1000)
        assert certificate.verdict == "whole"
        assert certificate.events.get("game_event", 0) == 0

    rehearse(tmp_path, play)


def test_a_dead_market_feed_is_said_loudly_and_nothing_is_called_whole(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        recorder = await on.recorder(market_ws=NOWHERE)
        certificate = await on.record_until(recorder, lambda now: "NOT CONNECTED" in now.alarm)
        assert certificate.verdict in ("nothing recorded", "poor")

    rehearse(tmp_path, play)


def test_until_end_stops_when_all_markets_have_paid(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        recorder = await on.recorder(until=Until(end=True))
        async with asyncio.timeout(90):
            certificate = await recorder.run()
        end = decode_record("end", kinds(on, "end")[-1])
        assert end == End(reason="all markets resolved")
        manifest = Manifest.load(on.folder.manifest_path)
        assert all(rules.payouts for rules in manifest.markets)
        assert certificate.verdict == "whole"

    rehearse(tmp_path, play, speed=120)


def test_chosen_markets_only(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        recorder = await on.recorder(markets=["moneyline"])
        await on.record_until(recorder, lambda now: now.frames > 200)
        manifest = Manifest.load(on.folder.manifest_path)
        assert {rules.market_type for rules in manifest.markets} == {"moneyline"}

    rehearse(tmp_path, play)


def test_what_the_evening_begins_with_is_marked_once(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        options = msgspec.structs.replace(QUICK, bankroll=500)
        await on.record_until(await on.recorder(options), lambda now: now.frames > 100)
        on.seen.clear()
        await on.record_until(await on.recorder(options), lambda now: now.frames > 100)
        game = film_of(on.folder).timeline().game
        assert [entry.text for entry in game if entry.tag] == ["bankroll 500"]
        assert bankroll_of(game) == 500_000_000

    rehearse(tmp_path, play)


def test_a_step_of_our_own_clock_is_written_and_reorders_nothing(tmp_path: Path) -> None:
    async def play(on: Rehearsal) -> None:
        clock = Stepped()
        until = Until(at_us=clock.wall_us() + HOUR)
        recorder = await on.recorder(clock=clock, until=until)
        task = asyncio.create_task(recorder.run())
        await on.until(lambda now: now.frames > 200)
        clock.step_us = HOUR  # the time that was set is over
        async with asyncio.timeout(90):
            certificate = await task
        assert certificate.clock_steps == 1
        assert certificate.out_of_order == 0
        times = [line.t for line in read_tape(on.folder)]
        assert times == sorted(times)
        assert times[-1] - times[0] < HOUR // 2

    rehearse(tmp_path, play)
