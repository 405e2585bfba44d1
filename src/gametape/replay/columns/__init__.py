"""Level changes and trades of a session as Parquet, and SQL over them."""
