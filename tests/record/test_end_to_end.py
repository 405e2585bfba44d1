"""A whole evening through the real recorder: faults told, books and fills true, no secret kept.

What the soak (`python3 run.py soak`) demands of a day is demanded here of half a minute.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
import zstandard

from bench.judge import judge_books, judge_fills, judge_holes, states
from gametape.record.control.inbox import Request, send_request, wait_taken
from gametape.record.intake import hash_pace
from gametape.record.plan.evening import Evening
from gametape.record.plan.job import Job
from gametape.record.plan.options import RecordOptions
from gametape.record.plan.planning import plan_evening
from gametape.record.recorder import Recorder
from gametape.replay.certificate.certificate import Certificate
from gametape.replay.certificate.verifying import verify_session
from gametape.simulate.evening import make_evening
from gametape.simulate.venue.faults import parse_fault
from gametape.simulate.venue.server import LoopbackVenue
from gametape.simulate.venue.sockets import peers
from gametape.simulate.venue.truth.log import TruthLog
from gametape.tape.lines import Line
from gametape.tape.reader import read_tape
from gametape.tape.records import TAG_SOURCE, Hole, decode_record
from gametape.tape.session import SessionFolder
from gametape.venues.polymarket.auth import Credentials
from gametape.venues.polymarket.rest import PolymarketRest, open_http
from gametape.venues.polymarket.urls import PolymarketUrls

SPEED = 30.0
FAULTS = (
    "dirty-user@w0+60",
    "arrays@w1+1",
    "rest-503@w1+2",
    "duplicates@w1.5+1",
    "unknown@w2.5+0.5",
    "big@w3.2",
    "reset@w5+1",
    "missed@w8+1.5",
    "freeze@w17+11",  # the evening lists a market at w14, which is to be heard of before
)
QUICK = RecordOptions(checkpoint_s=2, silence_s=3, listing_s=5)


class Recorded(NamedTuple):
    """An evening after the fact."""

    folder: SessionFolder
    said: Certificate
    verified: Certificate
    truth: TruthLog
    secrets: tuple[str, ...]
    wallet: str


async def job_for(venue: LoopbackVenue, folder: SessionFolder, slug: str) -> Job:
    told, trader = venue.urls, venue.credentials
    urls = PolymarketUrls(
        market_ws=told.ws_market,
        user_ws=told.ws_user,
        sports_ws=told.ws_sports,
        clob=told.clob,
        gamma=told.gamma,
        data=told.data,
    )
    own = Credentials(trader.api_key, trader.secret, trader.passphrase, address=trader.wallet)
    async with open_http() as http:
        rest = PolymarketRest(urls, http, lambda: time.time_ns() // 1000, own)
        evening, _ = await plan_evening(rest, [slug], [])
    assert isinstance(evening, Evening)
    return Job(
        folder=folder,
        evening=evening,
        urls=urls,
        credentials=own,
        wallet=trader.wallet,
        options=QUICK,
    )


async def told_of(folder: SessionFolder, cause: str) -> None:
    """Wait until the recorder has noticed: on a busy machine that takes its time."""
    async with asyncio.timeout(120):
        while True:
            found = await asyncio.to_thread(verify_session, folder)
            if any(cause in gap.cause for gap in found.gaps):
                return
            await asyncio.sleep(0.5)


async def record_evening(home: Path, seconds: int = 28, wanted: Sequence[str] = FAULTS) -> Recorded:
    script = make_evening(duration_s=seconds * SPEED)
    faults = [parse_fault(text) for text in wanted]
    async with LoopbackVenue(script, speed=SPEED, faults=faults) as venue:
        folder = SessionFolder.create(home, "evening")
        recorder = Recorder(await job_for(venue, folder, script.event_slug))
        running = asyncio.create_task(recorder.run())
        await venue.finished()
        if any(name.startswith("freeze@") for name in wanted):
            await told_of(folder, "feed frozen")
        await asyncio.sleep(1.0)
        recorder.stop("the evening is over")
        said = await running
        trader = venue.credentials
        secrets = (trader.api_key, trader.secret, trader.passphrase)
        verified = verify_session(folder)
        return Recorded(folder, said, verified, venue.truth, secrets, trader.wallet)


@pytest.fixture(scope="module")
def evenings() -> Iterator[list[Recorded]]:
    """What was recorded so far.

    Every hash is checked while recording, so that recorder and reader know the same. (A sample
    would do at this rate, and a hole that only a hash shows might be told later.)
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hash_pace, "BUSY_RATE", 1_000_000)
        patch.setattr(peers, "PING_PATIENCE_S", 90)  # a busy machine is no fault of the recorder
        yield []


@pytest.fixture
def evening(
    request: pytest.FixtureRequest,
    evenings: list[Recorded],
    tmp_path_factory: pytest.TempPathFactory,
) -> Recorded:
    """One evening for all tests; a test that runs again judges another: one may be starved."""
    again = getattr(request.node, "execution_count", 1) > 1
    if again or not evenings:
        evenings.append(asyncio.run(record_evening(tmp_path_factory.mktemp("home"))))
    return evenings[-1]


def test_every_fault_is_told_within_a_second_and_none_invented(evening: Recorded) -> None:
    wrong, off = judge_holes(evening.truth, evening.verified)
    assert wrong == []
    assert off
    # As late as the tape itself says that messages were: on a busy machine that is more.
    late_s = max((one.worst_ms for one in evening.verified.late), default=0) / 1000
    # A starved process may also hear its last frame early or its first book late: a longer hole.
    assert max(off) <= 10.0 + late_s
    causes = " ".join(gap.cause for gap in evening.verified.gaps)
    assert "connection lost" in causes
    # Books that were set right within a second are counted and are no hole.
    assert "messages missed" in causes or evening.verified.briefly_wrong > 0
    assert "feed frozen" in causes
    intervals = evening.truth.fault_intervals()
    assert {one.name for one in intervals} == {parse_fault(text).name for text in FAULTS}


def test_the_judge_is_not_blind(evening: Recorded) -> None:
    """What is demanded above fails for a certificate without holes, or with one too many."""
    silent = msgspec.structs.replace(evening.verified, gaps=[])
    assert judge_holes(evening.truth, silent)[0]
    assert judge_books(evening.truth, evening.folder, silent, 300).wrong
    first = evening.verified.gaps[0]
    before = msgspec.structs.replace(first, from_us=first.from_us - 60_000_000, to_us=1)
    loud = msgspec.structs.replace(evening.verified, gaps=[before, *evening.verified.gaps])
    assert any("invented" in text for text in judge_holes(evening.truth, loud)[0])


def test_books_outside_of_holes_are_the_venues_own(evening: Recorded) -> None:
    verdict = judge_books(evening.truth, evening.folder, evening.verified, 400)
    assert verdict.wrong == []
    assert verdict.compared >= 100  # a busy machine makes holes of its own
    assert verdict.brief <= verdict.compared // 10


def test_own_fills_are_exact(evening: Recorded) -> None:
    end_us = (evening.verified.to_us or 0) - 1
    ((_, state),) = states(evening.folder, [end_us])
    assert judge_fills(evening.truth, state) == []
    assert len(evening.truth.fills) >= 20


def test_the_recorder_and_a_reader_of_its_tape_say_the_same(evening: Recorded) -> None:
    said, verified = evening.said, evening.verified
    assert said.verdict == verified.verdict
    assert said.gaps == verified.gaps
    assert said.own_fills == verified.own_fills
    assert (said.frames, said.unparsed) == (verified.frames, verified.unparsed)
    assert verified.hash.checked == said.hash.checked > 0


def test_frames_that_went_the_short_way_are_accounted_as_a_reader_accounts_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a sample of the hashes most frames go the short way, where there is one."""
    monkeypatch.setattr(hash_pace, "BUSY_RATE", 1)
    faults = ("reset@w2+1", "arrays@w4+1", "unknown@w5+1")
    recorded = asyncio.run(record_evening(tmp_path, 7, faults))
    said, verified = recorded.said, recorded.verified
    assert 0 < said.hash.checked < verified.hash.checked
    mine, theirs = (msgspec.structs.asdict(one) for one in (said, verified))
    # A reader knows the line that ends the tape, and checks every hash.
    assert {name for name in mine if mine[name] != theirs[name]} <= {"hash", "to_us"}
    assert said.bbo.checked > 500


def test_no_secret_is_in_any_file(evening: Recorded) -> None:
    found = [path for path in evening.folder.root.rglob("*") if path.is_file()]
    assert any(path.suffix == ".zst" for path in found)
    everything = b"".join(plain(path) for path in found)
    assert evening.wallet.encode() in everything  # it can find what is there
    for secret in evening.secrets:
        assert len(secret) > 8
        assert secret.encode() not in everything


def plain(path: Path) -> bytes:
    if path.suffix != ".zst":
        return path.read_bytes()
    with path.open("rb") as file:
        unpacked = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        return unpacked.read()


# --- a recorder that is killed --------------------------------------------------------------


@asynccontextmanager
async def recording(
    venue: LoopbackVenue, home: Path, *arguments: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    environ = {**os.environ, **venue.environment, "GAMETAPE_HOME": str(home)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "gametape", "record", "--json", *arguments),
        env=environ,
        cwd=home,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def arrived(folder: SessionFolder, lines: int) -> list[Line]:
    """What a reader sees, as soon as it is at least so much."""
    while True:
        seen = list(read_tape(folder)) if folder.raw.is_dir() else []
        if len(seen) >= lines:
            return seen
        await asyncio.sleep(0.1)


async def kill_and_resume(home: Path) -> tuple[SessionFolder, list[Line], int]:
    """The session, what a reader had seen before the kill, and when the kill was."""
    script = make_evening(duration_s=3600)
    folder = SessionFolder(home / "sessions" / "killed")
    async with LoopbackVenue(script, speed=SPEED, start="subscribed") as venue:
        async with recording(venue, home, script.event_slug, "--name", "killed") as first:
            await arrived(folder, 2_000)
            tag = send_request(folder, Request(at_us=time.time_ns() // 1000, tag="acknowledged"))
            assert await asyncio.to_thread(wait_taken, tag, 60)
            seen = await arrived(folder, 2_000)
            first.kill()
            await first.wait()
        killed_us = time.time_ns() // 1000
        await asyncio.sleep(1.5)
        async with recording(venue, home, script.event_slug, "--resume", "killed") as second:
            await arrived(folder, len(seen) + 2_000)
            second.terminate()
            assert await second.wait() == 0
    return folder, seen, killed_us


def test_a_killed_recorder_loses_nothing_it_showed_and_says_where_it_died(tmp_path: Path) -> None:
    folder, seen, killed_us = asyncio.run(kill_and_resume(tmp_path))
    lines = list(read_tape(folder))
    assert [(line.q, line.raw) for line in lines[: len(seen)]] == [
        (line.q, line.raw) for line in seen
    ]
    assert sum(b"acknowledged" in line.raw for line in seen if line.source == TAG_SOURCE) == 1
    after = lines[len(seen) :]
    gaps = [decode_record("gap", line.raw) for line in after if line.k == "gap"]
    died = [gap for gap in gaps if isinstance(gap, Hole) and gap.cause == "recorder died"]
    assert len(died) == 1
    assert seen[-1].t <= died[0].from_us <= killed_us + 1_000_000
    assert died[0].to_us - died[0].from_us >= 1_500_000
    certificate = verify_session(folder)
    assert any(gap.cause == "recorder died" for gap in certificate.gaps)
    assert certificate.ended == "closed"
    assert sum(line.k == "market" for line in after) > 1_000
