"""Writing: numbers, segments, marks, and what happens when the disk is slow or another writes."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from gametape.errors import TapeBusyError, TapeError, TapeFullError
from gametape.model.frames import Kind
from gametape.tape import durable, segment, writer
from gametape.tape.lines import RAW_LIMIT, Line
from gametape.tape.reader import read_tape
from gametape.tape.records import OpeningBook, SegmentHead, decode_record, encode_record
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter
from gametape.tape.zstd_frames import read_piece

SOURCE = "polymarket.market#1"


class Gate:
    """A disk that takes nothing until it is opened, and counts what it was given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.writes = 0
        self.fails: OSError | None = None
        real = os.write

        def write(fd: int, data: bytes) -> int:
            assert self.open.wait(30)
            self.writes += 1
            if self.fails is not None:
                raise self.fails
            return real(fd, data)

        class _Os:
            def __getattr__(self, name: str) -> object:
                return write if name == "write" else getattr(os, name)

        monkeypatch.setattr(durable, "os", _Os())


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    return Gate(monkeypatch)


def head_of(line: Line) -> SegmentHead:
    record = decode_record(line.k, line.raw)
    assert isinstance(record, SegmentHead)
    return record


def test_numbers_are_gapless_and_the_tape_opens_and_ends(folder: SessionFolder) -> None:
    with TapeWriter(folder) as tape:
        numbers = [tape.append(Kind.MARKET, SOURCE, b"{}", at) for at in (100, 101, 101)]
    lines = list(read_tape(folder))
    assert numbers == [1, 2, 3]
    assert [(line.q, line.t, line.k) for line in lines] == [
        (0, 100, "segment"),
        (1, 100, "market"),
        (2, 101, "market"),
        (3, 101, "market"),
        (4, 101, "end"),
    ]
    assert head_of(lines[0]) == SegmentHead(
        format=1,
        session="evening",
        segment=0,
        made_by=head_of(lines[0]).made_by,
        reader="0.1.0",
        restart=False,
    )
    assert msgspec.json.decode(lines[-1].raw) == {"reason": "stopped"}


def test_nothing_appended_leaves_no_tape(folder: SessionFolder) -> None:
    TapeWriter(folder).close()
    assert folder.segments() == []
    assert not folder.is_recording()


def test_a_closing_time_alone_makes_a_tape(folder: SessionFolder) -> None:
    TapeWriter(folder).close("nothing came", recv_us=55)
    assert [(line.k, line.t) for line in read_tape(folder)] == [("segment", 55), ("end", 55)]


def test_segments_turn_by_lines_and_by_time_and_open_with_books(folder: SessionFolder) -> None:
    book = OpeningBook(asset="1", valid=True, bids=(("0.5", "10"),), asks=())

    def opening() -> Iterable[tuple[str, bytes]]:
        return [(SOURCE, encode_record(book))]

    with TapeWriter(folder, opening=opening, segment_lines=5, segment_us=1000) as tape:
        for at in (0, 1, 2, 3, 4, 2000, 2001):
            tape.append("market", SOURCE, b"{}", at)
    lines = list(read_tape(folder))
    heads = [line for line in lines if line.k == "segment"]
    assert [head.q for head in heads] == [0, 5, 9]
    assert [head_of(head).segment for head in heads] == [0, 1, 2]
    previous = head_of(heads[2]).previous
    assert previous is not None
    assert (previous.segment, previous.q, previous.t, previous.closed) == (1, 8, 4, False)
    for head in heads:
        books = lines[head.q + 1]
        assert (books.k, books.t, books.c) == ("books", head.t, SOURCE)
        assert decode_record(books.k, books.raw) == book
    assert next(line.q for line in read_tape(folder, start_segment=2)) == 9


def test_an_array_frame_stays_in_one_segment(folder: SessionFolder) -> None:
    with TapeWriter(folder, segment_lines=4) as tape:
        for part in range(9):
            tape.append("market", SOURCE, b"{}", 7, part)
        assert tape.segment == 0
        tape.append("market", SOURCE, b"{}", 7, 0)
        assert tape.segment == 1
    assert [line.p for line in read_tape(folder, start_segment=1)] == [None, 0, None]


def test_a_restart_goes_on_in_a_new_segment(folder: SessionFolder) -> None:
    with TapeWriter(folder) as tape:
        assert tape.resumed_from is None
        tape.append("market", SOURCE, b"{}", 10)
    with TapeWriter(folder) as tape:
        assert tape.resumed_from is not None
        last = tape.resumed_from
        assert (last.seq, last.t, last.closed, last.segment, last.damage) == (2, 10, True, 0, "")
        assert (tape.written_q, tape.durable_q, tape.last_q) == (2, 2, 2)
        assert tape.append("market", SOURCE, b"{}", 99) == 4
    lines = list(read_tape(folder))
    assert [line.q for line in lines] == list(range(6))
    head = head_of(lines[3])
    assert head.restart
    assert head.previous is not None
    assert (head.previous.q, head.previous.t, head.previous.closed) == (2, 10, True)


def test_a_restart_after_a_torn_tail_says_so_for_ever(folder: SessionFolder) -> None:
    with TapeWriter(folder) as tape:
        tape.append("market", SOURCE, b"{}", 10)
        tape.flush()
        tape.wait_written(1)
        tape.append("market", SOURCE, b"{}", 11)
    path = folder.segment_path(0)
    path.write_bytes(path.read_bytes()[:-30])
    with TapeWriter(folder) as tape:
        assert tape.resumed_from is not None
        assert (tape.resumed_from.seq, tape.resumed_from.damage) == (1, "torn tail")
        tape.append("market", SOURCE, b"{}", 99)
    (head,) = (head_of(line) for line in read_tape(folder, start_segment=1) if line.k == "segment")
    assert head.previous is not None
    assert (head.previous.closed, head.previous.damage) == (False, "torn tail")


def test_a_second_writer_is_refused_and_told_who_writes(folder: SessionFolder) -> None:
    with TapeWriter(folder) as tape:
        tape.append("market", SOURCE, b"{}", 1)
        with pytest.raises(TapeBusyError, match=f"process {os.getpid()}"):
            TapeWriter(folder)
        code = (
            "import sys; from pathlib import Path\n"
            "from gametape.tape.session import SessionFolder\n"
            "from gametape.tape.writer import TapeWriter\n"
            "from gametape.errors import TapeBusyError\n"
            "try: TapeWriter(SessionFolder(Path(sys.argv[1])))\n"
            "except TapeBusyError as error: print(error)\n"
        )
        other = subprocess.run(
            [sys.executable, "-c", code, str(folder.root)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(Path(writer.__file__).parents[2])},
        )
        assert str(os.getpid()) in other.stdout
        tape.append("market", SOURCE, b"{}", 2)
    assert [line.q for line in read_tape(folder)] == [0, 1, 2, 3]


def test_marks_move_only_when_the_disk_has_taken_it(folder: SessionFolder, gate: Gate) -> None:
    with TapeWriter(folder) as tape:
        for at in range(50):
            tape.append("market", SOURCE, b"{}", at)
            tape.flush()
        assert (tape.written_q, tape.durable_q, tape.bytes_written) == (-1, -1, 0)
        assert tape.backlog_bytes > 50 * 40
        assert not tape.wait_written(0, 0.01)
        gate.open.set()
        assert tape.wait_written(50, 30)
        assert tape.backlog_bytes == 0
        assert tape.bytes_written == folder.segment_path(0).stat().st_size
        assert gate.writes <= 3  # what piled up behind a slow disk goes in few writes
        tape.append("market", SOURCE, b"{}", 60)
        tape.sync()
        assert tape.wait_durable(51, 30)
        assert tape.durable_q == tape.written_q == 51
    assert [line.q for line in read_tape(folder)] == list(range(53))


def test_durability_comes_by_itself(folder: SessionFolder) -> None:
    with TapeWriter(folder) as tape:
        tape.append("market", SOURCE, b"{}", 1)
        tape.flush()
        assert tape.wait_durable(1, 30)


def test_an_idle_frame_is_closed(folder: SessionFolder) -> None:
    with TapeWriter(folder, frame_us=1000) as tape:
        tape.append("market", SOURCE, b"{}", 1)
        tape.flush()
        tape.wait_written(1)
        pause = threading.Event()
        while not read_piece(folder.segment_path(0).read_bytes(), 0).finished:
            pause.wait(0.01)  # until the test's own time limit


def test_a_backlog_is_shown_and_in_the_end_refused(
    folder: SessionFolder, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "SOFT_BACKLOG", 2000)
    monkeypatch.setattr(writer, "HARD_BACKLOG", 10_000)
    tape = TapeWriter(folder)
    taken = 0
    while tape.backlog_bytes <= 10_000:
        tape.append("market", SOURCE, b'"%0900d"' % taken, taken)
        tape.flush()
        taken += 1
        assert tape.behind == (tape.backlog_bytes > 2000)
    with pytest.raises(TapeError, match="behind"):
        tape.append("market", SOURCE, b"{}", taken)
    assert tape.behind
    gate.open.set()
    tape.wait_written(tape.last_q, 30)
    assert tape.backlog_bytes == 0
    tape.append("market", SOURCE, b"{}", 999)  # it goes on once the disk has caught up
    tape.close()
    lines = [line for line in read_tape(folder) if line.k == "market"]
    assert [line.raw for line in lines] == [b'"%0900d"' % n for n in range(taken)] + [b"{}"]


def test_an_error_of_the_disk_stops_loudly_and_keeps_what_was_safe(
    folder: SessionFolder, gate: Gate
) -> None:
    gate.open.set()
    tape = TapeWriter(folder)
    tape.append("market", SOURCE, b"{}", 1_700_000_000_000_000)
    tape.flush()
    assert tape.wait_written(1, 30)
    gate.fails = OSError(5, "Input/output error")
    tape.append("market", SOURCE, b"{}", 1_700_000_000_000_001)
    tape.append("market", SOURCE, b"{}", 1_700_000_000_000_002)
    tape.flush()
    with pytest.raises(TapeFullError, match=r"up to line 1 \(2023-.*Not written: 2 lines"):
        tape.wait_written(3, 30)
    with pytest.raises(TapeFullError, match="Input/output error"):
        tape.append("market", SOURCE, b"{}", 1_700_000_000_000_003)
    with pytest.raises(TapeFullError):
        tape.check()
    assert isinstance(tape.error, TapeFullError)
    tape.close()  # said already: closing only lets go
    assert not folder.is_recording()
    assert [line.q for line in read_tape(folder)] == [0, 1]


def test_an_error_nobody_has_seen_is_raised_by_close(folder: SessionFolder, gate: Gate) -> None:
    gate.fails = OSError(28, "No space left on device")
    tape = TapeWriter(folder)
    tape.append("market", SOURCE, b"{}", 1)
    gate.open.set()
    with pytest.raises(TapeFullError, match="Nothing of this run was written"):
        tape.close()
    assert not folder.is_recording()


def test_a_fault_of_our_own_is_not_silent_either(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(lines: bytearray) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(segment, "close_flush", fault)
    tape = TapeWriter(folder)
    tape.append("market", SOURCE, b"{}", 1)
    with pytest.raises(TapeError, match="ZeroDivisionError"):
        tape.close()


def test_a_closed_tape_takes_no_more(folder: SessionFolder) -> None:
    tape = TapeWriter(folder)
    tape.append("market", SOURCE, b"{}", 1)
    tape.close("over")
    tape.close("twice")
    with pytest.raises(TapeError, match="closed"):
        tape.append("market", SOURCE, b"{}", 2)
    assert [line.k for line in read_tape(folder)] == ["segment", "market", "end"]


def test_an_error_inside_the_with_block_is_the_reason_on_the_tape(folder: SessionFolder) -> None:
    def evening() -> None:
        with TapeWriter(folder) as tape:
            tape.append("market", SOURCE, b"{}", 1)
            raise KeyError("asset")

    with pytest.raises(KeyError):
        evening()
    *_, end = read_tape(folder)
    assert msgspec.json.decode(end.raw) == {"reason": "failed: KeyError('asset')"}


def test_a_message_beyond_the_limit_is_refused_and_costs_no_number(folder: SessionFolder) -> None:
    with TapeWriter(folder) as tape:
        tape.append("market", SOURCE, b"{}", 1)
        with pytest.raises(TapeError, match="too long"):
            tape.append("market", SOURCE, bytes(RAW_LIMIT + 1), 2)
        assert tape.append("market", SOURCE, b"{}", 3) == 2


def test_a_large_message_comes_back(folder: SessionFolder) -> None:
    large = b'{"book":"%b"}' % (b"x1y2" * 2_100_000)
    with TapeWriter(folder) as tape:
        tape.append("market", SOURCE, large, 1)
    assert [line.raw for line in read_tape(folder) if line.k == "market"] == [large]


def test_a_disk_that_failed_once_to_keep_the_bytes_is_not_believed_again(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def sync_file(fd: int) -> None:
        asked.append(fd)
        if len(asked) == 1:  # Linux drops the pages it could not write, and says so only once
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(segment, "sync_file", sync_file)
    tape = TapeWriter(folder)
    seq = tape.append(Kind.MARKET, SOURCE, b"{}", 1)
    tape.sync()
    with pytest.raises(TapeFullError, match="Input/output error"):
        tape.wait_durable(seq, 60)
    assert tape.written_q == seq
    assert tape.durable_q == -1
    tape.close()
