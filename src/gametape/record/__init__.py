"""Sockets to tape: sources, supervision, and the import of other people's recordings."""
