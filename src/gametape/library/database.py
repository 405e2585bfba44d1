"""The database behind the catalogue: where it is, its schema, and what its errors mean."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from gametape.errors import CatalogueError, SettingsError, UsageError

FILE = "gametape.db"
SCHEMA = "gametape"
"""Where our tables lie in PostgreSQL: DATABASE_URL may name a database that others use too."""

WAIT_S = 10
_UPGRADE_LOCK = 0x67616D65  # any number that only we use
_WRITE_LOCK = _UPGRADE_LOCK + 1


def address(home: Path, database_url: str) -> URL:
    """Where the catalogue is: the file in the data folder, or the PostgreSQL that is named.

    Raises SettingsError for an address that is neither. Printed, it hides its password.
    """
    if not database_url:
        return URL.create("sqlite", database=str(home / FILE))
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):  # its words would repeat the password
        raise SettingsError("DATABASE_URL is not an address.", _EXAMPLE) from None
    if url.drivername not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise SettingsError(f"DATABASE_URL is of kind {url.drivername!r}.", _EXAMPLE)
    return url.set(drivername="postgresql+psycopg")


_EXAMPLE = "Write postgresql://user@host/name, or unset it to keep the catalogue beside the tapes."


def open_engine(url: URL) -> Engine:
    """Connections to the catalogue, none open yet; raises UsageError if the driver is missing."""
    if url.drivername == "sqlite":
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT_S})
        event.listen(engine, "connect", _begin_ourselves)
        event.listen(engine, "begin", _begin)
        return engine
    options = {"connect_timeout": WAIT_S, "options": f"-csearch_path={SCHEMA}"}
    try:
        return create_engine(url, poolclass=NullPool, connect_args=options)
    except (ImportError, NoSuchModuleError):
        raise UsageError(
            "A catalogue in PostgreSQL needs psycopg.", "pip install 'gametape[postgres]'."
        ) from None


def _begin_ourselves(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Python's sqlite3 ends transactions before changes of schema; a half migration must not be."""
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    """Take the write lock at once, so that two commands wait for each other and never deadlock."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """All or nothing; raises CatalogueError for whatever the database has to say."""
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        words = (str(cause).strip() or type(cause).__name__).splitlines()[0]
        what = f"The catalogue {engine.url!r} fails: {words}."
        way_out = next((way for sign, way in _PASSING.items() if sign in words.lower()), "")
        if way_out:
            raise PassingError(what, way_out) from error
        raise CatalogueError(what, _REBUILD) from error


def alone(connection: Connection) -> None:
    """Be the only one, of those who ask for this, until the transaction ends.

    Two who put a row in place of the same one at once would else refuse each other in PostgreSQL.
    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"select pg_advisory_xact_lock({_WRITE_LOCK})"))


class PassingError(CatalogueError):
    """The database cannot be used now, and nothing is wrong with what is in it."""


_PASSING = {
    "is locked": "Another gametape is busy with it: try again in a moment.",
    "disk is full": "Make room on the disk.",
    "no space left": "Make room on the disk.",
    "readonly database": "Let gametape write to it.",
    "unable to open": "Let gametape write to its folder.",
    "connection": "See that the database server runs and lets gametape in.",
}
"""Parts of what a database says when it is not itself that is broken, with the way out."""

_REBUILD = "`gametape db rebuild` makes it anew from the tapes and keeps the notes it can read."


def upgrade(engine: Engine, to: str = "") -> tuple[str | None, str]:
    """Bring the schema up to this version (or `to` a revision); gives those before and after.

    Raises CatalogueError if it cannot be, or was made by a newer gametape.
    """
    newest = to or ScriptDirectory.from_config(_config()).get_current_head()
    assert newest is not None
    _make_folder(engine.url)
    with transaction(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"select pg_advisory_xact_lock({_UPGRADE_LOCK})"))
            connection.execute(text(f"create schema if not exists {SCHEMA}"))
        before = _revision(connection)
        if before != newest:
            try:
                command.upgrade(_config(connection), newest)
            except CommandError as error:
                raise CatalogueError(
                    f"The catalogue is of revision {before}, which this gametape does not know.",
                    f"Use a newer gametape, or {_REBUILD}",
                ) from error
    return before, newest


def set_aside(engine: Engine) -> str:
    """Put a library that cannot be used where nobody looks, whole; gives where that is.

    Raises CatalogueError if even that cannot be done.
    """
    stamp = time.time_ns() // 1000  # never that of another one
    if engine.dialect.name == "postgresql":
        name = f"{SCHEMA}_unusable_{stamp}"
        with transaction(engine) as connection:
            connection.execute(text(f"alter schema {SCHEMA} rename to {name}"))
        return f"the schema {name}"
    path = Path(engine.url.database or "")
    aside = path.with_name(f"{path.name}.unusable-{stamp}")
    for ending in ("", "-journal", "-wal", "-shm"):
        try:
            Path(f"{path}{ending}").replace(f"{aside}{ending}")
        except FileNotFoundError:
            continue
        except OSError as error:
            raise CatalogueError(f"{path}{ending} cannot be moved: {error.strerror}.") from error
    return str(aside)


def revision(engine: Engine) -> str | None:
    """The schema's revision; None of an empty database, or of a file that is not there yet."""
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return None  # connecting would make it
    with transaction(engine) as connection:
        return _revision(connection)


def unsound(engine: Engine) -> str:
    """What the database itself says is wrong with it; empty if nothing."""
    if engine.dialect.name != "sqlite":
        return ""
    with transaction(engine) as connection:
        words = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
    return "" if words == "ok" else words


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _make_folder(url: URL) -> None:
    if url.drivername != "sqlite":
        return
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogueError(f"{folder} cannot be made: {error.strerror}.") from error
