"""The library's database as one JSON document: the same for SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Engine, delete, insert, select

from gametape.errors import ParseError, UsageError
from gametape.library.database import transaction, upgrade
from gametape.library.keeping.rows_of import count_on
from gametape.library.tables import METADATA, NOTES


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
    where notes would be lost that are not in it.
    """
    try:
        found = msgspec.json.decode(data, type=Dump)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ParseError(f"The library in the backup cannot be read: {error}.") from None
    upgrade(engine)
    count = 0
    with transaction(engine) as connection:
        saved = {(row.get("id"), row.get("created_us")) for row in found.tables.get("notes", [])}
        there = connection.execute(select(NOTES.c.id, NOTES.c.created_us)).all()
        if {(row[0], row[1]) for row in there} - saved:
            raise UsageError(
                "The library has notes that are not in the backup.",
                "Restore into an empty library: another GAMETAPE_HOME or DATABASE_URL.",
            )
        for table in METADATA.sorted_tables:
            connection.execute(delete(table))
            for row in found.tables.get(table.name, []):
                known = {name: value for name, value in row.items() if name in table.c}
                connection.execute(insert(table).values(known))
                count += 1
        count_on(connection)
    return count
