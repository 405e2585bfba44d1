"""The intake: what arrives is on the tape whatever it is, and whatever we make of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record.bench_of_links import Bench, bench_in, book

from gametape.clock import TapeClock
from gametape.errors import TapeFullError
from gametape.model.events import BookSnapshot
from gametape.model.frames import Kind
from gametape.record.intake.intake import Intake
from gametape.replay.session import SessionFold, Step
from gametape.tape import records
from gametape.tape.lines import Line
from gametape.tape.reader import read_tape
from gametape.venues.polymarket.auth import Credentials
from gametape.venues.polymarket.redact import Redactor

NAME = "polymarket.market#1"


def kept(bench: Bench) -> list[Line]:
    bench.tape.flush()
    assert bench.tape.wait_written(bench.tape.last_q, 5)
    return list(read_tape(bench.folder))


def test_array_frames_become_numbered_lines(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        bench.intake.receive(Kind.MARKET, NAME, b"[" + book("1") + b"," + book("2") + b"]")
        lines = [line for line in kept(bench) if line.k == "market"]
        assert [(line.p, line.raw) for line in lines] == [(0, book("1")), (1, book("2"))]


@pytest.mark.parametrize("frame", [b"[]", b"", b"PONG", b"{broken", b"[broken", b"\xff\xfe", b" x"])
def test_what_is_no_message_is_kept_all_the_same(tmp_path: Path, frame: bytes) -> None:
    with bench_in(tmp_path) as bench:
        bench.intake.receive(Kind.MARKET, NAME, frame)
        (line,) = [line for line in kept(bench) if line.k == "market"]
        said = line.raw if line.raw == frame else json.loads(line.raw)
        assert said in (frame, [], frame.decode("utf-8", "surrogateescape"))


def test_json_that_begins_with_space_is_understood(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        bench.intake.receive(Kind.MARKET, NAME, b"\n " + book("1"))
        bench.intake.receive(Kind.MARKET, NAME, b" [" + book("2") + b"]")
        assert bench.intake.checks.events["book"] == 2


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(frames=st.lists(st.binary(max_size=60), max_size=8))
def test_no_frame_can_stop_a_recording(
    tmp_path_factory: pytest.TempPathFactory, frames: list[bytes]
) -> None:
    with bench_in(tmp_path_factory.mktemp("fuzz")) as bench:
        for kind in (Kind.MARKET, Kind.USER, Kind.GAME, Kind.RULES):
            for frame in frames:
                bench.intake.receive(kind, f"polymarket.{kind}#1", frame)
        arrived = [line for line in kept(bench) if line.k in ("market", "user", "game", "rules")]
        assert len(arrived) >= 4 * len(frames)
        assert not bench.intake.broken


def test_a_message_too_long_for_a_tape_is_told_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("tape.writer", "record.intake.intake"):
        monkeypatch.setattr(f"gametape.{module}.RAW_LIMIT", 1_000, raising=False)
    with bench_in(tmp_path) as bench:
        bench.intake.receive(Kind.MARKET, NAME, b"\x01" * 200)  # six characters each, as JSON
        bench.intake.receive(Kind.MARKET, NAME, book("1"))
        lines = kept(bench)
        assert [line.raw for line in lines if line.k == "market"] == [book("1")]
        (note,) = [records.decode_record("note", line.raw) for line in lines if line.k == "note"]
        assert isinstance(note, records.NoteRecord)
        assert "1,202 bytes" in note.text
        certificate = bench.intake.checks.certificate("made-up", bench.intake.fold.state)
        assert any("too long" in warning for warning in certificate.warnings)


def test_a_fault_of_ours_is_said_once_and_the_tape_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bench_in(tmp_path) as bench:

        def broken(self: SessionFold, line: Line) -> Step:
            raise ZeroDivisionError("a bug")

        with monkeypatch.context() as patch:
            patch.setattr(SessionFold, "decode", broken)
            for _ in range(3):
                bench.intake.receive(Kind.MARKET, NAME, book("1"))
        bench.intake.receive(Kind.MARKET, NAME, book("1"))
        lines = kept(bench)
        assert [line.k for line in lines].count("market") == 4
        assert [line.k for line in lines].count("note") == 1
        assert "ZeroDivisionError" in bench.intake.broken
        certificate = bench.intake.checks.certificate("made-up", bench.intake.fold.state)
        assert bench.intake.broken in certificate.warnings


def test_a_listener_hears_after_the_line_is_on_its_way(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        heard: list[int] = []
        bench.intake.listeners.append(lambda step: heard.append(step.line.q))
        bench.intake.receive(Kind.MARKET, NAME, book("1"))
        assert heard == [bench.tape.last_q]


def test_a_listener_that_finds_the_tape_full_ends_the_recording(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:

        def full(step: Step) -> None:
            raise TapeFullError("The disk refused the tape.")

        bench.intake.listeners.append(full)
        with pytest.raises(TapeFullError):
            bench.intake.receive(Kind.MARKET, NAME, book("1"))


def test_rest_books_and_broadcasts_do_not_show_the_feed_to_be_alive(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        announced = {"event_type": "new_market", "market": "0x2", "id": "1", "assets_ids": ["9"],
                     "question": "?", "timestamp": "1800000000000"}  # fmt: skip
        bench.intake.receive(Kind.MARKET, "polymarket.books#0", b"[" + book("1") + b"]")
        bench.intake.receive(Kind.MARKET, NAME, json.dumps(announced).encode())
        assert bench.intake.checks.events["checkpoint"] == 1
        assert bench.intake.checks.events["new_market"] == 1
        assert bench.intake.last_market_us is None
        bench.intake.receive(Kind.MARKET, NAME, book("1"))
        assert bench.intake.last_market_us == bench.intake.clock.now_us()


def test_own_credentials_are_taken_out_of_frames_and_of_our_own_records(tmp_path: Path) -> None:
    secrets = ("11111111-2222-3333-4444-555555555555", "c2VjcmV0c2VjcmV0", "deadbeefdeadbeef")
    with bench_in(tmp_path) as bench:
        redact = Redactor(Credentials(*secrets)).redact
        intake = Intake(bench.tape, TapeClock(bench.clock), redact)
        for secret in secrets:
            intake.receive(Kind.USER, "polymarket.user#1", b'{"owner":"%b"}' % secret.encode())
            intake.receive(Kind.USER, "polymarket.user#1", b"bad auth " + secret.encode())
            intake.own(records.Link(connection="polymarket.user#1", state="down", detail=secret))
            intake.note(f"REST own trades: {secret}")
        text = b"".join(line.raw for line in kept(bench)).decode()
        for secret in secrets:
            assert secret not in text


def test_times_never_step_back_and_a_step_of_the_wall_clock_is_seen(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        before_us = bench.intake.clock.now_us()
        bench.clock.step_us = -3_600_000_000
        bench.clock.advance(1)
        assert bench.intake.clock.now_us() == before_us + 1_000_000
        assert bench.intake.clock.drift_us() == -3_600_000_000


def test_holes_still_open_are_written_at_the_end(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        intake = bench.intake
        intake.own(records.Link(connection=NAME, state="up"))
        intake.own(records.Link(connection=NAME, state="subscribed", assets=("1",)))
        intake.receive(Kind.MARKET, NAME, book("1"))
        assert isinstance(intake.fold.state.books["1"][NAME].valid, bool)
        bench.clock.advance(5)
        intake.own(records.Link(connection=NAME, state="down", detail="connection lost"))
        bench.clock.advance(7)
        intake.finish()
        (gap,) = [records.decode_record("gap", x.raw) for x in kept(bench) if x.k == "gap"]
        assert isinstance(gap, records.Hole)
        assert gap.cause == "connection lost"
        assert gap.to_us == intake.clock.now_us()
        assert gap.to_us - gap.from_us == 12_000_000  # from the last frame, not from the news


def test_a_snapshot_is_an_event_of_its_asset(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        seen: list[str] = []

        def hear(step: Step) -> None:
            seen.extend(event.asset for event in step.events if type(event) is BookSnapshot)

        bench.intake.listeners.append(hear)
        bench.intake.receive(Kind.MARKET, NAME, book("7"))
        assert seen == ["7"]
