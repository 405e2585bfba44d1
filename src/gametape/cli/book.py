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
    """Show the book of one outcome as it stood at a moment."""
    from gametape.replay.bookat import book_at

    view = book_at(session_folder(session, settings()), at, market, depth)
    if json:
        as_json(view)
        return
    typer.echo(f"{view.session}  {view.market[:50]}  asset {view.asset[:24]}")
    if not view.valid:
        typer.echo(f"NOT TO BE TRUSTED: {view.reason}")
    typer.echo(f"mid {view.mid}   spread {view.spread}")
    typer.echo(f"{'bid size':>14} {'bid':>8}   {'ask':<8} {'ask size':<14}")
    for rank in range(max(len(view.bids), len(view.asks))):
        bid = view.bids[rank] if rank < len(view.bids) else ("", "")
        ask = view.asks[rank] if rank < len(view.asks) else ("", "")
        typer.echo(f"{bid[1]:>14} {bid[0]:>8}   {ask[0]:<8} {ask[1]:<14}")
