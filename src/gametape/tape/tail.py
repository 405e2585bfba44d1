"""The end of an existing tape: where the next run goes on."""

from __future__ import annotations

import msgspec

from gametape.tape.lines import OwnKind, decode_lines
from gametape.tape.reader import head_migration, read_bytes
from gametape.tape.session import SessionFolder
from gametape.tape.versions import Step
from gametape.tape.zstd_frames import read_piece


class LastLine(msgspec.Struct, frozen=True):
    """The last readable line of a tape: its segment, number, time (us).

    `closed` says that it is the recorder's own ending; `damage` what was wrong behind it, if so.
    """

    segment: int
    seq: int
    t: int
    closed: bool
    damage: str = ""


def last_line(folder: SessionFolder) -> LastLine | None:
    """The last line that can be read, or None of an empty tape; changes nothing.

    Raises TapeError if the tape cannot be opened or is of a format not known yet.
    """
    damage = ""
    for number, path in reversed(folder.segments()):
        text, behind = _last_text(read_bytes(path))
        lines, _ = decode_lines(text[text.rfind(b"\n", 0, -1) + 1 :])
        if lines:
            line = lines[-1]
            return LastLine(number, line.q, line.t, line.k == OwnKind.END, behind or damage)
        damage = behind or damage or "empty segment"
    return None


def _last_text(data: bytes) -> tuple[bytes, str]:
    text, damage = b"", ""
    migrate: Step | None = None
    at = 0
    while at < len(data):
        piece = read_piece(data, at)
        if at == 0 and piece.text:
            migrate = head_migration(piece.text)
        if piece.text:
            text, damage = piece.text, ""
        damage = piece.cause or damage
        at = piece.end
    return (migrate(text) if migrate else text), damage
