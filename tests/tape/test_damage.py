"""Damage to real tapes: no false line, every loss told, and never more than one frame lost."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gametape.tape.damage import DAMAGED, TORN, ZEROED, Damage
from gametape.tape.lines import Line, decode_lines
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter
from gametape.tape.zstd_frames import read_piece

Key = tuple[int, int, bytes]


class Specimen:
    """The bytes of one segment, what its lines are, and which frame each line stands in."""

    def __init__(self, data: bytes, root: Path) -> None:
        self.data = data
        self.folder = SessionFolder(root)
        self.folder.raw.mkdir(parents=True)
        self.frames: list[list[Key]] = []
        at = 0
        while at < len(data):
            piece = read_piece(data, at)
            assert piece.cause is None
            lines, _ = decode_lines(piece.text)
            self.frames.append([key(line) for line in lines])
            at = piece.end
        self.lines = [line for frame in self.frames for line in frame]

    def read(self, data: bytes) -> tuple[list[Key], list[Damage]]:
        self.folder.segment_path(0).write_bytes(data)
        damage: list[Damage] = []
        return [key(line) for line in read_tape(self.folder, on_damage=damage.append)], damage


def key(line: Line) -> Key:
    return line.t, line.q, line.raw


@pytest.fixture(params=["sealed", "killed"])
def specimen(
    request: pytest.FixtureRequest, tmp_path: Path, record: Callable[..., list[bytes]]
) -> Specimen:
    """A segment of several frames: closed in order, or as a killed writer leaves it."""
    source = tmp_path / "sessions" / "evening" / "raw" / "00000.jsonl.zst"
    if request.param == "sealed":
        record(60, every=5, frame_bytes=2000)
        return Specimen(source.read_bytes(), tmp_path / "specimen")
    tape = TapeWriter(SessionFolder(tmp_path / "sessions" / "evening"), frame_bytes=2000)
    copy = tmp_path / "copy"
    for number in range(73):
        tape.append("market", "a#1", b'{"n":%d,"hash":"%032x"}' % (number, number**19), number)
        if number % 9 == 0:
            tape.flush()
            tape.wait_written(tape.last_q)
            shutil.copy(source, copy)
    tape.close()
    return Specimen(copy.read_bytes(), tmp_path / "specimen")


def test_the_specimens_are_worth_hurting(specimen: Specimen) -> None:
    assert len(specimen.frames) >= 3
    assert specimen.read(specimen.data) == (specimen.lines, [])


def test_cut_at_any_byte_it_reads_as_a_prefix(specimen: Specimen) -> None:
    before = 0
    for cut in range(len(specimen.data) + 1):
        lines, damage = specimen.read(specimen.data[:cut])
        assert lines == specimen.lines[: len(lines)]
        assert len(lines) >= before  # a longer file never shows fewer lines
        before = len(lines)
        assert all(item.cause == TORN and item.before_q is None for item in damage)
        assert all(item.after_q == (lines[-1][1] if lines else None) for item in damage)


def test_zeroed_from_any_byte_it_reads_as_a_prefix_and_says_so(specimen: Specimen) -> None:
    data = specimen.data
    for start in range(0, len(data) - 8, 3):
        whole, _ = specimen.read(data[:start])
        for ending in (bytes(len(data) - start), bytes(5000)):
            lines, damage = specimen.read(data[:start] + ending)
            assert lines == whole
            assert [item.cause for item in damage][-1] == ZEROED


def test_a_few_zeros_behind_a_killed_writer_are_told(specimen: Specimen) -> None:
    for count in range(1, 12):
        lines, damage = specimen.read(specimen.data + bytes(count))
        assert lines == specimen.lines
        assert [item.cause for item in damage] in ([TORN], [ZEROED])


def test_a_flipped_bit_costs_at_most_its_frame_and_is_told(specimen: Specimen) -> None:
    rng = random.Random(7)
    silent = 0
    for at in range(len(specimen.data)):
        hurt = bytearray(specimen.data)
        hurt[at] ^= 1 << rng.randrange(8)
        lines, damage = specimen.read(bytes(hurt))
        assert set(lines) <= set(specimen.lines)
        assert lines == sorted(lines, key=lambda line: line[1])
        lost = [line for line in specimen.lines if line not in set(lines)]
        assert sum(bool(set(frame) & set(lost)) for frame in specimen.frames) <= 1
        if lost:
            assert damage
            first = damage[0]
            assert (-1 if first.after_q is None else first.after_q) < lost[0][1]
            assert damage[-1].before_q is None or damage[-1].before_q > lost[-1][1]
        silent += not damage
    # Some bits of zstd mean nothing (an unused flag, a larger window): all lines were there.
    assert silent < len(specimen.data) / 50


def test_a_flip_in_the_middle_names_the_lines_around_it(specimen: Specimen) -> None:
    first = read_piece(specimen.data, 0).end
    second = read_piece(specimen.data, first).end
    hurt = bytearray(specimen.data)
    hurt[first + 12] ^= 0x10  # in the first block of the second frame
    lines, damage = specimen.read(bytes(hurt))
    (only,) = damage
    before, after = specimen.frames[0][-1], specimen.frames[2][0]
    assert (only.segment, only.offset, only.cause) == (0, first, DAMAGED)
    assert second < len(specimen.data)
    assert (only.after_q, only.before_q) == (before[1], after[1])
    assert (only.after_t, only.before_t) == (before[0], after[0])
    assert only.lost == len(specimen.frames[1])
    assert lines == specimen.frames[0] + [line for frame in specimen.frames[2:] for line in frame]
