"""Sessions of the program this one descends from: books now and then, and hand-typed notes."""

from gametape.model.foreign import Layout
from gametape.venues.ancestor.session_files import SessionFiles

LAYOUTS: list[Layout] = [SessionFiles()]
"""Layouts of the ancestor's files."""
