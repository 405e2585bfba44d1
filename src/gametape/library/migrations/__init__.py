"""The catalogue's schema, one step a file; Alembic walks them."""
