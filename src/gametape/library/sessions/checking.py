"""Whether the catalogue says what the tapes say: for `gametape db check`."""

from __future__ import annotations

from pathlib import Path

import msgspec
from sqlalchemy import Engine

from gametape import __version__
from gametape.errors import TapeError
from gametape.library.database import revision, unsound
from gametape.library.sessions.catalogue import Catalogue
from gametape.library.sessions.entry import Entry, fingerprint, name_of
from gametape.tape.session import SessionFolder, list_sessions


class Check(msgspec.Struct, frozen=True):
    """How the catalogue compares with the folder; lists are of sessions.

    `missing` have no row, `gone` have a row and no folder, `changed` have another tape than the
    row was made from, `unindexed` have no verdict yet, `outdated` one by another version of
    gametape; `unreadable` are themselves broken. `damage` is what the database says of itself.
    """

    revision: str | None
    damage: str
    missing: list[str]
    gone: list[str]
    changed: list[str]
    unindexed: list[str]
    outdated: list[str]
    unreadable: list[str]

    @property
    def sound(self) -> bool:
        """Whether what it says is true; it may still not say everything."""
        return not (self.damage or self.missing or self.gone or self.changed or self.outdated)


def check(engine: Engine, home: Path) -> Check:
    """Compare every row with its folder; changes nothing, raises CatalogueError if it cannot."""
    found = revision(engine)
    known = {} if found is None else Catalogue(engine).entries()
    folders = {name_of(folder): folder for folder in list_sessions(home)}
    rows = [entry for name, entry in known.items() if name in folders]
    live = {name for name, folder in folders.items() if folder.is_recording()}
    still = [entry for entry in rows if entry.session not in live]
    return Check(
        revision=found,
        damage="" if found is None else unsound(engine),
        missing=sorted(folders.keys() - known.keys()),
        gone=sorted(known.keys() - folders.keys()),
        changed=[entry.session for entry in still if _changed(entry, folders[entry.session])],
        unindexed=[entry.session for entry in still if entry.indexed_us is None],
        outdated=[entry.session for entry in still if _outdated(entry)],
        unreadable=[entry.session for entry in rows if entry.problem],
    )


def _changed(entry: Entry, folder: SessionFolder) -> bool:
    try:
        return fingerprint(folder)[0] != entry.tape_fingerprint
    except TapeError:
        return bool(entry.tape_fingerprint)


def _outdated(entry: Entry) -> bool:
    return entry.indexed_us is not None and entry.code_version != __version__
