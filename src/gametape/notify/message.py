"""A notification: a title and lines of plain text, fit for any service."""

from __future__ import annotations

import msgspec

from gametape.report.strangers import TITLE_LENGTH, cleaned

MOST_LINES = 20
LINE_LENGTH = 240
"""Together below what the tightest services take (Discord: 2,000 characters) in any usual case."""

_APART = "\u200b"
"""Of no width: `@everyone` with it behind the `@` calls nobody, and looks the same."""


class Message(msgspec.Struct, frozen=True):
    """What is sent once; `about` is what has happened (`recorded`, `judged`, `test`)."""

    about: str
    title: str
    lines: tuple[str, ...]

    @property
    def body(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


def message(about: str, title: str, lines: list[str]) -> Message:
    """A message, cut to what every service takes."""
    kept = lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        kept[-1] = f"... and {len(lines) - MOST_LINES + 1} more lines."
    return Message(about, title, tuple(one[:LINE_LENGTH] for one in kept))


def harmless(text: str, length: int = TITLE_LENGTH) -> str:
    """Words of strangers: no markup, no address, no mention; see `report.strangers`."""
    return cleaned(text, length).replace("@", f"@{_APART}")
