"""`gametape verify`: the certificate of a session."""

from __future__ import annotations

from typing import Annotated

import typer

from gametape.cli.output import as_json, session_folder, settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify)


def verify(
    session: Annotated[str, typer.Argument(help="Session name, its beginning, a path, or last.")],
    sample: Annotated[
        float,
        typer.Option(min=0, help="Recompute a book's hash so many seconds apart (0: all of them)."),
    ] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read a whole tape and say what it can be trusted for."""
    from gametape.cli.certificate_text import certificate_text
    from gametape.cli.keeping import kept
    from gametape.replay.certificate.verifying import verify_session

    config = settings()
    folder = session_folder(session, config)
    certificate = kept(folder, lambda: verify_session(folder, int(sample * 1e6)), config)
    if json:
        as_json(certificate)
    else:
        typer.echo(certificate_text(certificate))
