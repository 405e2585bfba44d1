"""`gametape demo`: record a made-up game over real sockets, then open the room on it."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gametape.cli.output import settings
from gametape.errors import UsageError
from gametape.model.amounts import micro_text
from gametape.model.times import iso_text

if TYPE_CHECKING:
    from gametape.model.trading import Fill
    from gametape.replay.highlight import Highlights
    from gametape.settings.model import Settings
    from gametape.tape.manifest import Manifest
    from gametape.tape.session import SessionFolder

FAULTS = ("reset@w8+0.5", "freeze@w20+60:market")
"""What goes wrong on the way, in seconds after the game begins: see `gametape.simulate`."""

SPEEDS = {"basketball": 220, "tennis": 260, "soccer": 190}
"""Seconds of the game that pass in one of ours: an evening takes about forty seconds."""

RATE = 0.4
"""How busy the crowd is; at 1 this machine would spend the demo on messages."""

PORT = 8477
"""Where the page is served; the next free one if that is taken."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    sport: Annotated[str, typer.Option(help="basketball, tennis or soccer.")] = "basketball",
    seed: Annotated[int, typer.Option(min=0, help="Another number is another game.")] = 7,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Of the page; 0: any.")] = PORT,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End without the page.")] = False,
    into: Annotated[str, typer.Option(hidden=True)] = "",  # a folder that the page has made
) -> None:
    """Record a made-up game on this machine, and open the room.

    Needs neither keys nor internet and takes about a minute. The connection is torn once and once
    the feed falls silent; the certificate shows what that cost, and the room opens shortly before
    the game's biggest swing.
    """
    if sport not in SPEEDS:
        raise UsageError(f"There is no demo of {sport!r}.", f"There are {', '.join(SPEEDS)}.")
    typer.echo(
        "A made-up game is played at a venue on this machine, in fast time, and\n"
        "recorded over real sockets, about 45 seconds. On the way the connection is\n"
        "torn once, and once the feed falls silent without a word.\n"
    )
    config = settings()
    from gametape.cli.demo_evening import WholeEvening
    from gametape.cli.keeping import develop

    evening = None if into or no_serve else WholeEvening(config, sport, seed + 1)
    folder = _recorded(config, sport, seed, into)

    if into:
        develop(folder)
        return
    from gametape.replay.highlight import highlights

    shown = highlights(folder)
    _show(folder, shown)
    if no_serve:
        return
    from gametape.api.serving import page_address, run
    from gametape.cli.demo_opening import opening

    develop(folder)
    page = opening(folder.slug, shown)
    judged = evening is not None and evening.told()

    def ready(address: str) -> None:
        typer.echo(
            f"\nThe game, shortly before its biggest swing:\n  {page_address(address, page)}"
        )
        if judged and evening is not None:
            where = page_address(address, f"/s/{evening.slug}/report")
            typer.echo(f"The report on the whole evening:\n  {where}")
        typer.echo("Space plays and pauses, ? shows all keys. Ctrl-C ends the page.")

    run(config, port=port, open_at=None if no_open else page, ready=ready)


def _recorded(config: Settings, sport: str, seed: int, into: str) -> SessionFolder:
    """Record the game; for a person the certificate is shown, the page has its own ways."""
    from gametape.cli.certificate_text import certificate_text
    from gametape.cli.demo_rehearsal import rehearse
    from gametape.cli.keeping import kept
    from gametape.cli.record_state import told_in
    from gametape.tape.session import SessionFolder

    if into:
        folder = SessionFolder.open(config.home, into)
    else:
        folder = SessionFolder.create_about(config.home, f"demo-{sport}-{seed}")
    venue = ["--sport", sport, "--seed", str(seed), "--speed", str(SPEEDS[sport])]
    venue += ["--rate", str(RATE), "--hold", "--linger", "60"]
    for fault in FAULTS:
        venue += ["--fault", fault]
    with told_in(config, folder.slug) as told:
        recorded = asyncio.run(rehearse(config, folder, venue, told, quiet=bool(into)))
        certificate = kept(folder, lambda: recorded, config)
        told.over(certificate)
    if not into:
        typer.echo(certificate_text(certificate))
    return folder


def _show(folder: SessionFolder, shown: Highlights) -> None:
    """The book at the biggest swing, the first fills, and what to do next."""
    from gametape.cli.book_text import book_text
    from gametape.replay.bookat import book_at
    from gametape.tape.manifest import Manifest

    if shown.moment_us is not None:
        typer.echo("\nThe book at the game's biggest swing:\n")
        typer.echo(book_text(book_at(folder, iso_text(shown.moment_us), shown.asset, depth=5)))
    if shown.fills:
        typer.echo("\nThe trader's first fills:\n")
    manifest = Manifest.load(folder.manifest_path)
    for fill in shown.fills[:3]:
        typer.echo(_fill_line(fill, manifest))
    typer.echo(
        f"\nThe session is {folder.slug}. Next{_where_it_is()}:\n"
        f"  gametape verify {folder.slug}\n"
        f"  gametape book {folder.slug} --at +0:12\n"
        f"  gametape events {folder.slug} --type user_fill\n"
        "  gametape doctor            and then, with a real game:\n"
        "  gametape record URL --dry-run"
    )


def _fill_line(fill: Fill, manifest: Manifest) -> str:
    """A fill in 80 columns, with its market where that is not the game itself."""
    question = next((one.question for one in manifest.markets if one.market == fill.market), "")
    bet = fill.outcome
    if question not in ("", manifest.title):
        bet += f": {question.removeprefix(f'{manifest.title}: ')}"
    return (
        f"  {iso_text(fill.matched_us)[11:19]}  {fill.side:<4} {micro_text(fill.size):>7} at"
        f" {fill.price:<6} {fill.role.lower():<6} {bet[:36]}"
    )


def _where_it_is() -> str:
    """How to reach the command gametape, where a shell would not find it by its name."""
    activate = Path(sys.prefix) / ("Scripts" if os.name == "nt" else "bin") / "activate"
    if shutil.which("gametape") is not None or not activate.exists():
        return ""
    call = str(activate) if os.name == "nt" else f"source {activate}"
    return f", after\n  {call}"
