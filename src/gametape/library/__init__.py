"""The catalogue of sessions."""
