"""The design this product was first planned with: one SQLite row an event, payload gzipped JSON."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

TABLE = """create table session_events (
    id integer primary key, session_id integer not null, timestamp integer not null,
    sequence integer not null, event_type text not null, payload blob not null)"""
INDEX = "create index by_time on session_events (session_id, timestamp, sequence)"
INSERT = """insert into session_events (session_id, timestamp, sequence, event_type, payload)
    values (1, ?, ?, ?, ?)"""


def store(path: Path, frames: Iterable[bytes], *, rows_a_commit: int = 1) -> None:
    """Decode, number and keep every frame as a row.

    With one row a commit every insert is its own transaction in SQLite's default journal; with
    more the journal is WAL and each commit holds so many rows.
    """
    db = sqlite3.connect(path, isolation_level=None)
    if rows_a_commit > 1:
        db.execute("pragma journal_mode=wal")
        db.execute("pragma synchronous=normal")
    db.execute(TABLE)
    db.execute(INDEX)
    batch: list[tuple[int, int, str, bytes]] = []
    for sequence, frame in enumerate(frames):
        message = json.loads(frame)
        payload = gzip.compress(json.dumps(message).encode(), compresslevel=6)
        row = (int(message.get("timestamp", 0)), sequence, message["event_type"], payload)
        if rows_a_commit == 1:
            db.execute(INSERT, row)
            continue
        batch.append(row)
        if len(batch) == rows_a_commit:
            _commit(db, batch)
            batch.clear()
    _commit(db, batch)
    db.close()


def _commit(db: sqlite3.Connection, batch: list[tuple[int, int, str, bytes]]) -> None:
    if batch:
        db.execute("begin")
        db.executemany(INSERT, batch)
        db.execute("commit")


def messages(path: Path) -> Iterator[object]:
    """The messages back, in order."""
    db = sqlite3.connect(path)
    for (payload,) in db.execute("select payload from session_events order by sequence"):
        yield json.loads(gzip.decompress(payload))
    db.close()


def size(path: Path) -> int:
    """Bytes on disk, journal included."""
    return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))
