"""Drills: rounds, the questions of each with their answers, and when a moment comes back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the three tables; what a person answered is nothing that a tape could tell."""
    op.create_table(
        "drill_cards",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("moment", sa.JSON, nullable=False),
        sa.Column("schedule", sa.JSON, nullable=False),
        sa.Column("due_us", sa.BigInteger, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
    )
    op.create_table(
        "drill_rounds",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("began_us", sa.BigInteger, nullable=False),
        sa.Column("ended_us", sa.BigInteger),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
    )
    op.create_table(
        "drill_questions",
        sa.Column("round", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("moment", sa.JSON, nullable=False),
        sa.Column("shown_us", sa.BigInteger),
        sa.Column("answered_us", sa.BigInteger),
        sa.Column("action", sa.Text),
        sa.Column("size", sa.BigInteger),
        sa.Column("confidence", sa.Integer),
        sa.Column("reveal", sa.JSON(none_as_null=True)),
    )
