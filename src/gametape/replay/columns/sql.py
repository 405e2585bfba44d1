"""SQL over a session: its columns, and the plain table of its events, as views in DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from gametape.errors import TapeError, UsageError
from gametape.replay.columns.columns import column_files
from gametape.replay.table import Row, session_rows
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

EVENTS = "session_events"
TABLES = ("level_changes", "trades", "assets", EVENTS)
_AT_ONCE = 20_000


class Answer:
    """The columns of a query's result, and its rows as they are asked for."""

    def __init__(self, columns: list[str], rows: Iterator[tuple[object, ...]]) -> None:
        self.columns = columns
        self.rows = rows


def ask(folder: SessionFolder, query: str) -> Answer:
    """The answer to a query over `level_changes`, `trades`, `assets` and `session_events`.

    `price` of a level change is exact decimal dollars, null off the uniform grid. A view of the
    columns is there once they are made. Raises UsageError for SQL that DuckDB refuses, and
    without DuckDB.
    """
    database = _connect()
    import duckdb

    _add_columns(database, folder)
    _add_assets(database, folder)
    if EVENTS in query.lower():
        _add_events(database, folder)
    try:
        query.encode()  # of what is no UTF-8 DuckDB says nothing that helps
        result: duckdb.DuckDBPyConnection | None = database.execute(query)
        if result is None:
            raise UsageError("There is no statement.", f"The tables are {', '.join(TABLES)}.")
        names = [column[0] for column in result.description or []]
    except UnicodeEncodeError:
        raise UsageError("The statement is no UTF-8.") from None
    except duckdb.Error as error:
        raise _refused(error) from None
    return Answer(names, _fetched(database))


def _fetched(database: duckdb.DuckDBPyConnection) -> Iterator[tuple[object, ...]]:
    import duckdb

    try:
        while some := database.fetchmany(_AT_ONCE):
            yield from some
    except duckdb.Error as error:
        raise _refused(error) from None


def _refused(error: Exception) -> UsageError:
    """DuckDB's first line; whoever named no table of ours is told which there are."""
    words = str(error).strip().splitlines()[0]
    way = f"The tables are {', '.join(TABLES)}." if words.startswith("Catalog Error") else ""
    return UsageError(f"DuckDB: {words}", way)


def _connect() -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
    except ImportError:
        raise UsageError(
            "SQL over a session needs DuckDB.", "pip install 'gametape[columns]'."
        ) from None
    return duckdb.connect(":memory:")


def _add_columns(database: duckdb.DuckDBPyConnection, folder: SessionFolder) -> None:
    files = column_files(folder)
    if not files:
        return
    tables = {
        "level_changes": [str(file.level_changes) for file in files],
        "trades": [str(file.trades) for file in files],
    }
    priced = (
        "*, case when asset not in (select asset from other_grids)"
        " then cell::decimal(9, 4) / 10000 end::decimal(5, 4) as price"
    )
    others = {a for file in files for a, grid in file.facts.grids.items() if grid != "uniform"}
    database.execute("create table other_grids (asset varchar)")
    if others:
        database.executemany("insert into other_grids values (?)", [[a] for a in sorted(others)])
    for name, paths in tables.items():
        columns = priced if name == "level_changes" else "*"
        database.read_parquet(paths).project(columns).create_view(name)


def _add_assets(database: duckdb.DuckDBPyConnection, folder: SessionFolder) -> None:
    database.execute(
        "create table assets (asset varchar, outcome varchar, number integer,"
        " market varchar, question varchar, slug varchar)"
    )
    try:
        markets = Manifest.load(folder.manifest_path).markets
    except TapeError:
        return
    found = [
        [outcome.asset, outcome.label, number, one.market, one.question, one.slug]
        for one in markets
        for number, outcome in enumerate(one.outcomes)
    ]
    if found:
        database.executemany("insert into assets values (?, ?, ?, ?, ?, ?)", found)


def _add_events(database: duckdb.DuckDBPyConnection, folder: SessionFolder) -> None:
    """Only if asked for: it decodes the whole tape."""
    import pyarrow as pa

    schema = pa.schema(
        {
            "session_id": pa.string(),
            "timestamp": pa.int64(),
            "sequence": pa.int64(),
            "event_type": pa.string(),
            "payload": pa.string(),
        }
    )
    events = session_rows(folder)
    batches = (_batch(some, schema) for some in iter(lambda: list(islice(events, _AT_ONCE)), []))
    reader = pa.RecordBatchReader.from_batches(schema, batches)
    database.register("events_read", reader)
    database.execute(
        "create table session_events as"
        " select * replace (payload::json as payload) from events_read"
    )
    database.unregister("events_read")


def _batch(some: list[Row], schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    return pa.record_batch(
        [
            [row.session_id for row in some],
            [row.timestamp for row in some],
            [row.sequence for row in some],
            [row.event_type for row in some],
            [msgspec.json.encode(row.payload).decode() for row in some],
        ],
        schema=schema,
    )
