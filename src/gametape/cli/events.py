"""`gametape events`: a session as a plain table of events."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from gametape.cli.output import json_line, session_folder, settings


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
    """Print every event in order: session_id, timestamp, sequence, event_type, payload."""
    from gametape.replay.table import rows
    from gametape.tape.reader import read_tape

    folder = session_folder(session, settings())
    wanted = frozenset(type_)
    for row in rows(folder.slug, read_tape(folder)):
        if wanted and row.event_type not in wanted:
            continue
        if json:
            json_line(row)
        else:
            words = " ".join(f"{key}={value}" for key, value in row.payload.items() if value)
            typer.echo(f"{row.timestamp} {row.sequence:>8} {row.event_type:<16} {words}"[:400])
    sys.stdout.flush()
