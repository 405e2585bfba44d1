"""Where notifications go: addresses that are secrets, since whoever has one can write there."""

from __future__ import annotations

import re

import msgspec

_BETWEEN = re.compile(r"\s+|,(?=[a-z][a-z0-9+.-]*://)", re.IGNORECASE)
"""Spaces, or a comma before the next address: an address may have commas of its own."""


class Targets(msgspec.Struct, frozen=True):
    """Addresses as apprise reads them; never shown and never written."""

    urls: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.urls)

    def __repr__(self) -> str:
        return f"Targets({len(self.urls)})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []


def read_targets(text: str) -> Targets:
    """The targets of `GAMETAPE_NOTIFY`, each once, in their order."""
    return Targets(tuple(dict.fromkeys(one for one in _BETWEEN.split(text.strip()) if one)))
