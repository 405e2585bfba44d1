"""`gametape drill`: practice on one's own evenings, blind, in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from gametape.cli.output import settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("drill")(drill)


def drill(
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port; 0 takes any that is free.")
    ] = 8477,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
) -> None:
    """Decide again, blind, on moments of your own evenings.

    Names, dates and what came next are not shown.

    Opens the page on this machine alone; B, S and P answer, 1 to 5 say how sure you are.
    """
    from gametape.api.serving import page_address, run

    def ready(address: str) -> None:
        typer.echo(f"The drill is at {page_address(address, '/drill')}")
        typer.echo("Ctrl-C ends it.")

    run(settings(), port=port, open_at=None if no_open else "/drill", ready=ready)
