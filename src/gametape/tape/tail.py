"""The end of an existing tape: where the next run goes on."""

from __future__ import annotations

import msgspec

from gametape.tape.lines import OwnKind, decode_lines
from gametape.tape.session import SessionFolder
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
    """The last line that can be read, or None of an empty tape; changes nothing."""
    damage = ""
    for number, path in reversed(folder.segments()):
        data = path.read_bytes()
        last = b""
        behind = ""
        at = 0
        while at < len(data):
            piece = read_piece(data, at)
            at = piece.end
            if piece.text:
                last, behind = piece.text, piece.cause or ""
            else:
                behind = piece.cause or behind
        lines, _ = decode_lines(last[last.rfind(b"\n", 0, -1) + 1 :])
        if lines:
            line = lines[-1]
            return LastLine(number, line.q, line.t, line.k == OwnKind.END, behind or damage)
        damage = behind or damage or "empty segment"
    return None
