"""The first table: one row a session."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "sessions",
        sa.Column("slug", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("venue", sa.Text, nullable=False),
        sa.Column("event_slug", sa.Text, nullable=False),
        sa.Column("league", sa.Text, nullable=False),
        sa.Column("clock", sa.Text, nullable=False),
        sa.Column("created_us", sa.BigInteger),
        sa.Column("markets", sa.Integer, nullable=False),
        sa.Column("tape_bytes", sa.BigInteger, nullable=False),
        sa.Column("tape_fingerprint", sa.Text, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("code_version", sa.Text, nullable=False),
        sa.Column("from_us", sa.BigInteger),
        sa.Column("to_us", sa.BigInteger),
        sa.Column("ended", sa.Text),
        sa.Column("frames", sa.BigInteger),
        sa.Column("trades", sa.BigInteger),
        sa.Column("own_fills", sa.BigInteger),
        sa.Column("coverage", sa.Float),
        sa.Column("verdict", sa.Text),
        sa.Column("indexed_us", sa.BigInteger),
        sa.Column("certificate", sa.JSON),
    )
