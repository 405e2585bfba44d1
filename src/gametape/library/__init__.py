"""The catalogue of sessions: derived from their tapes, and made again from them at any time."""
