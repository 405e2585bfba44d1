"""The last line of a tape, whatever state its last files are in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gametape.errors import TapeError
from gametape.tape.session import SessionFolder
from gametape.tape.tail import last_line

Record = Callable[..., list[bytes]]


def test_an_empty_tape_has_none(folder: SessionFolder) -> None:
    assert last_line(folder) is None


def test_it_is_the_end_line_of_a_closed_tape(folder: SessionFolder, record: Record) -> None:
    record(200, segment_lines=60)
    last = last_line(folder)
    assert last is not None
    assert (last.segment, last.seq, last.closed, last.damage) == (3, 204, True, "")


@pytest.mark.parametrize("rest", [b"", b"noise", bytes(40)])
def test_files_with_nothing_readable_are_passed_over(
    folder: SessionFolder, record: Record, rest: bytes
) -> None:
    record(200, segment_lines=60)
    folder.segment_path(3).write_bytes(rest)
    last = last_line(folder)
    assert last is not None
    assert (last.segment, last.seq, last.closed) == (2, 179, False)
    assert last.damage in ("empty segment", "torn tail", "zeroed tail")


def test_damage_before_the_last_line_is_not_damage_behind_it(
    folder: SessionFolder, record: Record
) -> None:
    record(200, frame_bytes=2000)
    data = bytearray(folder.segment_path(0).read_bytes())
    data[40] ^= 1
    folder.segment_path(0).write_bytes(data)
    last = last_line(folder)
    assert last is not None
    assert (last.seq, last.closed, last.damage) == (201, True, "")


def test_a_file_that_cannot_be_opened_is_our_error(folder: SessionFolder) -> None:
    folder.segment_path(0).mkdir()
    with pytest.raises(TapeError):
        last_line(folder)
