"""The catalogue's tables as they are now; how they came to be so is in `migrations`."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Double, Float, Integer, MetaData, Table, Text

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
    Column("pnl", BigInteger),
    Column("sport", Text),
    Column("teams", JSON),
    Column("market_types", JSON),
    Column("analysis", Text),
    Column("own_trades", BigInteger),
    Column("gross", BigInteger),
    Column("fees", BigInteger),
    Column("net", BigInteger),
    Column("labels", JSON),
    # Not jsonb: PostgreSQL keeps any JSON text in json, and a certificate quotes foreign bytes.
    Column("certificate", JSON(none_as_null=True)),
)
"""One row a session; see `entry.Entry` for what the columns mean."""

NOTES = Table(
    "notes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("session", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("to_us", BigInteger),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("tags", JSON, nullable=False),
    # What a search looks at, case-folded by us: SQLite's lower() knows ASCII alone.
    Column("search", Text, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("edited_us", BigInteger, nullable=False),
    Column("deleted_us", BigInteger),
    Column("voice", Text),
    Column("voice_us", BigInteger),
    sqlite_autoincrement=True,  # a number is never given to another note
)
"""Notes by session name, and not by a key of `sessions`: those rows come and go with indexing."""

VIDEOS = Table(
    "videos",
    METADATA,
    Column("session", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("anchors", JSON, nullable=False),
)
"""The videos of each session in their order; see `video.Video`."""

DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("edited_us", BigInteger, nullable=False),
)
"""Documents that the page owns, as JSON text."""

ANSWERS = Table(
    "answers",
    METADATA,
    Column("session", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("label", Text, primary_key=True),
    Column("answer", Text, nullable=False),
    Column("given_us", BigInteger, nullable=False),
)
"""What a person said of the labels of their orders; see `answers.Answer`."""

TAGS = Table(
    "tags",
    METADATA,
    Column("session", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("tag", Text, primary_key=True),
    Column("given_us", BigInteger, nullable=False),
)
"""Tags that a person put on their orders: a pattern's name, or words of their own."""

PATTERN_NOTES = Table(
    "pattern_notes",
    METADATA,
    Column("pattern", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("edited_us", BigInteger, nullable=False),
)
"""What a person wrote on a pattern of the playbook."""

GOALS = Table(
    "goals",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("value", Double, nullable=False),
    Column("set_us", BigInteger, nullable=False),
)
"""What a person means to do; see `analyze.population.goals.Goal`. One of a kind."""

DRILL_CARDS = Table(
    "drill_cards",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("moment", JSON, nullable=False),
    Column("schedule", JSON, nullable=False),
    Column("due_us", BigInteger, nullable=False),
    Column("asked", Integer, nullable=False),
)
"""Moments that were answered, and when each comes back; see `drills.DrillBook`."""

DRILL_ROUNDS = Table(
    "drill_rounds",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("began_us", BigInteger, nullable=False),
    Column("ended_us", BigInteger),
    Column("state", Text, nullable=False),
    Column("length", Integer, nullable=False),
)
"""Rounds of a drill: open, whole, or interrupted."""

DRILL_QUESTIONS = Table(
    "drill_questions",
    METADATA,
    Column("round", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("moment", JSON, nullable=False),
    Column("shown_us", BigInteger),
    Column("answered_us", BigInteger),
    Column("action", Text),
    Column("size", BigInteger),
    Column("confidence", Integer),
    Column("reveal", JSON(none_as_null=True)),
)
"""The questions of each round with the answers given."""
