"""The library's database as one JSON document: the same for SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Table, delete, insert, select

from gametape.errors import ParseError, UsageError
from gametape.library.database import transaction, upgrade
from gametape.library.keeping.rows_of import count_on
from gametape.library.tables import DOCUMENTS, METADATA, NOTES, SESSIONS
from gametape.library.written.notes import searched


class Dump(msgspec.Struct, frozen=True):
    """Every row of every table, and the revision of the schema they were read by."""

    revision: str
    tables: dict[str, list[dict[str, Any]]]


def dump(engine: Engine) -> bytes:
    """The whole database as it is at one moment; raises CatalogueError if it fails."""
    _, revision = upgrade(engine)
    if engine.dialect.name == "postgresql":  # SQLite's transactions see one moment anyway
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with transaction(engine) as connection:
        tables = {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in METADATA.sorted_tables
        }
    return msgspec.json.encode(Dump(revision, tables))


def load(engine: Engine, data: bytes) -> int:
    """Put a dump in place of what the database holds, all or nothing; gives how many rows.

    What this gametape does not know is left out. Raises ParseError for what is no dump, UsageError
    where something would be lost that is not in it, or a note be put back to what it was.
    """
    try:
        found = msgspec.json.decode(data, type=Dump)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ParseError(f"The library in the backup cannot be read: {error}.") from None
    upgrade(engine)
    count = 0
    with transaction(engine) as connection:
        for table in METADATA.sorted_tables:
            if table not in (SESSIONS, DOCUMENTS):  # derived, and the page's own settings
                _all_saved(connection, table, found.tables.get(table.name, []))
        for table in METADATA.sorted_tables:
            connection.execute(delete(table))
            for row in found.tables.get(table.name, []):
                known = {name: value for name, value in row.items() if name in table.c}
                if table is NOTES:  # by the rule of today, whatever it was when they were saved
                    known["search"] = searched(map(str, _said(row)))
                connection.execute(insert(table).values(known))
                count += 1
        count_on(connection)
    return count


def _said(row: dict[str, Any]) -> list[Any]:
    return [row.get("title", ""), row.get("text", ""), *(row.get("tags") or ())]


def _all_saved(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Raise UsageError where a table holds what a dump's rows do not."""
    key = [column.name for column in table.primary_key]
    key += ["created_us"] if table is NOTES else []  # numbers are given anew in every library
    saved = {tuple(row.get(name) for name in key): row.get("edited_us") for row in rows}
    dated = "edited_us" in table.c
    for row in connection.execute(select(table)).mappings():
        mark = tuple(row[name] for name in key)
        if mark not in saved or (dated and row["edited_us"] > (saved[mark] or 0)):
            raise UsageError(
                f"The library has {table.name.replace('_', ' ')} that are not in the backup.",
                "Restore into an empty library: another GAMETAPE_HOME or DATABASE_URL.",
            )
