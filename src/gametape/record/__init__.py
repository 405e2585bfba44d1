"""Sockets to tape, and the import of other people's recordings; the recorder puts it together."""
