"""The sound of spoken notes that were deleted: kept while that can be undone, then removed."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine, delete, select

from gametape.errors import TapeError
from gametape.library.database import transaction
from gametape.library.tables import NOTES
from gametape.tape.session import SessionFolder, list_sessions
from gametape.tape.voice import is_voice_name

UNDO_US = 7 * 86_400_000_000
"""A deleted note that was spoken can be brought back for a week, in microseconds."""


def sweep(engine: Engine, home: Path, now_us: int) -> int:
    """Remove for good what was deleted longer ago than can be undone; gives how many notes.

    Also removes what was left of uploads, imports and exports that broke off so long ago. A whole
    sound that no note names stays: another library may know it (one data folder can have had
    several databases). Words of typed notes stay. Raises CatalogueError if the database fails,
    TapeError if the disk refuses; then the notes concerned can still be brought back.
    """
    before_us = now_us - UNDO_US
    folders = {one.slug: one for one in list_sessions(home)}
    try:
        removed = _forget(engine, folders, before_us)
        for folder in folders.values():
            _drop_drafts(folder.voice, before_us)
        _drop_scratch(home, before_us)
    except OSError as error:
        raise TapeError(f"A voice note cannot be removed: {error.strerror}.") from error
    return removed


_SCRATCH = (".uploaded-", ".unpacked-", ".exported-", ".restoring-", ".made-")
"""What folders are called in which files wait until they are whole; a kill leaves them behind."""


def _drop_scratch(home: Path, before_us: int) -> None:
    for prefix in _SCRATCH:
        for folder in home.glob(f"{prefix}*"):
            with suppress(FileNotFoundError):
                if folder.stat().st_mtime_ns // 1000 < before_us:
                    shutil.rmtree(folder, ignore_errors=True)


def _forget(engine: Engine, folders: dict[str, SessionFolder], before_us: int) -> int:
    """Notes and sounds in one step: after a kill on the way the next sweep does the same again."""
    spoken = NOTES.c.voice.is_not(None)
    old = select(NOTES.c.id, NOTES.c.session, NOTES.c.voice).where(
        spoken, NOTES.c.deleted_us < before_us
    )
    removed = 0
    with transaction(engine) as connection:
        for number, session, voice in connection.execute(old).all():
            folder = folders.get(session)
            if folder is None:  # gone with its session, or on a disk that is not there now
                continue
            where = NOTES.c.id == number, NOTES.c.deleted_us < before_us  # unless it came back
            gone = connection.execute(delete(NOTES).where(*where).returning(NOTES.c.id))
            if gone.one_or_none() is None:
                continue
            removed += 1
            same = select(NOTES.c.id).where(NOTES.c.session == session, NOTES.c.voice == voice)
            if is_voice_name(voice) and connection.execute(same.limit(1)).first() is None:
                (folder.voice / voice).unlink(missing_ok=True)
    return removed


def _drop_drafts(folder: Path, before_us: int) -> None:
    for draft in folder.glob(".*.part"):
        try:
            if draft.stat().st_mtime_ns // 1000 < before_us:
                draft.unlink()
        except FileNotFoundError:
            continue  # it was just finished
