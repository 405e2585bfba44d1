"""`gametape import`: other people's recordings as sessions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gametape.cli.output import as_json, row, settings, warn


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)


def import_(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders; .gz .bz2 .tar opened.")],
    name: Annotated[str, typer.Option(help="Name of the session; else the file's.")] = "",
    anchor: Annotated[
        list[str],
        typer.Option(help='Game clock to wall time: "Q1 12:00=2026-01-25T01:10:00Z".'),
    ] = [],  # noqa: B006 - Typer reads the default, nobody changes it
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Import recordings of Polymarket, Betfair, Kalshi and of games; the format is recognised."""
    from gametape.games.alignment import placement
    from gametape.record.importing import import_files

    report = import_files(
        settings().home, paths, name=name, place=placement(anchor) if anchor else None
    )
    if json:
        as_json(report)
        return
    row("session", report.session)
    row("frames", report.frames)
    row("events", report.events)
    for words in report.warnings:
        warn(words)
    typer.echo(f"Next: gametape verify {report.session}")
