"""The writer that is always there: sentences of our own, chosen by evidence (methods 6.9)."""

from gametape.report.rules.writer import write

__all__ = ["write"]
