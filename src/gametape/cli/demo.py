"""`gametape demo`: record a synthetic game over real sockets, without keys or internet."""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from gametape.cli.output import settings
from gametape.errors import UsageError
from gametape.model.amounts import micro_text
from gametape.model.times import SECOND, iso_text

if TYPE_CHECKING:
    from gametape.replay.certificate import Certificate
    from gametape.tape.session import SessionFolder

FAULTS = ("reset@w8+0.5", "freeze@w20+60:market")
"""What goes wrong on the way, in seconds after the game begins: see `gametape.simulate`."""

SPEEDS = {"basketball": 220, "tennis": 260, "soccer": 190}
"""Seconds of the game that pass in one of ours: an evening takes about forty seconds."""

RATE = 0.4
"""How busy the crowd is; at 1 this machine would spend the demo on messages."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    sport: Annotated[str, typer.Option(help="basketball, tennis or soccer.")] = "basketball",
    seed: Annotated[int, typer.Option(help="Another number is another game.")] = 7,
) -> None:
    """Record a synthetic game with two faults on the way, then show what was kept."""
    typer.echo(
        "A made-up game is played at a venue on this machine, in fast time, and\n"
        "recorded over real sockets, about 45 seconds. On the way the connection is\n"
        "torn once, and once the feed falls silent without a word.\n"
    )
    folder, certificate = asyncio.run(_rehearse(sport, seed))
    from gametape.cli.certificate_text import certificate_text
    from gametape.replay.highlight import highlights

    typer.echo(certificate_text(certificate))
    shown = highlights(folder)
    if shown.moment_us is not None:
        at = iso_text(shown.moment_us)
        typer.echo(f"\nThe book at the game's biggest swing, {at}:\n")
        os.environ["GAMETAPE_HOME"] = str(folder.root.parent.parent)
        from gametape.cli.book import book

        book(folder.slug, at=at, market=shown.asset, depth=5)
    typer.echo("\nThree of the trader's fills:\n")
    for fill in shown.fills[:3]:
        typer.echo(
            f"  {iso_text(fill.matched_us)}  {fill.side:<4} {micro_text(fill.size):>7} at"
            f" {fill.price:<6} {fill.role.lower():<6} {fill.status.lower():<9} {fill.outcome}"
        )
    typer.echo(
        f"\nThe session is {folder.slug}. Next:\n"
        f"  gametape verify {folder.slug}\n"
        f"  gametape book {folder.slug} --at +0:12\n"
        f"  gametape events {folder.slug} --type user_fill\n"
        "  gametape doctor            and then, with a real game:\n"
        "  gametape record URL --dry-run"
    )


async def _rehearse(sport: str, seed: int) -> tuple[SessionFolder, Certificate]:
    from gametape.cli.live_display import LiveDisplay
    from gametape.record.ending import Until
    from gametape.record.job import Job
    from gametape.record.options import RecordOptions
    from gametape.record.planning import plan_evening
    from gametape.record.recorder import Recorder
    from gametape.record.rehearsal import loopback_venue
    from gametape.settings import load_settings
    from gametape.tape.session import SessionFolder, list_sessions, slugify
    from gametape.venues.polymarket.rest import PolymarketRest, open_http

    home = settings().home
    if sport not in SPEEDS:
        raise UsageError(f"There is no demo of {sport!r}.", f"There are {', '.join(SPEEDS)}.")
    arguments = ["--sport", sport, "--seed", str(seed), "--speed", str(SPEEDS[sport])]
    arguments += ["--rate", str(RATE), "--hold", "--linger", "60"]
    for fault in FAULTS:
        arguments += ["--fault", fault]
    async with loopback_venue(arguments) as venue:
        config = load_settings(venue.environment)
        async with open_http() as http:
            rest = PolymarketRest(config.urls, http, _now_us, config.credentials)
            evening, _ = await plan_evening(rest, [venue.event], [])
        taken = [one.slug for one in list_sessions(home)]
        folder = SessionFolder.create(home, slugify(f"demo-{sport}-{seed}", taken))
        # Fast time: what would be looked at once a minute is looked at every few seconds.
        options = RecordOptions(checkpoint_s=5, listing_s=5, silence_s=3, rules_s=20)
        job = Job(
            folder=folder,
            evening=evening,
            urls=config.urls,
            credentials=config.credentials,
            wallet=config.wallet,
            options=options,
            until=Until(end=True, quiet_us=3 * SECOND),
        )
        display = LiveDisplay(Console(stderr=True), {})
        recorder = Recorder(job, on_progress=display.update)
        with display.shown():
            return folder, await recorder.run()


def _now_us() -> int:
    return time.time_ns() // 1000
