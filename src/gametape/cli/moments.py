"""`gametape moments`: moments like one, over all sessions, and what came after them."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from gametape.cli.output import as_json, session_folder, settings, warn
from gametape.errors import UsageError
from gametape.model.times import iso_text


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("moments")(moments)


def moments(
    session: Annotated[
        str, typer.Argument(help="Session name, its beginning, a path, or last.")
    ] = "last",
    at: Annotated[str, typer.Option(help="The moment: +47:23, ISO 8601 or epoch.")] = "",
    market: Annotated[str, typer.Option(help="Market or asset; else the first.")] = "",
    sport: Annotated[str, typer.Option(help="Only moments of this sport.")] = "",
    phase: Annotated[str, typer.Option(help="Only moments of this phase: Q4, 2H, ...")] = "",
    kind: Annotated[
        Literal["quiet", "signal", "decision"] | None, typer.Option(help="Only such moments.")
    ] = None,
    position: Annotated[
        Literal["held", "flat"] | None, typer.Option(help="With shares of one's own, or without.")
    ] = None,
    since: Annotated[str, typer.Option(help="From this day on (2026-05-14, UTC).")] = "",
    until: Annotated[str, typer.Option(help="Up to this day.")] = "",
    others: Annotated[bool, typer.Option("--others", help="Only other sessions.")] = False,
    tolerance: Annotated[
        float, typer.Option(min=0.05, max=10, help="How far a moment may be; 1 is near.")
    ] = 1.0,
    per_session: Annotated[
        int, typer.Option(min=1, max=1000, help="At most so many of one session.")
    ] = 20,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Moments like one of yours, and what the price did next.

    The answer is the whole distribution beside that of any moments; the nearest follow as clips.
    """
    from gametape.cli.moments_text import moments_text
    from gametape.library.practice.moments import MomentShelf, filters_of, prepare
    from gametape.replay.film.building import film_of
    from gametape.replay.moments import moment_us

    filters = filters_of(
        since, until, sport=sport, phase=phase, kind=kind, position=position or "", others=others,
        tolerance=tolerance, per_session=per_session,
    )  # fmt: skip
    config = settings()
    folder = session_folder(session, config)
    timeline = film_of(folder).timeline()
    at_us = moment_us(at, timeline.from_us) if at else timeline.to_us
    if not timeline.from_us <= at_us <= timeline.to_us:
        raise UsageError(
            "The session was not running then.",
            f"It lasted from {iso_text(timeline.from_us)} to {iso_text(timeline.to_us)}.",
        )
    for slug in prepare(config.home, _tell if sys.stderr.isatty() else None):
        warn(f"{slug}: its moments could not be read")
    told = MomentShelf(config.home).like(folder, market, at_us, filters)
    if json:
        as_json(told)
    else:
        typer.echo(moments_text(told, timeline.from_us))


def _tell(what: str, done: float) -> None:
    sys.stderr.write(f"\rreading {what[:40]:<40} {done:4.0%}\r")
    sys.stderr.flush()
