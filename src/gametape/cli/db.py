"""`gametape db`: the catalogue of sessions, which can always be made again from the tapes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from gametape.cli.output import as_json, row, settings, warn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gametape.library.sessions.entry import Entry

db = typer.Typer(help="The catalogue of sessions: path, upgrade, rebuild, check.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(db, name="db", no_args_is_help=True)


@db.command()
def path(json: Json = False) -> None:
    """Where the catalogue is (a password is not shown)."""
    from gametape.library.database import address

    config = settings()
    url = address(config.home, config.database_url)
    where = str(url.database) if url.drivername == "sqlite" else str(url)
    if json:
        as_json({"kind": url.get_backend_name(), "path": where})
    else:
        typer.echo(where)


@db.command()
def upgrade(json: Json = False) -> None:
    """Bring the catalogue's schema up to this version."""
    from gametape.library.database import address, open_engine
    from gametape.library.database import upgrade as bring_up

    config = settings()
    before, after = bring_up(open_engine(address(config.home, config.database_url)))
    if json:
        as_json({"before": before, "after": after})
    elif before == after:
        typer.echo(f"The catalogue is up to date (revision {after}).")
    else:
        typer.echo(f"The catalogue went from {before or 'nothing'} to revision {after}.")


@db.command()
def rebuild(
    changed: Annotated[
        bool, typer.Option("--changed", help="Keep what is still true; read the rest.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; default one a processor.")
    ] = None,
    json: Json = False,
) -> None:
    """Derive the catalogue again by reading every tape; notes stay."""
    from gametape.library.database import address, open_engine
    from gametape.library.database import upgrade as bring_up
    from gametape.library.sessions.catalogue import Catalogue, cleared
    from gametape.library.sessions.indexing import index, stale
    from gametape.library.sessions.listing import refreshed
    from gametape.tape.session import list_sessions

    config = settings()
    engine = open_engine(address(config.home, config.database_url))
    if changed:
        bring_up(engine)
    elif aside := cleared(engine):
        warn(f"The library could not be used and lies at {aside}, with the notes in it.")
    catalogue = Catalogue(engine)
    refreshed(catalogue, config.home)
    folders = stale(catalogue, list_sessions(config.home))
    entries: list[Entry] = []
    try:
        found = index(catalogue, folders, time.time_ns() // 1000, workers)
        entries.extend(_shown(found, len(folders), json))
    except KeyboardInterrupt:
        warn(f"{len(entries)} of {len(folders)} read; gametape db rebuild --changed goes on.")
        raise typer.Exit(130) from None
    broken = [entry for entry in entries if entry.problem]
    if json:
        unreadable = [{"session": one.session, "problem": one.problem} for one in broken]
        as_json({"indexed": len(entries) - len(broken), "unreadable": unreadable})
        return
    row("read", f"{len(entries)} sessions")
    for one in broken:
        warn(f"{one.session}: {one.problem}")


@db.command()
def check(json: Json = False) -> None:
    """Compare the catalogue with the folders.

    Exits with 1 where it says what is not so.
    """
    from gametape.library.database import address, open_engine
    from gametape.library.sessions.checking import check as compare

    config = settings()
    found = compare(open_engine(address(config.home, config.database_url)), config.home)
    if json:
        as_json(found)
    else:
        row("revision", found.revision or "none yet")
        row("damage", found.damage or "none")
        for label in ("missing", "gone", "changed", "unindexed", "outdated", "unreadable"):
            names: Sequence[str] = getattr(found, label)
            row(label, f"{len(names)}" + (f": {', '.join(names)}"[:56] if names else ""))
        if not found.sound:
            typer.echo("Next: gametape db rebuild --changed")
    raise typer.Exit(0 if found.sound else 1)


def _shown(entries: Iterator[Entry], total: int, quiet: bool) -> Iterator[Entry]:
    """The entries as they come, with a bar on a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("reading tapes"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        for entry in entries:
            bar.advance(task)
            yield entry
