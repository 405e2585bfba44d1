"""What a person said of a label: that it is right, or that it is not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table; an order keeps its answer when the session is analyzed again."""
    op.create_table(
        "answers",
        sa.Column("session", sa.Text, primary_key=True),
        sa.Column("order_id", sa.Text, primary_key=True),
        sa.Column("label", sa.Text, primary_key=True),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("given_us", sa.BigInteger, nullable=False),
    )
