"""Reading: holes, missing and repeated segments, and the versions of the format."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gametape.errors import TapeError
from gametape.tape.damage import BACKWARDS, HOLE, MISSING, UNREADABLE, Damage
from gametape.tape.lines import encode_line
from gametape.tape.reader import read_tape
from gametape.tape.records import SegmentHead, encode_record
from gametape.tape.segment import SegmentFile
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

Record = Callable[..., list[bytes]]


def read(folder: SessionFolder, start: int = 0) -> tuple[list[int], list[Damage]]:
    damage: list[Damage] = []
    lines = read_tape(folder, start_segment=start, on_damage=damage.append)
    return [line.q for line in lines], damage


def write_segment(folder: SessionFolder, number: int, lines: list[bytes]) -> None:
    segment = SegmentFile(folder.segment_path(number))
    segment.write(bytearray(b"".join(lines)))
    segment.seal()


def line(seq: int, raw: bytes = b"{}") -> bytes:
    return encode_line(seq, seq, "market", "a#1", raw)


def head(seq: int, version: int, reader: str = "9.9.9") -> bytes:
    record = SegmentHead(
        format=version, session="s", segment=0, made_by="x", reader=reader, restart=False
    )
    return encode_line(seq, seq, "segment", "gametape.tape", encode_record(record))


def test_an_empty_session_has_no_lines(folder: SessionFolder) -> None:
    assert read(folder) == ([], [])
    assert read(SessionFolder(folder.root / "nowhere")) == ([], [])


def test_reading_gives_what_was_recorded(folder: SessionFolder, record: Record) -> None:
    sent = record(500, segment_lines=60)
    found = list(read_tape(folder.root))
    assert [item.raw for item in found if item.k == "market"] == sent
    assert [item.q for item in found] == list(range(len(found)))
    assert found[-1].k == "end"


def test_reading_from_a_segment_on(folder: SessionFolder, record: Record) -> None:
    record(500, segment_lines=60)
    whole, _ = read(folder)
    some, damage = read(folder, 3)
    assert some == whole[180:]
    assert damage == []


def test_a_missing_segment_is_told(folder: SessionFolder, record: Record) -> None:
    record(500, segment_lines=60)
    folder.segment_path(2).unlink()
    found, (only,) = read(folder)
    assert found == [*range(120), *range(180, found[-1] + 1)]
    assert (only.segment, only.cause, only.after_q, only.before_q) == (2, MISSING, 119, 180)
    assert only.lost == 60
    folder.segment_path(0).unlink()
    found, damage = read(folder)
    assert [(d.segment, d.after_q, d.before_q) for d in damage] == [(0, None, 60), (2, 119, 180)]
    assert damage[0].lost == 60


def test_a_line_absent_from_sound_files_is_told(folder: SessionFolder) -> None:
    write_segment(folder, 0, [line(0), line(1), line(3)])
    write_segment(folder, 1, [line(5)])
    found, damage = read(folder)
    assert found == [0, 1, 3, 5]
    assert [(d.cause, d.segment, d.after_q, d.before_q) for d in damage] == [
        (HOLE, 0, 1, 3),
        (HOLE, 1, 3, 5),
    ]


def test_the_first_line_of_all_may_not_be_absent(folder: SessionFolder) -> None:
    write_segment(folder, 0, [line(4)])
    found, (only,) = read(folder)
    assert found == [4]
    assert (only.cause, only.after_q, only.before_q, only.lost) == (HOLE, None, 4, 4)


def test_a_copied_segment_is_told_and_not_read_twice(folder: SessionFolder, record: Record) -> None:
    record(100, segment_lines=60)
    whole, _ = read(folder)
    shutil.copy(folder.segment_path(0), folder.segment_path(2))
    found, (only,) = read(folder)
    assert found == whole
    assert (only.cause, only.segment) == (BACKWARDS, 2)


def test_an_unreadable_line_in_a_sound_file_is_told(folder: SessionFolder) -> None:
    write_segment(folder, 0, [line(0), b'{"q":"one"}\n', line(2)])
    found, (only,) = read(folder)
    assert found == [0, 2]
    assert (only.cause, only.after_q, only.before_q) == (UNREADABLE, 0, 2)


def test_a_flush_that_is_being_written_is_no_damage(folder: SessionFolder, record: Record) -> None:
    record(50)
    data = folder.segment_path(0).read_bytes()
    folder.segment_path(0).write_bytes(data[:-20])
    with folder.lock():
        assert read(folder)[1] == []
    assert len(read(folder)[1]) == 1


def test_a_newer_format_says_which_gametape_is_needed(folder: SessionFolder) -> None:
    write_segment(folder, 0, [head(0, 7), line(1)])
    with pytest.raises(TapeError, match=r"format 7.*9\.9\.9"):
        list(read_tape(folder))
    with pytest.raises(TapeError, match="format 7"):
        TapeWriter(folder)
    assert not folder.is_recording()


def test_a_file_that_cannot_be_opened_is_our_error(folder: SessionFolder) -> None:
    folder.segment_path(0).mkdir()
    with pytest.raises(TapeError, match="cannot be read"):
        list(read_tape(folder))


def test_other_files_beside_the_segments_do_not_matter(
    folder: SessionFolder, record: Record, tmp_path: Path
) -> None:
    record(20)
    (folder.raw / "00001.jsonl.zst.part").write_bytes(b"noise")
    (folder.raw / "notes.txt").write_bytes(b"noise")
    (folder.raw / "damaged").mkdir()
    assert read(folder)[1] == []
