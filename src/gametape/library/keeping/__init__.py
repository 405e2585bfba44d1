"""A library kept safe: backups, the trash, and words moved between libraries."""
