"""Mending a damaged tape: readable lines go into clean segments, the damaged ones are kept."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from gametape.errors import TapeError
from gametape.tape.damage import Damage
from gametape.tape.durable import sync_folder
from gametape.tape.flushes import without_sums
from gametape.tape.reader import read_bytes, read_tape
from gametape.tape.segment import SegmentFile
from gametape.tape.session import SessionFolder
from gametape.tape.zstd_frames import Piece, read_piece


class MendedSegment(msgspec.Struct, frozen=True):
    """A segment made anew; `original` is where the damaged file lies now."""

    segment: int
    lines: int
    original: Path


class RepairReport(msgspec.Struct, frozen=True):
    """What was wrong and what was done; nothing mended means that nothing was written."""

    mended: list[MendedSegment]
    damage: list[Damage]


def repair(folder: SessionFolder) -> RepairReport:
    """Make every damaged segment clean, losing no line that can be read.

    Lines keep their numbers, so a hole in the tape stays provable. The damaged original moves to
    `raw/damaged/`. Raises TapeBusyError while the session is being written, TapeError if the disk
    refuses.
    """
    damage: list[Damage] = []
    mended: list[MendedSegment] = []
    # Before the lock is held: a torn tail is no damage while somebody writes.
    for _ in read_tape(folder, on_damage=damage.append):
        pass
    with folder.lock():
        for number, path in folder.segments():
            pieces = _pieces(read_bytes(path))
            if any(piece.cause for piece in pieces):
                try:
                    mended.append(_mend(folder, number, path, pieces))
                except OSError as error:
                    raise TapeError(f"{path} cannot be mended: {error.strerror}.") from error
    return RepairReport(mended, damage)


def _pieces(data: bytes) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    while at < len(data):
        pieces.append(read_piece(data, at))
        at = pieces[-1].end
    return pieces


def _mend(folder: SessionFolder, number: int, path: Path, pieces: list[Piece]) -> MendedSegment:
    fresh = path.with_name(f".{path.name}.mended")
    fresh.unlink(missing_ok=True)  # of an attempt that was interrupted
    segment = SegmentFile(fresh)
    lines = 0
    try:
        for piece in pieces:
            text = bytearray(without_sums(piece.text))
            if text:
                segment.write(text)
                lines += piece.text.count(b"\n")
        segment.seal()
    except OSError:
        segment.abandon()
        fresh.unlink(missing_ok=True)
        raise
    original = _keep(folder, path)
    if lines:
        fresh.replace(path)
    else:
        fresh.unlink()
        path.unlink(missing_ok=True)
    sync_folder(folder.raw)
    return MendedSegment(number, lines, original)


def _keep(folder: SessionFolder, path: Path) -> Path:
    kept = folder.raw / "damaged"
    kept.mkdir(exist_ok=True)
    copy, number = kept / path.name, 1
    while copy.exists():
        number += 1
        copy = kept / f"{path.name}.{number}"
    with contextlib.suppress(OSError):
        os.link(path, copy)  # both names at once: no moment without the file
        sync_folder(kept)
        return copy
    path.rename(copy)
    sync_folder(kept)
    return copy
