"""`gametape repair`: make a damaged tape readable again, keeping the damaged files."""

from __future__ import annotations

from typing import Annotated

import typer

from gametape.cli.output import as_json, row, session_folder, settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("repair")(repair_)


def repair_(
    session: Annotated[str, typer.Argument(help="Session name, its beginning, a path, or last.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Copy what is readable of damaged segments to clean ones.

    The originals stay beside them.
    """
    from gametape.tape.repair import repair

    folder = session_folder(session, settings())
    report = repair(folder)
    if json:
        as_json(report)
        return
    for damage in report.damage:
        lost = "" if damage.lost is None else f", {damage.lost} lines lost"
        row("damage", f"segment {damage.segment}: {damage.cause}{lost}")
    for mended in report.mended:
        row("mended", f"segment {mended.segment}, {mended.lines} lines")
        row("original", mended.original.relative_to(folder.root))
    if not report.mended:
        typer.echo("Nothing to mend.")
