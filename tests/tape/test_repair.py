"""Repair: what can be read stays, what is damaged is kept aside, what is sound is not touched."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from gametape.errors import TapeBusyError
from gametape.tape.damage import HOLE, MISSING, Damage
from gametape.tape.reader import read_tape
from gametape.tape.repair import repair
from gametape.tape.session import SessionFolder

Record = Callable[..., list[bytes]]


def read(folder: SessionFolder) -> tuple[list[tuple[int, str, bytes]], list[Damage]]:
    damage: list[Damage] = []
    lines = [(line.q, line.k, line.raw) for line in read_tape(folder, on_damage=damage.append)]
    return lines, damage


def files(folder: SessionFolder) -> dict[Path, tuple[bytes, int]]:
    found = [path for path in folder.raw.rglob("*") if path.is_file()]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def test_a_sound_tape_is_left_alone(folder: SessionFolder, record: Record) -> None:
    record(200, segment_lines=60)
    before = files(folder)
    report = repair(folder)
    assert (report.mended, report.damage) == ([], [])
    assert files(folder) == before


@pytest.mark.parametrize("seed", range(12))
def test_a_mended_tape_reads_as_before_without_damage_in_its_files(
    folder: SessionFolder, record: Record, seed: int
) -> None:
    record(300, segment_lines=100, frame_bytes=2000)
    rng = random.Random(seed)
    hurt = folder.segment_path(rng.randrange(3))
    data = bytearray(hurt.read_bytes())
    match seed % 3:
        case 0:
            data[rng.randrange(30, len(data) - 30)] ^= 0x40
        case 1:
            del data[rng.randrange(len(data)) :]
        case _:
            at = rng.randrange(len(data) - 60)
            data[at : at + 40] = rng.randbytes(40)
    hurt.write_bytes(data)
    lines, damage = read(folder)
    report = repair(folder)
    assert report.damage == damage
    assert read(folder)[0] == lines
    assert {item.cause for item in read(folder)[1]} <= {HOLE, MISSING}
    for mended in report.mended:
        assert mended.original.read_bytes() == data
        assert mended.original.parent == folder.raw / "damaged"
    again = repair(folder)
    assert again.mended == []


def test_a_segment_with_nothing_readable_is_moved_aside(
    folder: SessionFolder, record: Record
) -> None:
    record(200, segment_lines=60)
    folder.segment_path(1).write_bytes(b"noise")
    (mended,) = repair(folder).mended
    assert (mended.segment, mended.lines) == (1, 0)
    assert mended.original.read_bytes() == b"noise"
    assert [item.cause for item in read(folder)[1]] == [MISSING]


def test_originals_of_several_repairs_are_all_kept(folder: SessionFolder, record: Record) -> None:
    record(100)
    originals: list[Path] = []
    for cut in (20, 30):
        data = folder.segment_path(0).read_bytes()
        folder.segment_path(0).write_bytes(data[:-cut])
        originals += [mended.original for mended in repair(folder).mended]
    assert len({path.read_bytes() for path in originals}) == 2


def test_a_session_being_written_is_not_touched(folder: SessionFolder, record: Record) -> None:
    record(50)
    with folder.lock(), pytest.raises(TapeBusyError):
        repair(folder)
