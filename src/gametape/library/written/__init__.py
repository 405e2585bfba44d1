"""What only a person can tell: notes, videos, answers to labels, tags, goals, settings."""
