"""Every layout of foreign files that can be imported, asked in turn whether a file is theirs."""

from __future__ import annotations

from importlib import import_module

from gametape.model.foreign import ForeignFile, Layout

_MODULES = (
    "gametape.venues.ancestor.files",
    "gametape.venues.betfair.files",
    "gametape.venues.kalshi.files",
    "gametape.games.files",
    "gametape.venues.polymarket.layouts",
)


def layouts() -> list[Layout]:
    """All known layouts, the most particular first."""
    found: list[Layout] = []
    for module in _MODULES:
        found += import_module(module).LAYOUTS
    return found


def layout_of(file: ForeignFile, known: list[Layout]) -> Layout | None:
    """The first layout that recognises a file's content."""
    return next((layout for layout in known if layout.recognises(file)), None)
