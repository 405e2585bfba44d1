"""The catalogue of sessions: rows in a database, each derived from a tape."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine, bindparam, delete, insert, select, update

from gametape.errors import CatalogueError
from gametape.library.database import (
    PassingError,
    address,
    alone,
    open_engine,
    set_aside,
    transaction,
    upgrade,
)
from gametape.library.sessions.entry import Entry
from gametape.library.tables import SESSIONS
from gametape.replay.certificate.certificate import Certificate

_FIELDS = [
    SESSIONS.c.slug if name == "session" else SESSIONS.c[name] for name in Entry.__struct_fields__
]

_RETOLD = (
    *("sport", "teams", "market_types"),
    *("analysis", "own_trades", "gross", "fees", "net", "labels"),
)
"""What a row says apart from its tape."""


class Catalogue:
    """The entries of one data folder; every method raises CatalogueError if the database fails."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def entries(self) -> dict[str, Entry]:
        """All entries by session."""
        with transaction(self._engine) as connection:
            rows = connection.execute(select(*_FIELDS)).all()
        names = Entry.__struct_fields__
        found = [Entry(**dict(zip(names, row, strict=True))) for row in rows]
        return {entry.session: entry for entry in found}

    def certificate(self, session: str) -> Certificate | None:
        """The certificate kept for a session; None if there is none of this form."""
        query = select(SESSIONS.c.certificate).where(SESSIONS.c.slug == session)
        with transaction(self._engine) as connection:
            kept = connection.execute(query).scalar_one_or_none()
        try:
            return None if kept is None else msgspec.convert(kept, Certificate)
        except msgspec.ValidationError:
            return None  # indexing makes it again

    def put(self, entry: Entry, certificate: Certificate | None = None) -> None:
        """Write a session's row in place of what was known of it."""
        self.update([entry], (), {entry.session: certificate} if certificate else {})

    def tell_pnl(self, session: str, pnl: int) -> None:
        """Keep what a session won or lost, in micro-dollars, until its tape changes."""
        where = update(SESSIONS).where(SESSIONS.c.slug == session)
        with transaction(self._engine) as connection:
            connection.execute(where.values(pnl=pnl))

    def retell(self, entries: Iterable[Entry]) -> None:
        """Write what manifests and analyses tell; verdict and certificate stay as they are."""
        rows = [{name: getattr(one, name) for name in (*_RETOLD, "session")} for one in entries]
        if not rows:
            return
        values: dict[str, Any] = {name: bindparam(name) for name in _RETOLD}
        where = update(SESSIONS).where(SESSIONS.c.slug == bindparam("session")).values(values)
        with transaction(self._engine) as connection:
            connection.execute(where, rows)

    def update(
        self,
        entries: Iterable[Entry],
        gone: Iterable[str],
        certificates: dict[str, Certificate] | None = None,
    ) -> None:
        """Write these rows and remove those of `gone`, all or nothing."""
        rows = [_row(entry, (certificates or {}).get(entry.session)) for entry in entries]
        slugs = [*gone, *(str(row["slug"]) for row in rows)]
        if not slugs:
            return
        with transaction(self._engine) as connection:
            alone(connection)
            for slug in slugs:
                connection.execute(delete(SESSIONS).where(SESSIONS.c.slug == slug))
            if rows:
                connection.execute(insert(SESSIONS), rows)


def cleared(engine: Engine) -> str:
    """Empty the catalogue and keep what people wrote, its schema brought up to date.

    A database that cannot be used is set aside for a new one; gives where it lies then, else
    nothing. Raises CatalogueError if there is nothing to be done, PassingError for one that is
    only busy, or whose disk is full: that one is left where it is.
    """
    aside = ""
    try:
        upgrade(engine)
    except PassingError:
        raise
    except CatalogueError:
        aside = set_aside(engine)
        upgrade(engine)
    with transaction(engine) as connection:
        connection.execute(delete(SESSIONS))
    return aside


def open_catalogue(home: Path, database_url: str = "") -> Catalogue:
    """The catalogue of a data folder, its schema brought up to date.

    Raises CatalogueError if the database cannot be used, SettingsError for an impossible address.
    """
    engine = open_engine(address(home, database_url))
    upgrade(engine)
    return Catalogue(engine)


def _row(entry: Entry, certificate: Certificate | None) -> dict[str, object]:
    row = msgspec.structs.asdict(entry)
    row["slug"] = row.pop("session")
    row["certificate"] = None if certificate is None else msgspec.to_builtins(certificate)
    return row
