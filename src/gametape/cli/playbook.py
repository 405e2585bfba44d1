"""`gametape playbook`: how each pattern has gone over all evenings that were judged."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import typer

from gametape.cli.output import as_json, settings
from gametape.errors import UsageError

Sort = Literal["net", "mean", "won", "cost", "left_alone", "trend", "trades", "name"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("playbook")(playbook)


def playbook(
    sport: Annotated[str, typer.Option(help="Only evenings of this sport.")] = "",
    league: Annotated[str, typer.Option(help="Only evenings of this league.")] = "",
    team: Annotated[str, typer.Option(help="Only evenings with this team.")] = "",
    market_type: Annotated[str, typer.Option(help="Only trades in such markets.")] = "",
    since: Annotated[str, typer.Option(help="Only from this day on (2026-11-22).")] = "",
    sort: Annotated[Sort, typer.Option(help="What the rows are ordered by.")] = "net",
    export: Annotated[
        Literal["csv", "json", "md"] | None, typer.Option(help="Print as a file for elsewhere.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """How each pattern has gone, and what breaking it cost.

    Rests on the evenings that have been judged (gametape analyze --all).
    """
    from gametape.analyze.patterns.exporting import csv_of, markdown_of
    from gametape.analyze.patterns.nights import Choice
    from gametape.analyze.patterns.sorting import ordered
    from gametape.cli.playbook_text import playbook_text
    from gametape.library.database import address, open_engine, upgrade
    from gametape.library.judged.patterns import PatternFolder
    from gametape.library.judged.playbooks import night_of, read_playbook
    from gametape.library.judged.summaries import load_summaries
    from gametape.library.written.tagging import TagBook

    config = settings()
    engine = open_engine(address(config.home, config.database_url))
    upgrade(engine)
    loaded = load_summaries(config.home)
    choice = Choice(sport, league, team, market_type, _day(since))
    told = read_playbook(
        PatternFolder(config.home).patterns(),
        [night_of(one) for one in loaded.summaries],
        TagBook(engine),
        choice,
        len(loaded.missing),
    )
    told = ordered(told, sort)
    if json or export == "json":
        as_json(told)
    elif export is not None:
        typer.echo(csv_of(told) if export == "csv" else markdown_of(told), nl=False)
    else:
        typer.echo(playbook_text(told))


def _day(since: str) -> int | None:
    """The beginning of a day here, microseconds."""
    if not since:
        return None
    try:
        return round(datetime.fromisoformat(since).astimezone().timestamp() * 1e6)
    except (ValueError, OverflowError, OSError):
        raise UsageError("--since is a day.", "Write it as 2026-11-22.") from None
