"""Lines of one kind, found without decoding the others: a tape has few gaps and many changes."""

from __future__ import annotations

from collections.abc import Iterator

from gametape.tape.lines import Line, decode_lines
from gametape.tape.reader import head_migration, read_bytes
from gametape.tape.session import SessionFolder
from gametape.tape.versions import Step
from gametape.tape.zstd_frames import read_piece


def lines_of_kind(folder: SessionFolder, kind: str, *, start_segment: int = 0) -> Iterator[Line]:
    """All readable lines of a kind from a segment on; what is damaged is passed over silently.

    Raises TapeError as `read_tape` does.
    """
    mark = b'"%b"' % kind.encode()
    for number, path in folder.segments():
        if number < start_segment:
            continue
        data = read_bytes(path)
        migrate: Step | None = None
        at = 0
        while at < len(data):
            piece = read_piece(data, at)
            if at == 0 and piece.text:
                migrate = head_migration(piece.text)
            at = piece.end
            if mark in piece.text:
                text = piece.text if migrate is None else migrate(piece.text)
                found = [raw for raw in text.split(b"\n") if mark in raw]
                lines, _ = decode_lines(b"\n".join(found))
                yield from (line for line in lines if line.k == kind)
