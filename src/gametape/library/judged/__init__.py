"""What analysis found, kept beside the sessions, and what many of them say together."""
