"""What a person sees while recording: numbers, and a sentence when something is wrong."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from record.bench_of_links import Bench, bench_in, book, trade

from gametape.errors import TapeFullError
from gametape.model.frames import Kind
from gametape.record.control.progress import Progress, ProgressMeter
from gametape.tape import records

NAME = "polymarket.market#1"
PLENTY = 100 << 30


def meter(bench: Bench) -> ProgressMeter:
    return ProgressMeter("made-up", "A game", bench.intake, bench.tape)


def read(gauge: ProgressMeter, free: int = PLENTY, trouble: str = "") -> Progress:
    return gauge.read(free, 1 << 30, trouble)


def connect(bench: Bench, *names: str) -> None:
    for name in names or (NAME,):
        bench.intake.own(records.Link(connection=name, state="up"))
        bench.intake.own(records.Link(connection=name, state="subscribed", assets=("1",)))


def test_counts_rates_and_ages(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        gauge = meter(bench)
        connect(bench)
        assert read(gauge).last_message_age_us is None
        for _ in range(10):
            bench.intake.receive(Kind.MARKET, NAME, book("1"))
            bench.intake.receive(Kind.MARKET, NAME, trade("1"))
        bench.clock.advance(2)
        now = read(gauge)
        assert (now.frames, now.books, now.trades) == (20, 10, 10)
        assert now.rate == 10.0
        assert now.last_message_age_us == 2_000_000
        assert now.elapsed_us == 2_000_000
        assert now.links == {NAME: "subscribed"}
        assert now.alarm == ""


def test_not_connected_is_said_after_a_moment(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        gauge = meter(bench)
        assert read(gauge).alarm == ""
        bench.clock.advance(5)
        assert "NOT CONNECTED" in read(gauge).alarm
        connect(bench)
        assert read(gauge).alarm == ""


def test_one_connection_of_several_being_down_is_said(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        gauge = meter(bench)
        connect(bench, NAME, "polymarket.market#2", "polymarket.user#1")
        bench.intake.own(records.Link(connection=NAME, state="down"))
        assert read(gauge).alarm == "1 of 2 market connections are down."
        bench.intake.own(records.Link(connection=NAME, state="rotated"))
        assert read(gauge).alarm == ""


def test_silence_is_said_loudly_although_rest_answers(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        gauge = meter(bench)
        connect(bench)
        bench.intake.receive(Kind.MARKET, NAME, book("1"))
        bench.clock.advance(21)
        bench.intake.receive(Kind.MARKET, "polymarket.books#0", b"[" + book("1") + b"]")
        assert read(gauge).alarm == "NOTHING ARRIVES: no market message for 21 s."


@pytest.mark.parametrize(
    ("error", "behind", "free", "words"),
    [
        (TapeFullError("The disk refused the tape."), True, 0, "The disk refused the tape."),
        (None, True, 0, "The disk is 70 MiB behind."),
        (None, False, 5 << 20, "Only 5 MiB of disk are left."),
    ],
)
def test_the_disk_comes_first(
    tmp_path: Path, error: TapeFullError | None, behind: bool, free: int, words: str
) -> None:
    with bench_in(tmp_path) as bench:
        tape = SimpleNamespace(
            error=error,
            behind=behind,
            backlog_bytes=70 << 20,
            bytes_written=bench.tape.bytes_written,
        )
        gauge = ProgressMeter("made-up", "A game", bench.intake, tape)  # type: ignore[arg-type]
        connect(bench)
        assert read(gauge, free).alarm == words


def test_trouble_and_faults_of_ours_are_said_when_nothing_is_worse(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        gauge = meter(bench)
        connect(bench)
        assert read(gauge, trouble="credentials refused").alarm == "credentials refused"
        bench.intake.broken = "gametape failed to follow line 7"
        assert "line 7" in read(gauge).alarm
        bench.clock.advance(30)
        assert "NOTHING ARRIVES" in read(gauge, trouble="credentials refused").alarm


def test_holes_are_those_on_the_tape_and_those_open_now(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        gauge = meter(bench)
        connect(bench)
        bench.intake.receive(Kind.MARKET, NAME, book("1"))
        bench.intake.own(records.Link(connection=NAME, state="down"))
        assert (read(gauge).holes, read(gauge).open_holes) == (0, 1)
        bench.clock.advance(4)
        connect(bench)
        bench.intake.receive(Kind.MARKET, NAME, book("1"))
        bench.clock.advance(4)
        bench.intake.tick()
        assert (read(gauge).holes, read(gauge).open_holes) == (1, 0)
