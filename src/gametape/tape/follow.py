"""Reading a tape while it is being written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from gametape.errors import TapeError
from gametape.tape.lines import Line
from gametape.tape.reader import OnDamage, Reading, read_bytes
from gametape.tape.session import SessionFolder
from gametape.tape.zstd_frames import read_piece


def follow_tape(
    folder: SessionFolder | Path,
    stop: Callable[[], bool],
    poll_s: float = 0.1,
    *,
    on_damage: OnDamage | None = None,
) -> Iterator[Line]:
    """`read_tape` that goes on while the tape is being written, until `stop()` is true.

    Looks again every `poll_s` seconds; what was flushed before `stop()` turned true is yielded.
    """
    session = folder if isinstance(folder, SessionFolder) else SessionFolder(folder)
    reading = Reading(on_damage)
    growing: _Growing | None = None
    due = 0
    while True:
        last_round = stop()
        for number, path in session.segments():
            if number < due:
                continue
            if growing is not None:
                yield from growing.lines(reading, final=True)
            reading.missing(due, number)
            growing, due = _Growing(number, path), number + 1
        if growing is not None:
            yield from growing.lines(reading, final=False)
        if last_round:
            reading.finish()
            return
        time.sleep(poll_s)


class _Growing:
    """A segment somebody may still write to: what of it was read.

    The frame still open is decoded again at each look (it is small by the format's rules), and
    the text already given is left out.
    """

    def __init__(self, number: int, path: Path) -> None:
        self._number = number
        self._path = path
        self._frame_at = 0
        self._seen = 0
        self._given = 0

    def lines(self, reading: Reading, *, final: bool) -> Iterator[Line]:
        """What is new; with `final`, nobody will write any more and the end is judged too."""
        if not final and self._size() == self._seen:
            return
        data = read_bytes(self._path, self._frame_at)
        base, at = self._frame_at, 0
        self._seen = base + len(data)
        while at < len(data):
            piece = read_piece(data, at)
            still_open = not final and not piece.finished and piece.end == len(data)
            shown = piece._replace(cause=None) if still_open else piece
            given = self._given
            self._given = len(piece.text) if still_open else 0
            self._frame_at = base + (at if still_open else piece.end)
            yield from reading.lines(self._number, shown, base=base, given=given)
            at = piece.end

    def _size(self) -> int:
        try:
            return self._path.stat().st_size
        except OSError as error:
            raise TapeError(f"{self._path} cannot be read: {error.strerror}.") from error
