"""Tags that a person puts on their own orders, and notes on the patterns of the playbook."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make both tables; neither is anything that a tape could tell."""
    op.create_table(
        "tags",
        sa.Column("session", sa.Text, primary_key=True),
        sa.Column("order_id", sa.Text, primary_key=True),
        sa.Column("tag", sa.Text, primary_key=True),
        sa.Column("given_us", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "pattern_notes",
        sa.Column("pattern", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("edited_us", sa.BigInteger, nullable=False),
    )
