"""Sessions by the name in an address, spelled out: never a path, never a beginning."""

from __future__ import annotations

from pathlib import Path

from gametape.errors import UnknownSessionError
from gametape.tape.session import SessionFolder


def session_named(home: Path, slug: str) -> SessionFolder:
    """The session of exactly this name; raises UnknownSessionError."""
    folder = SessionFolder.named(home, slug)
    if folder.slug != slug:
        raise UnknownSessionError(f"There is no session {slug!r}.", "The list of sessions has all.")
    return folder
