"""Deleted sessions: moved aside whole, with what people wrote on them, until emptied.

The one step that counts is a rename within the data folder, so that a kill at any time leaves the
session either where it was or in the trash, complete. Words of people are written beside the tape
before that step, and leave the database after it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine

from gametape.errors import TapeError, UnknownSessionError, UsageError
from gametape.library.database import transaction
from gametape.library.keeping.rows_of import drop_rows, put_rows, rows_of
from gametape.library.sessions.entry import glance
from gametape.tape.durable import replace_file, sync_folder
from gametape.tape.session import SessionFolder

FOLDER = "trash"
FILE = "deleted.json"
_EMPTYING = ".emptying-"


class _Slip(msgspec.Struct, frozen=True):
    """What lies beside a deleted tape: its name, when it was deleted, and the library's rows."""

    session: str
    deleted_us: int
    rows: dict[str, list[dict[str, Any]]] = {}

    @property
    def ours(self) -> bool:
        """Whether the session was deleted here, and not put there by hand with its rows left."""
        return self.deleted_us > 0


class Trashed(msgspec.Struct, frozen=True):
    """A session in the trash: under which name it lies there; bytes of all its files.

    `title` is the session's name where the manifest cannot be read.
    """

    name: str
    session: str
    title: str
    deleted_us: int
    bytes: int


def discard(engine: Engine, home: Path, folder: SessionFolder, now_us: int) -> Trashed:
    """Move a session to the trash, its notes, videos and answers with it.

    Raises TapeBusyError while it is recorded, UsageError for a folder outside the data folder,
    TapeError if the disk refuses, CatalogueError if the database cannot be read.
    """
    if folder.root.resolve().parent != (home / "sessions").resolve():
        raise UsageError(
            f"{folder.root} is not in {home}.", "Only sessions of the data folder are deleted."
        )
    _settle(engine, home)
    session = folder.slug
    name = _free_name(home, session)
    try:
        (home / FOLDER).mkdir(exist_ok=True)
        # In one lock and one transaction: nobody begins to record into it meanwhile, and no note
        # comes between those that go along and those that are dropped.
        with folder.lock(), transaction(engine) as connection:
            slip = _Slip(session, now_us, rows_of(connection, session))
            replace_file(folder.root / FILE, msgspec.json.encode(slip))
            folder.root.rename(home / FOLDER / name)
            sync_folder(home / FOLDER)
            sync_folder(home / "sessions")
            drop_rows(connection, session)
    except OSError as error:
        raise TapeError(f"{session} cannot be moved to the trash: {error.strerror}.") from error
    return _trashed(home / FOLDER / name, slip)


def trashed(home: Path) -> list[Trashed]:
    """What is in the trash, the last deleted first."""
    found = [_trashed(path, slip) for path, slip in _slips(home)]
    return sorted(found, key=lambda one: (-one.deleted_us, one.name))


def bring_back(engine: Engine, home: Path, name: str, *, exactly: bool = False) -> SessionFolder:
    """Undo: the session of this name, or what lies in the trash under it, the last deleted first.

    `exactly` means what lies there under it, and no other of that session's name. Raises
    UnknownSessionError if it is not there, UsageError if there is a session of its name.
    """
    there = sorted(_slips(home), key=lambda one: (-one[1].deleted_us, one[0].name))
    found = next(
        (
            (path, slip)
            for path, slip in there
            if name == path.name or (name == slip.session and not exactly)
        ),
        None,
    )
    if found is None:
        some = ", ".join(slip.session for _, slip in there[:5])
        raise UnknownSessionError(
            f"{name!r} is not in the trash.", f"There is: {some}." if some else "It is empty."
        )
    path, slip = found
    place = home / "sessions" / slip.session
    if place.exists():
        raise UsageError(f"There is a session {slip.session} again.", "Delete that one first.")
    if slip.ours:
        with transaction(engine) as connection:  # before the move: a second try does it again
            put_rows(connection, slip.session, slip.rows)
    try:
        place.parent.mkdir(exist_ok=True)
        path.rename(place)
        sync_folder(place.parent)
        sync_folder(home / FOLDER)
        (place / FILE).unlink(missing_ok=True)
    except OSError as error:
        raise TapeError(f"{slip.session} cannot be moved back: {error.strerror}.") from error
    return SessionFolder(place)


def empty(home: Path) -> int:
    """Remove for good what is in the trash; gives how many sessions. Raises TapeError."""
    removed = 0
    try:
        _clear(home)  # what a kill left would be in the way
        for path, _ in list(_slips(home)):
            path.rename(path.with_name(_EMPTYING + path.name))  # no longer anything to bring back
            removed += 1
        _clear(home)
    except OSError as error:
        raise TapeError(f"The trash cannot be emptied: {error.strerror}.") from error
    return removed


def _clear(home: Path) -> None:
    for path in _half_emptied(home):
        shutil.rmtree(path)


def _half_emptied(home: Path) -> list[Path]:
    return list((home / FOLDER).glob(f"{_EMPTYING}*"))


def _settle(engine: Engine, home: Path) -> None:
    """Finish what a kill left: rows of sessions in the trash, and an emptying half done."""
    for path in _half_emptied(home):
        shutil.rmtree(path, ignore_errors=True)
    with transaction(engine) as connection:
        for _, slip in _slips(home):
            if slip.ours and not (home / "sessions" / slip.session).exists():
                drop_rows(connection, slip.session)


def _slips(home: Path) -> Iterator[tuple[Path, _Slip]]:
    try:
        paths = sorted((home / FOLDER).iterdir())
    except OSError:
        return
    for path in paths:
        if not path.name.startswith(".") and path.is_dir():
            yield path, _slip(path)


def _slip(path: Path) -> _Slip:
    try:
        slip = msgspec.json.decode((path / FILE).read_bytes(), type=_Slip)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _Slip(path.name, 0)  # somebody put it there by hand
    return slip if Path(slip.session).name == slip.session else _Slip(path.name, 0)


def _trashed(path: Path, slip: _Slip) -> Trashed:
    title = glance(SessionFolder(path)).title
    return Trashed(path.name, slip.session, title, slip.deleted_us, _bytes(path))


def _bytes(path: Path) -> int:
    """Of all files; those that go while we look (the trash is being emptied) are nothing."""
    size = 0
    for folder, _, names in os.walk(path):
        for name in names:
            with suppress(OSError):
                size += Path(folder, name).stat().st_size
    return size


def _free_name(home: Path, session: str) -> str:
    name, number = session, 1
    while (home / FOLDER / name).exists():
        number += 1
        name = f"{session}.{number}"
    return name
