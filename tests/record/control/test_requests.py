"""The recorder's side of the inbox: on the tape, safe on the disk, then gone."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from record.bench_of_links import START_US, Bench, bench_in, eventually

from gametape.errors import TapeFullError
from gametape.record.control.inbox import Request, send_request
from gametape.record.control.requests import Requests
from gametape.tape.reader import read_tape
from gametape.tape.records import NoteRecord, Tag, decode_record
from gametape.tape.writer import TapeWriter


def taken(bench: Bench, *requests: Request) -> list[str]:
    """Serve these requests; why the recorder was asked to stop."""
    stops: list[str] = []

    async def serve() -> None:
        desk = Requests(bench.folder, bench.tape, bench.intake, stops.append)
        paths = [send_request(bench.folder, request) for request in requests]
        task = asyncio.create_task(desk.take())
        await eventually(lambda: task.done() or not any(path.exists() for path in paths))
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(serve())
    return stops


def test_a_tag_is_durable_before_its_file_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    real = TapeWriter.wait_durable

    def slow(self: TapeWriter, seq: int, timeout: float | None = None) -> bool:
        asked.append(1)
        return len(asked) > 3 and real(self, seq, timeout)

    monkeypatch.setattr(TapeWriter, "wait_durable", slow)
    with bench_in(tmp_path) as bench:
        tag = Request(at_us=START_US, tag="1", label="Timeout", ago_us=5_000_000, note="a note")
        taken(bench, tag)
        assert len(asked) > 3
        assert bench.tape.durable_q >= bench.tape.last_q
        lines = list(read_tape(bench.folder))
        (said,) = [decode_record("game", x.raw) for x in lines if x.k == "game"]
        assert said == Tag(tag="1", label="Timeout", ago_us=5_000_000, at_us=START_US)
        (note,) = [decode_record("note", x.raw) for x in lines if x.k == "note"]
        assert note == NoteRecord(text="a note", at_us=START_US - 5_000_000)


def test_a_tag_stands_on_the_tape_by_the_clock_of_the_tape(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        bench.clock.step_us = 7_000_000  # the wall clock was stepped; the sender reads it
        taken(bench, Request(at_us=START_US + 7_000_000, label="Steal"))
        lines = list(read_tape(bench.folder))
        (said,) = [decode_record("game", x.raw) for x in lines if x.k == "game"]
        assert isinstance(said, Tag)
        assert said.at_us == START_US


def test_a_stop_meant_for_a_recorder_that_died_is_not_obeyed(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        assert taken(bench, Request(at_us=START_US - 1, stop="enough")) == []
        assert taken(bench, Request(at_us=START_US + 1, stop="enough")) == ["enough"]


def test_what_is_no_request_is_set_aside(tmp_path: Path) -> None:
    with bench_in(tmp_path) as bench:
        inbox = bench.folder.root / "inbox"
        inbox.mkdir()
        (inbox / "0.json").write_bytes(b"\xff")
        taken(bench, Request(at_us=START_US, label="Dunk"))
        assert [path.name for path in inbox.iterdir()] == ["0.unreadable"]


def test_a_tape_that_fails_while_a_tag_waits_is_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bool:
        raise TapeFullError("The disk refused the tape.")

    with bench_in(tmp_path) as bench:
        monkeypatch.setattr(TapeWriter, "wait_durable", full)
        with pytest.raises(TapeFullError):
            taken(bench, Request(at_us=START_US, label="Dunk"))


def test_a_file_that_cannot_be_removed_is_served_once_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Path] = []

    def refused(path: Path, missing_ok: bool = False) -> None:
        tried.append(path)
        raise PermissionError(13, "Permission denied")

    async def serve(bench: Bench) -> None:
        desk = Requests(bench.folder, bench.tape, bench.intake, lambda reason: None)
        send_request(bench.folder, Request(at_us=START_US, label="Dunk"))
        task = asyncio.create_task(desk.take())
        await eventually(lambda: task.done() or bool(tried))
        send_request(bench.folder, Request(at_us=START_US + 1, label="Steal"))
        await eventually(lambda: task.done() or len({path.name for path in tried}) == 2)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    with bench_in(tmp_path) as bench:
        monkeypatch.setattr(Path, "unlink", refused)
        asyncio.run(serve(bench))
        monkeypatch.undo()
        bench.tape.flush()
        assert bench.tape.wait_written(bench.tape.last_q, 60)
        said = [decode_record("game", x.raw) for x in read_tape(bench.folder) if x.k == "game"]
        assert [tag.label for tag in said if isinstance(tag, Tag)] == ["Dunk", "Steal"]
