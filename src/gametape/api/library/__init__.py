"""The library over HTTP: sessions, notes, settings, the trash, sharing and export."""
