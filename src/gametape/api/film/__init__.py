"""Film, media and videos of a session, sent as they lie on the disk."""
