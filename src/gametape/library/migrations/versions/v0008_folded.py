"""What a search of notes looks at, folded by the one rule of words: without accents too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gametape.library.written.notes import searched

revision = "0008"
down_revision = "0007"

_NOTES = sa.table(
    "notes",
    sa.column("id", sa.Integer),
    sa.column("title", sa.Text),
    sa.column("text", sa.Text),
    sa.column("tags", sa.JSON),
    sa.column("search", sa.Text),
)


def upgrade() -> None:
    """Fold every note again."""
    connection = op.get_bind()
    for number, title, text, tags in connection.execute(
        sa.select(_NOTES.c.id, _NOTES.c.title, _NOTES.c.text, _NOTES.c.tags)
    ).all():
        told = searched([title, text, *tags])
        connection.execute(sa.update(_NOTES).where(_NOTES.c.id == number).values(search=told))
