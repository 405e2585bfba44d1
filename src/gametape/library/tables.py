"""The catalogue's tables as they are now; how they came to be so is in `migrations`."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Float, Integer, MetaData, Table, Text

METADATA = MetaData()

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("slug", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("venue", Text, nullable=False),
    Column("event_slug", Text, nullable=False),
    Column("league", Text, nullable=False),
    Column("clock", Text, nullable=False),
    Column("created_us", BigInteger),
    Column("markets", Integer, nullable=False),
    Column("tape_bytes", BigInteger, nullable=False),
    Column("tape_fingerprint", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("code_version", Text, nullable=False),
    Column("from_us", BigInteger),
    Column("to_us", BigInteger),
    Column("ended", Text),
    Column("frames", BigInteger),
    Column("trades", BigInteger),
    Column("own_fills", BigInteger),
    Column("coverage", Float),
    Column("verdict", Text),
    Column("indexed_us", BigInteger),
    # Not jsonb: PostgreSQL keeps any JSON text in json, and a certificate quotes foreign bytes.
    Column("certificate", JSON(none_as_null=True)),
)
"""One row a session; see `entry.Entry` for what the columns mean."""
