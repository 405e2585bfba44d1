"""Alembic's way in: run the steps on the connection that `library.database` hands over."""

from __future__ import annotations

from alembic import context

from gametape.library.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
context.run_migrations()
