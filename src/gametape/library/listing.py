"""The sessions of a data folder, read from their manifests."""

from __future__ import annotations

from pathlib import Path

import msgspec

from gametape.errors import TapeError
from gametape.model.times import iso_text
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder, list_sessions


class Summary(msgspec.Struct, frozen=True):
    """One session in a list; `bytes` is the size of its tape on disk."""

    session: str
    title: str
    venue: str
    created: str
    markets: int
    bytes: int
    recording: bool
    problem: str = ""


def list_summaries(home: Path) -> list[Summary]:
    """All sessions, newest first; one with an unreadable manifest is listed with its problem."""
    found = [(_summary(folder)) for folder in list_sessions(home)]
    return sorted(found, key=lambda one: (one.created, one.session), reverse=True)


def _summary(folder: SessionFolder) -> Summary:
    size = sum(path.stat().st_size for _, path in folder.segments())
    recording = folder.is_recording()
    try:
        manifest = Manifest.load(folder.manifest_path)
    except TapeError as error:
        return Summary(folder.slug, folder.slug, "", "", 0, size, recording, error.what)
    return Summary(
        session=folder.slug,
        title=manifest.title,
        venue=manifest.venue,
        created=iso_text(manifest.created_us)[:16].replace("T", " "),
        markets=len(manifest.markets),
        bytes=size,
        recording=recording,
    )
