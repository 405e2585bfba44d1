"""`gametape serve`: the film room in the browser."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import typer

from gametape.cli.output import settings, warn


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    host: Annotated[
        str, typer.Option(help="Interface; 0.0.0.0 lets a phone in, with a token.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port; 0 takes any that is free.")
    ] = 8477,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    token: Annotated[str, typer.Option(help="Ask for this token; else one is made up.")] = "",
) -> None:
    """Show your sessions in the browser: record, replay, note.

    It answers on this machine alone unless --host says otherwise. Ending it never ends a
    recording.
    """
    from gametape.api.serving import run

    def ready(address: str) -> None:
        if port and urlsplit(address).port != port:
            warn(f"port {port} is taken, so it is another one.")
        typer.echo(f"gametape is at {address}")
        typer.echo("Ctrl-C ends it; recordings go on.")

    run(settings(), host, port, None if no_open else "/", ready, token)
