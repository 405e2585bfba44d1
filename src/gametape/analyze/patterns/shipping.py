"""The patterns that come with gametape: files of the same kind as one's own."""

from __future__ import annotations

from functools import cache
from importlib import resources

from gametape.analyze.patterns.parsing import parse_pattern
from gametape.analyze.patterns.pattern import Pattern

FOLDER = "shipped"


def shipped_text(name: str) -> bytes | None:
    """The file of a pattern that comes with gametape; None if there is none of that name."""
    return next((body for stem, body in _files() if stem == name), None)


@cache
def shipped_patterns() -> tuple[Pattern, ...]:
    """Every pattern that comes with gametape, by name."""
    return tuple(parse_pattern(body, f"{stem}.toml") for stem, body in _files())


@cache
def _files() -> tuple[tuple[str, bytes], ...]:
    folder = resources.files("gametape.analyze.patterns") / FOLDER
    found = [one for one in folder.iterdir() if one.name.endswith(".toml")]
    return tuple(
        (one.name.removesuffix(".toml"), one.read_bytes())
        for one in sorted(found, key=lambda one: one.name)
    )
