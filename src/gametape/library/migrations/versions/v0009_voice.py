"""A note may have been spoken: its sound beside the tape, and how long it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the file's name and the length in microseconds; both are null for written notes."""
    op.add_column("notes", sa.Column("voice", sa.Text))
    op.add_column("notes", sa.Column("voice_us", sa.BigInteger))
