"""All rows that the library keeps of a session by its name, out of every table at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, text

from gametape.library.tables import DOCUMENTS, METADATA, NOTES
from gametape.library.written.merging import merged_into
from gametape.library.written.notes import searched

Rows = dict[str, list[dict[str, Any]]]
"""Rows by table; what a newer gametape keeps by session comes along by itself."""


def tables_by_session(session: str) -> list[tuple[Table, ColumnElement[bool]]]:
    """The tables that keep something of a session, and which rows; `sessions` is derived."""
    found = [
        (table, table.c.session == session)
        for table in METADATA.sorted_tables
        if "session" in table.c
    ]
    return [*found, (DOCUMENTS, DOCUMENTS.c.name == merged_into(session))]


def rows_of(connection: Connection, session: str) -> Rows:
    """Every row of a session, removed notes too; values are what JSON knows."""
    found: Rows = {}
    for table, mine in tables_by_session(session):
        query = select(table).where(mine)
        rows = [dict(row) for row in connection.execute(query).mappings()]
        if rows:
            found[table.name] = rows
    return found


def drop_rows(connection: Connection, session: str) -> None:
    """Remove every row of a session."""
    for table, mine in tables_by_session(session):
        connection.execute(delete(table).where(mine))


def put_rows(connection: Connection, session: str, rows: Rows) -> None:
    """Put rows in place of all that is kept of a session.

    A number that somebody else has by now is given anew. Columns and tables that this gametape
    does not know are passed over.
    """
    drop_rows(connection, session)
    for table, _ in tables_by_session(session):
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
            own = {"name": merged_into(session)} if table is DOCUMENTS else {"session": session}
            connection.execute(insert(table).values({**row, **own}))
    count_on(connection)


def count_on(connection: Connection) -> None:
    """Let new notes have numbers above all that are there: PostgreSQL counts by itself alone."""
    if connection.dialect.name == "postgresql":
        numbers = "pg_get_serial_sequence('notes', 'id')"
        above = "coalesce((select max(id) from notes), 0) + 1"
        connection.execute(
            text(f"select setval({numbers}, greatest(nextval({numbers}), {above}), false)")
        )
