"""gametape: a film room for people who trade sports prediction markets."""

__version__ = "0.1.0"
