"""The short way of ordinary frames comes to the same end as the long way, whatever happens."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kernel.twins import compiled
from record.bench_of_links import HandClock
from record.scripted_feed import ASSETS, FEED, OTHER, Feed

from gametape.clock import TapeClock
from gametape.errors import TapeFullError
from gametape.kernel.choice import is_compiled
from gametape.model.frames import Kind
from gametape.record.intake import hash_pace
from gametape.record.intake.intake import Intake
from gametape.record.links.watch import Watch
from gametape.replay.certificate import runs
from gametape.replay.certificate.verifying import Verification
from gametape.replay.opening import opening_books
from gametape.tape import records
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

pytestmark = pytest.mark.skipif(not is_compiled(), reason="the kernel in use has no short way")

USUAL = ["change", "change", "change", "several", "book", "top", "trade"]
UNUSUAL = [
    "wrong_best", "missed", "wrong_hash", "crossed", "uncrossed", "books", "false_book",
    "mixed_book", "early", "checkpoint", "false_checkpoint", "checkpoint_ahead", "odd", "broken",
    "array", "pong", "down", "stale", "gap", "second_up", "second_down", "wait", "long_wait",
]  # fmt: skip
_WORDS = st.lists(
    st.one_of(
        st.sampled_from(USUAL).flatmap(lambda word: st.integers(1, 12).map(lambda n: [word] * n)),
        st.lists(st.sampled_from(USUAL), min_size=1, max_size=30),
        st.sampled_from(UNUSUAL).map(lambda word: [word]),
    ),
    min_size=1,
    max_size=14,
).map(lambda groups: [word for group in groups for word in group])


class Evening:
    """One recording of a script, and everything there is to compare about it."""

    def __init__(self, home: Path, *, short: bool, together: int) -> None:
        self.folder = SessionFolder.create(home, "made-up")
        self.clock = HandClock()
        self.tape = TapeWriter(
            self.folder,
            opening=lambda: opening_books(self.intake.fold.state),
            segment_lines=60,
        )
        self.intake: Intake
        self.intake = Intake(self.tape, TapeClock(self.clock))
        if not short:
            self.intake._short = None
        self.watch = Watch(self.intake.fold.state, self.intake.checks.books)
        self.intake.listen(self.watch.hear, self.watch.took)
        self.suspicions: list[object] = []
        self._together = together
        self._waiting = 0

    def say(self, connection: str, frame: bytes) -> None:
        self.clock.advance(0.0007)
        self.intake.arrive(Kind.MARKET, connection, frame, self.intake.clock.now_us())
        self._waiting += 1
        if self._waiting >= self._together:
            self.intake.take_in()
            self._waiting = 0

    def link(self, name: str, state: Any, assets: tuple[str, ...] = ()) -> None:
        self.intake.own(records.Link(connection=name, state=state, assets=assets))

    def play(self, words: list[str], seed: int) -> None:
        self.link(FEED, "up")
        self.link(FEED, "subscribed", ASSETS)
        feed = Feed(seed, self.say)
        feed.step("books")
        for word in words:
            if not self._happens(word, feed):
                feed.step(word)
            if word in UNUSUAL:
                self.intake.tick()  # it settles what anybody might look at
                now_us = self.intake.clock.now_us()
                self.suspicions += [self.watch.suspects(now_us, True), self.watch.stale(now_us)]
        self.intake.tick()
        self.intake.finish()
        self.tape.close("over", self.intake.clock.now_us())

    def _happens(self, word: str, feed: Feed) -> bool:
        """What happens to the recorder rather than on the feed."""
        match word:
            case "down":
                self.link(FEED, "down")
                self.clock.advance(0.3)
                self.link(FEED, "up")
                self.link(FEED, "subscribed", ASSETS)
                feed.step("books")
            case "stale":
                self.link(FEED, "stale", ASSETS[:1])
            case "gap":
                now_us = self.intake.clock.now_us()
                self.intake.own(records.Hole(from_us=now_us - 5, to_us=now_us, cause="made up"))
            case "second_up" if len(feed.lanes) == 1:
                self.link(OTHER, "up")
                self.link(OTHER, "subscribed", ASSETS)
                feed.lanes.append(OTHER)
                feed.step("books")
            case "second_down" if len(feed.lanes) == 2:
                feed.lanes.remove(OTHER)
                self.link(OTHER, "rotated")
            case "second_up" | "second_down":
                pass
            case "wait":
                self._pause(feed, 1.1)
            case "long_wait":
                self._pause(feed, 130.0)
            case _:
                return False
        return True

    def _pause(self, feed: Feed, seconds: float) -> None:
        self.clock.advance(seconds)
        feed.ms += int(1000 * seconds)

    def account(self) -> dict[str, object]:
        intake = self.intake
        state, checks = intake.fold.state, intake.checks
        books = {
            (asset, name): (
                held.valid, held.reason, held.seq, held.recv_us, held.venue_us, held.hash,
                held.market, held.snapshot_us, held.tick, list(held.book.bids()),
                list(held.book.asks()),
            )
            for asset, candidates in state.books.items()
            for name, held in candidates.items()
        }  # fmt: skip
        hashes = checks.books.hashes
        return {
            "broken": intake.broken,
            "certificate": checks.certificate("made-up", state),
            "lines": [(one.t, one.q, one.k, one.c, one.p, one.raw) for one in self.lines()],
            "books": books,
            "tops": state.tops,
            "trades": state.last_trades,
            "at": (state.seq, state.recv_us, intake.last_market_us),
            "past": {key: list(past) for key, past in checks.books.checkpoints._past.items()},
            "proved": checks.books.doubts._proved_us,
            "doubts": repr(checks.books.doubts._doubts),
            "standings": hashes._standings,
            "hashes": [(one.checked, one.matched) for one in hashes._hashers.values()],
            "heard": {
                name: (one._last, one._asset_us) for name, one in self.watch._silence.items()
            },
            "pace": msgspec.json.encode(self.watch._pace),
            "suspicions": self.suspicions,
        }

    def lines(self) -> list[Any]:
        return list(read_tape(self.folder))

    def verified(self, *, short: bool) -> tuple[object, ...]:
        """What reading the tape anew comes to, one way or the other."""
        found = Verification(short=short)
        for line in self.lines():
            found.hear(line)
        certificate, books = found.certificate("made-up"), found.fold.state.books
        return certificate, {
            (asset, name): (
                held.valid, held.reason, held.seq, held.recv_us, held.venue_us, held.hash,
                held.snapshot_us, held.tick, list(held.book.bids()), list(held.book.asks()),
            )
            for asset, candidates in books.items()
            for name, held in candidates.items()
        }  # fmt: skip


def both(
    factory: pytest.TempPathFactory, words: list[str], seed: int, together: int, busy: int
) -> tuple[dict[str, object], dict[str, object]]:
    accounts = []
    with patch.object(hash_pace, "BUSY_RATE", busy):
        for short in (True, False):
            evening = Evening(factory.mktemp("evening"), short=short, together=together)
            evening.play(words, seed)
            accounts.append(evening.account())
            assert evening.verified(short=True) == evening.verified(short=False)
    return accounts[0], accounts[1]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    words=_WORDS,
    seed=st.integers(0, 1000),
    together=st.sampled_from([1, 2, 7, 40]),
    busy=st.sampled_from([2, 5, 500]),
)
def test_the_short_way_comes_to_the_same_end(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], seed: int, together: int, busy: int
) -> None:
    short, long = both(tmp_path_factory, words, seed, together, busy)
    assert not long["broken"]
    for what in short:
        assert short[what] == long[what], what


@pytest.mark.parametrize("seed", range(3))
def test_a_long_evening_of_everything_comes_to_the_same_end(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    rng = random.Random(seed)
    words = [rng.choice(UNUSUAL if rng.random() < 0.03 else USUAL) for _ in range(2500)]
    short, long = both(tmp_path_factory, words, seed, 30, 5)
    for what in short:
        assert short[what] == long[what], what


def counted(evening: Evening) -> Callable[[], int]:
    """How many frames went the long way so far."""
    far: list[int] = []
    decode = evening.intake.fold.decode
    evening.intake.fold.decode = lambda line: (far.append(1), decode(line))[1]  # type: ignore[method-assign, func-returns-value]
    return lambda: len(far)


def test_ordinary_frames_do_go_the_short_way(tmp_path: Path) -> None:
    compiled()
    with patch.object(hash_pace, "BUSY_RATE", 2):
        evening = Evening(tmp_path, short=True, together=20)
        long_way = counted(evening)
        evening.play(["change", "several", "top", "book"] * 400, 1)
    certificate = evening.intake.checks.certificate("made-up", evening.intake.fold.state)
    assert certificate.frames > 1600
    assert certificate.bbo.checked > 1000
    assert certificate.verdict == "whole"
    assert long_way() < 500


def test_a_listener_of_lines_alone_hears_all_of_them(tmp_path: Path) -> None:
    with patch.object(hash_pace, "BUSY_RATE", 2):
        evening = Evening(tmp_path, short=True, together=20)
        heard: list[int] = []
        evening.intake.listeners.append(lambda step: heard.append(step.line.q))
        evening.play(["change"] * 300, 1)
    told = [line.q for line in evening.lines() if line.k in ("market", "link")]
    assert heard == told


def test_a_fault_of_the_short_way_is_said_and_the_long_way_taken(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    words = ["change", "several", "top", "book"] * 60
    with patch.object(hash_pace, "BUSY_RATE", 2):
        evening = Evening(tmp_path_factory.mktemp("short"), short=True, together=20)
        run, left = runs.ShortWay.run, [40]

        def failing(self: runs.ShortWay, *arguments: Any) -> tuple[int, int]:
            done = run(self, *arguments)
            left[0] -= 1
            if left[0] == 0:
                arguments[-1].out.extend(b"half a line")
                raise MemoryError
            return done

        with patch.object(runs.ShortWay, "run", failing):
            evening.play(words, 1)
        plain = Evening(tmp_path_factory.mktemp("long"), short=False, together=20)
        plain.play(words, 1)
    assert "MemoryError" in evening.intake.broken
    frames = [line.raw for line in evening.lines() if line.k == "market"]
    assert frames == [line.raw for line in plain.lines() if line.k == "market"]
    assert evening.account()["books"].keys() == plain.account()["books"].keys()  # type: ignore[attr-defined]
    mine, true = evening.intake.fold.state.books, plain.intake.fold.state.books
    for asset in ASSETS:
        assert mine[asset][FEED].book == true[asset][FEED].book


def test_a_full_disk_is_told_by_the_next_tick(tmp_path: Path) -> None:
    evening = Evening(tmp_path, short=True, together=10**9)
    evening.link(FEED, "up")
    feed = Feed(1, evening.say)
    feed.step("books")

    def full(*_: object) -> int:
        raise TapeFullError("The disk refused the tape.")

    with patch.object(evening.tape, "append", full):
        evening.intake.take_in_later()
    for _ in range(2):
        with pytest.raises(TapeFullError):
            evening.intake.check()
    evening.tape.close("over")
