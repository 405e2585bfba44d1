"""`gametape columns`: level changes and trades of a session as Parquet files."""

from __future__ import annotations

from typing import Annotated

import typer

from gametape.cli.output import as_json, row, session_folder, settings, warn


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("columns")(columns)


def columns(
    session: Annotated[str, typer.Argument(help="Session name, its beginning, a path, or last.")],
    again: Annotated[bool, typer.Option("--again", help="Make all files anew.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Verify the session and compare the counts.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make Parquet files of level changes and trades.

    Only what is missing is made, from the tape's sealed segments. Needs gametape[columns].
    """
    from gametape.replay.certificate.verifying import verify_session
    from gametape.replay.columns.columns import build_columns, disagreements

    folder = session_folder(session, settings())

    def done(segment: int) -> None:
        typer.echo(f"segment {segment} written", err=True)

    report = build_columns(folder, again=again, progress=None if json else done)
    for words in report.warnings:
        warn(words)
    wrong = disagreements(report, verify_session(folder)) if check else []
    if json:
        as_json(report)
    else:
        row("segments", f"{report.segments}, {len(report.made)} made now")
        row("level changes", report.level_changes)
        row("trades", report.trades)
        row("bytes", f"{report.bytes} in {folder.columns}")
        if report.bytes_per_change is not None:
            row("a level change", f"{report.bytes_per_change} bytes")
        row(
            "markets", f"{report.mirrored} by their first outcome alone, {len(report.both)} by both"
        )
        if check and not wrong:
            row("certificate", "agrees")
    for words in wrong:
        warn(words)
    raise typer.Exit(1 if wrong else 0)
