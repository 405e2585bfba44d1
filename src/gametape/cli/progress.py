"""`gametape progress` and `gametape goals`: what many evenings show, and what one means to do."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gametape.cli.output import as_json, settings
from gametape.errors import UsageError

if TYPE_CHECKING:
    from gametape.library.written.goals import GoalBook

Kind = Literal["after-score", "after-move", "after-loss", "entries", "size"]


def register(app: typer.Typer) -> None:
    """Add both commands."""
    app.command("progress")(progress)
    app.command("goals")(goals)


def progress(
    since: Annotated[
        str, typer.Option(help="A day that something was changed on: before against after.")
    ] = "",
    sport: Annotated[str, typer.Option(help="Only evenings of this sport.")] = "",
    league: Annotated[str, typer.Option(help="Only evenings of this league.")] = "",
    from_day: Annotated[str, typer.Option("--from", help="Only from this day on.")] = "",
    to_day: Annotated[str, typer.Option("--to", help="Only before this day.")] = "",
    compare: Annotated[
        tuple[str, str],
        typer.Option(help="Two groups side by side: sessions, sport:NAME, before:DAY, after:DAY."),
    ] = ("", ""),
    full: Annotated[bool, typer.Option("--all", help="Rows without enough to show, too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Habits, behaviour over time, what-ifs and goals, beside chance.

    Rests on what gametape analyze --all has judged. Only what is marked * stands out from chance.
    """
    try:
        from gametape.analyze.population.choosing import Choice
        from gametape.analyze.population.progress import Asked
        from gametape.library.judged import progressing
        from gametape.library.judged.summaries import load_summaries
    except ModuleNotFoundError as error:
        raise UsageError(
            f"Progress needs a part that is not installed ({error.name}).",
            "pip install 'gametape[analyze]'",
        ) from None
    from gametape.cli.progress_text import comparison_text, progress_text

    config = settings()
    if any(compare):
        told = progressing.compared(load_summaries(config.home).summaries, *compare)
        if json:
            as_json(told)
        else:
            typer.echo(comparison_text(told))
        return
    choice = Choice(
        sport,
        league,
        progressing.day_us(from_day) if from_day else None,
        progressing.day_us(to_day) if to_day else None,
    )
    asked = Asked(progressing.day_us(since) if since else None, _book().goals())
    if config.analyze.cluster:
        found = progressing.progress_by_crew(config.home, choice, asked, config.analyze)
    else:
        loaded = load_summaries(config.home)
        found = progressing.progress_over(loaded.summaries, choice, asked, len(loaded.missing))
    if json:
        as_json(found)
    else:
        typer.echo(progress_text(found, full=full))


def goals(
    kind: Annotated[Kind | None, typer.Argument(help="What the goal is about.")] = None,
    value: Annotated[
        float | None, typer.Argument(help="Seconds, entries, or times the usual size.")
    ] = None,
    drop: Annotated[bool, typer.Option("--drop", help="Give the goal up.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """The goals that are set, or a new one: goals after-score 30.

    At most three, one of a kind. `gametape progress` says how often each was kept.
    """
    book = _book()
    if kind is not None:
        name = kind.replace("-", "_")
        if drop:
            book.drop(name)  # type: ignore[arg-type]
        elif value is None:
            raise UsageError("A goal needs a value.", f"gametape goals {kind} 30")
        else:
            book.put(name, value, time.time_ns() // 1000)  # type: ignore[arg-type]
    told = book.goals()
    if json:
        as_json({"goals": told})
        return
    for one in told:
        typer.echo(f"{one.kind.replace('_', '-'):<12} {one.words}")
    if not told:
        typer.echo("No goals are set. One is set like this: gametape goals after-score 30")


def _book() -> GoalBook:
    from gametape.library.database import address, open_engine, upgrade
    from gametape.library.written.goals import GoalBook

    config = settings()
    engine = open_engine(address(config.home, config.database_url))
    upgrade(engine)
    return GoalBook(engine)
