"""`gametape demo`: record a synthetic game over real sockets, without keys or internet."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Annotated

import typer

from gametape.cli.output import settings
from gametape.cli.record_state import told_in
from gametape.errors import UsageError
from gametape.model.amounts import micro_text
from gametape.model.times import SECOND, iso_text

if TYPE_CHECKING:
    from gametape.replay.certificate import Certificate
    from gametape.settings.model import Settings
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
    """Record a made-up game at a venue on this machine.

    Needs neither keys nor internet and takes about a minute. The connection is torn once and once
    the feed falls silent; then the certificate shows what that cost.
    """
    if sport not in SPEEDS:
        raise UsageError(f"There is no demo of {sport!r}.", f"There are {', '.join(SPEEDS)}.")
    typer.echo(
        "A made-up game is played at a venue on this machine, in fast time, and\n"
        "recorded over real sockets, about 45 seconds. On the way the connection is\n"
        "torn once, and once the feed falls silent without a word.\n"
    )
    config = settings()
    folder, recorded = asyncio.run(_rehearse(config, sport, seed))
    from gametape.cli.book_text import book_text
    from gametape.cli.certificate_text import certificate_text
    from gametape.cli.keeping import kept
    from gametape.replay.bookat import book_at
    from gametape.replay.highlight import highlights

    typer.echo(certificate_text(kept(folder, lambda: recorded, config)))
    shown = highlights(folder)
    if shown.moment_us is not None:
        typer.echo("\nThe book at the game's biggest swing:\n")
        typer.echo(book_text(book_at(folder, iso_text(shown.moment_us), shown.asset, depth=5)))
    if shown.fills:
        typer.echo("\nThe trader's first fills:\n")
    for fill in shown.fills[:3]:
        typer.echo(
            f"  {iso_text(fill.matched_us)}  {fill.side:<4} {micro_text(fill.size):>7} at"
            f" {fill.price:<6} {fill.role.lower():<6} {fill.status.lower():<9}"
            f" {fill.outcome[:15]}"
        )
    typer.echo(
        f"\nThe session is {folder.slug}. Next:\n"
        f"  gametape verify {folder.slug}\n"
        f"  gametape book {folder.slug} --at +0:12\n"
        f"  gametape events {folder.slug} --type user_fill\n"
        "  gametape doctor            and then, with a real game:\n"
        "  gametape record URL --dry-run"
    )


async def _rehearse(config: Settings, sport: str, seed: int) -> tuple[SessionFolder, Certificate]:
    from gametape.cli.record import record_job
    from gametape.record.ending import Until
    from gametape.record.job import Job
    from gametape.record.options import RecordOptions
    from gametape.record.planning import plan_evening
    from gametape.record.rehearsal import loopback_venue
    from gametape.settings import load_settings
    from gametape.tape.session import SessionFolder, list_sessions, slugify
    from gametape.venues.polymarket.rest import PolymarketRest, open_http

    arguments = ["--sport", sport, "--seed", str(seed), "--speed", str(SPEEDS[sport])]
    arguments += ["--rate", str(RATE), "--hold", "--linger", "60"]
    for fault in FAULTS:
        arguments += ["--fault", fault]
    async with loopback_venue(arguments) as venue:
        there = load_settings(venue.environment)
        async with open_http() as http:
            rest = PolymarketRest(there.urls, http, _now_us, there.credentials)
            evening, _ = await plan_evening(rest, [venue.event], [])
        taken = [one.slug for one in list_sessions(config.home)]
        folder = SessionFolder.create(config.home, slugify(f"demo-{sport}-{seed}", taken))
        job = Job(
            folder=folder,
            evening=evening,
            urls=there.urls,
            credentials=there.credentials,
            wallet=there.wallet,
            # Fast time: what is looked at once a minute is looked at every few seconds.
            options=RecordOptions(checkpoint_s=5, listing_s=5, silence_s=3, rules_s=20),
            until=Until(end=True, quiet_us=3 * SECOND),
        )
        with told_in(config, folder.slug) as told:
            return folder, await record_job(job, config, told, quiet=False)


def _now_us() -> int:
    return time.time_ns() // 1000
