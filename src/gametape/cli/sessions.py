"""`gametape sessions`: what is in the data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gametape.cli.output import as_json, settings, warn
from gametape.errors import CatalogueError
from gametape.settings.model import Settings

if TYPE_CHECKING:
    from gametape.library.listing import Listed


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sessions")(sessions)


def sessions(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List sessions, newest first, and how far to trust each."""
    config = settings()
    found = _found(config)
    if json:
        as_json(found)
        return
    if not found:
        typer.echo(f"No session in {config.home} yet. Try: gametape demo")
        return
    heads = f"{'session':<30} {'verdict':<8} {'cover':>6} {'minutes':>7} {'MB':>7}"
    typer.echo(f"{heads}  created (UTC)")
    for one in found:
        typer.echo(_line(one))
    if any(one.verdict is None and not (one.recording or one.problem) for one in found):
        typer.echo("-: not indexed yet; gametape db rebuild --changed reads those tapes")


def _found(config: Settings) -> list[Listed]:
    """From the catalogue, or from the folders alone if it fails: an index must not hide a tape."""
    from gametape.library.catalogue import open_catalogue
    from gametape.library.listing import glanced, refreshed
    from gametape.tape.session import list_sessions

    if not list_sessions(config.home):
        return []
    try:
        return refreshed(open_catalogue(config.home, config.database_url), config.home)
    except CatalogueError as error:
        warn(f"{error} Listed from the tapes alone.")
        return glanced(config.home)


def _short(name: str) -> str:
    """A long name without its middle: the end tells repeated sessions of one event apart."""
    return name if len(name) <= 30 else f"{name[:14]}...{name[-13:]}"


def _line(one: Listed) -> str:
    verdict = {"nothing recorded": "nothing"}.get(one.verdict or "-", one.verdict or "-")
    cover = "-" if one.coverage is None else f"{one.coverage:.1%}"
    minutes = "-" if one.minutes is None else f"{one.minutes:.1f}"
    badge = "LIVE" if one.recording else ("BROKEN" if one.problem else verdict)
    return (
        f"{_short(one.session):<30} {badge:<8} {cover:>6} {minutes:>7}"
        f" {one.bytes / 1e6:>7.1f}  {one.created[:16]}"
    ).rstrip()
