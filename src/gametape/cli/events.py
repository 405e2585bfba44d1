"""`gametape events`: a session as a plain table of events."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from gametape.cli.output import json_line, session_folder, settings
from gametape.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("events")(events)


def events(
    session: Annotated[str, typer.Argument(help="Session name, its beginning, a path, or last.")],
    type_: Annotated[
        list[str], typer.Option("--type", help="Only these event types (may be repeated).")
    ] = [],  # noqa: B006 - Typer reads the default, nobody changes it
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Print every event in order, as a plain table.

    Columns: time (UTC), sequence on the tape, type, and what it says, cut at 80 characters; --json
    has all of it.
    """
    from gametape.cli.event_text import EventText
    from gametape.replay.table import session_rows

    wanted = _known(type_)
    folder = session_folder(session, settings())
    text = EventText(folder)
    for row in session_rows(folder):
        if wanted and row.event_type not in wanted:
            continue
        if json:
            json_line(row)
        else:
            typer.echo(text.line(row))
    sys.stdout.flush()


def _known(types: list[str]) -> frozenset[str]:
    """The types asked for; raises UsageError for one that is never in the table."""
    from gametape.replay.words import WORDS

    words = sorted(WORDS.values())
    for one in types:
        if one not in words:
            raise UsageError(f"There is no event type {one!r}.", f"There are {', '.join(words)}.")
    return frozenset(types)
