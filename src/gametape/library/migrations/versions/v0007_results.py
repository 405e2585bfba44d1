"""What sessions can be chosen by: sport, teams, kinds of market, own trades and their result."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns; the next look at each folder fills them, and its verdict stays."""
    for name, kind in (
        ("sport", sa.Text),
        ("teams", sa.JSON),
        ("market_types", sa.JSON),
        ("analysis", sa.Text),
        ("own_trades", sa.BigInteger),
        ("gross", sa.BigInteger),
        ("fees", sa.BigInteger),
        ("net", sa.BigInteger),
        ("labels", sa.JSON),
    ):
        op.add_column("sessions", sa.Column(name, kind))
