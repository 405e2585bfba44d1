"""Recordings that others made become sessions."""
