"""Personal goals of the progress page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table; nothing in it is anything that a tape could tell."""
    op.create_table(
        "goals",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("set_us", sa.BigInteger, nullable=False),
    )
