"""Reading a tape: every line that can be trusted, in order, and every place where one is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from gametape.errors import TapeError
from gametape.tape.continuity import Continuity
from gametape.tape.damage import MISSING, TORN, UNREADABLE, Damage
from gametape.tape.lines import Line, OwnKind, decode_lines
from gametape.tape.session import SessionFolder
from gametape.tape.versions import Step, migration
from gametape.tape.zstd_frames import Piece, read_piece

OnDamage = Callable[[Damage], None]


def read_tape(
    folder: SessionFolder | Path, *, start_segment: int = 0, on_damage: OnDamage | None = None
) -> Iterator[Line]:
    """All readable lines of a session from a segment on, as they stand now.

    Never yields a line that was not written so; what is damaged is told to `on_damage` and left
    out. The books lines at the head of each segment repeat what earlier lines made: skip them
    unless you start there. Raises TapeError for files that cannot be opened or are of a format
    that is not known yet.
    """
    session = folder if isinstance(folder, SessionFolder) else SessionFolder(folder)
    reading = Reading(on_damage, first_segment=start_segment)
    segments = [(number, path) for number, path in session.segments() if number >= start_segment]
    due = start_segment
    for number, path in segments:
        reading.missing(due, number)
        due = number + 1
        data = read_bytes(path)
        at = 0
        while at < len(data):
            piece = read_piece(data, at)
            at = piece.end
            if piece.cause == TORN and path == segments[-1][1] and session.is_recording():
                piece = piece._replace(cause=None)  # the writer is in the middle of a flush
            yield from reading.lines(number, piece)
    reading.finish()


class Reading:
    """One pass over a tape: pieces in order go in, lines and reports of damage come out."""

    def __init__(self, on_damage: OnDamage | None, *, first_segment: int = 0) -> None:
        self._check = Continuity(on_damage, 0 if first_segment == 0 else None)
        self._migrate: Step | None = None

    def missing(self, due: int, found: int) -> None:
        """The segments from `due` on are absent; `found` is the next that is there."""
        for number in range(due, found):
            self._check.broken(number, 0, MISSING)

    def finish(self) -> None:
        """There is no more."""
        self._check.finish()

    def lines(self, segment: int, piece: Piece, *, base: int = 0, given: int = 0) -> Iterator[Line]:
        """Lines of a piece, behind the first `given` bytes of its text.

        `base` is the place in the file of what `piece.start` counts from.
        """
        offset = base + piece.start
        text = piece.text[given:] if given else piece.text
        if offset == 0 and given == 0 and text:
            self._migrate = head_migration(text)
        lines, unreadable = decode_lines(self._migrate(text) if self._migrate else text)
        cause = piece.cause or (UNREADABLE if unreadable else None)
        told = False
        check = self._check
        last: Line | None = None
        for line in lines:
            if line.q != check.expected or check.pending:
                if last is not None:
                    check.passed(last)
                if cause is not None and line.q != check.expected:
                    check.broken(segment, offset, cause)
                    told = True
                if not check.step(line, segment, offset):
                    continue
            check.expected = line.q + 1
            last = line
            yield line
        if last is not None:
            check.passed(last)
        if cause is not None:
            check.broken(segment, offset, cause, told=told and not piece.cut_short)


def read_bytes(path: Path, offset: int = 0) -> bytes:
    """A segment's bytes from `offset` on; raises TapeError if they cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read()
    except OSError as error:
        raise TapeError(f"{path} cannot be read: {error.strerror}.") from error


class _Version(msgspec.Struct):
    format: int
    reader: str = ""


def head_migration(text: bytes) -> Step | None:
    """What brings a segment that begins with this text up to date; raises TapeError if too new."""
    lines, _ = decode_lines(text[: text.find(b"\n") + 1])
    if not lines or lines[0].k != OwnKind.SEGMENT:
        return None
    try:
        head = msgspec.json.decode(lines[0].raw, type=_Version)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return migration(head.format, head.reader)
