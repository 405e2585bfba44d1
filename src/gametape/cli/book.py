"""`gametape book`: the exact order book at a moment."""

from __future__ import annotations

from typing import Annotated

import typer

from gametape.cli.output import as_json, session_folder, settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("book")(book)


def book(
    session: Annotated[str, typer.Argument(help="Session name, its beginning, a path, or last.")],
    at: Annotated[str, typer.Option(help="+47:23, ISO 8601, or epoch ms or us.")],
    market: Annotated[
        str | None, typer.Option(help="Market, outcome, team or id; MARKET:OUTCOME.")
    ] = None,
    depth: Annotated[int, typer.Option(min=0, help="Levels a side; 0 shows all.")] = 10,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the order book of one outcome at a moment.

    The moment is an offset into the session (+47:23), ISO 8601 or an epoch time. Without --market
    it is the first outcome of the moneyline.
    """
    from gametape.cli.book_text import book_text
    from gametape.replay.bookat import book_at

    view = book_at(session_folder(session, settings()), at, market, depth)
    if json:
        as_json(view)
    else:
        typer.echo(book_text(view))
