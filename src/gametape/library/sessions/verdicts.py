"""What a session's certificate says in one word, from the catalogue or else from its tape."""

from __future__ import annotations

from pathlib import Path

from gametape.errors import CatalogueError
from gametape.library.sessions.catalogue import open_catalogue
from gametape.library.sessions.entry import examine, name_of
from gametape.library.sessions.indexing import stale
from gametape.replay.certificate.verifying import verify_session
from gametape.tape.session import SessionFolder


def verdict_of(folder: SessionFolder, home: Path, database_url: str, now_us: int) -> str:
    """The verdict of a session; a tape that nobody has judged yet is read, and that is kept.

    A catalogue that fails costs a reading of the tape, and nothing else. Raises TapeError if the
    tape cannot be opened.
    """
    if folder.is_recording() or folder.root.resolve().parent != (home / "sessions").resolve():
        return verify_session(folder).verdict
    try:
        catalogue = open_catalogue(home, database_url)
        entry = catalogue.entries().get(name_of(folder))
        if entry is not None and entry.verdict and not stale(catalogue, [folder]):
            return entry.verdict
        entry, certificate = examine(folder, now_us)
        if certificate is not None:
            catalogue.put(entry, certificate)
            return certificate.verdict
    except CatalogueError:
        pass  # it can be made again from the tapes
    return verify_session(folder).verdict
