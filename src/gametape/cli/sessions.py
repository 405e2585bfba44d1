"""`gametape sessions`: what is in the data folder."""

from __future__ import annotations

from typing import Annotated

import typer

from gametape.cli.output import as_json, settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sessions")(sessions)


def sessions(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List recorded and imported sessions, newest first."""
    from gametape.library.listing import list_summaries

    config = settings()
    summaries = list_summaries(config.home)
    if json:
        as_json(summaries)
        return
    if not summaries:
        typer.echo(f"No session in {config.home} yet. Try: gametape demo")
        return
    typer.echo(f"{'session':<42} {'venue':<11} {'created (UTC)':<17} {'MB':>6}")
    for one in summaries:
        live = "  recording" if one.recording else ""
        typer.echo(
            f"{one.session[:42]:<42} {one.venue[:11]:<11} {one.created:<17}"
            f" {one.bytes / 1e6:>6.1f}{live}"
        )
