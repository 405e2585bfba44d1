"""All rows that the library keeps of a session by its name, out of every table at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from gametape.library.tables import METADATA, NOTES
from gametape.library.written.notes import searched

Rows = dict[str, list[dict[str, Any]]]
"""Rows by table; what a newer gametape keeps by session comes along by itself."""


def tables_by_session() -> list[Table]:
    """The tables whose rows belong to a session; `sessions` itself is derived and is not one."""
    return [table for table in METADATA.sorted_tables if "session" in table.c]


def rows_of(connection: Connection, session: str) -> Rows:
    """Every row of a session, removed notes too; values are what JSON knows."""
    found: Rows = {}
    for table in tables_by_session():
        query = select(table).where(table.c.session == session)
        rows = [dict(row) for row in connection.execute(query).mappings()]
        if rows:
            found[table.name] = rows
    return found


def drop_rows(connection: Connection, session: str) -> None:
    """Remove every row of a session."""
    for table in tables_by_session():
        connection.execute(delete(table).where(table.c.session == session))


def put_rows(connection: Connection, session: str, rows: Rows) -> None:
    """Put rows in place of all that is kept of a session.

    A number that somebody else has by now is given anew. Columns and tables that this gametape
    does not know are passed over.
    """
    drop_rows(connection, session)
    for table in tables_by_session():
        known = [
            {name: value for name, value in row.items() if name in table.c}
            for row in rows.get(table.name, [])
        ]
        if "id" in table.c and table.c.id.primary_key:
            taken = set(connection.execute(select(table.c.id)).scalars())
            for row in known:
                if row.get("id") in taken:
                    del row["id"]
        for row in known:
            if table is NOTES:  # by the rule of today, whatever it was when they were put aside
                row["search"] = searched([row["title"], row["text"], *row["tags"]])
            connection.execute(insert(table).values({**row, "session": session}))
