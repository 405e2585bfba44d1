"""`gametape patterns`: the rule files behind the playbook: list, check, show, test."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from gametape.cli.output import as_json, session_folder, settings, warn
from gametape.errors import UsageError

if TYPE_CHECKING:
    from gametape.analyze.patterns.pattern import Pattern
    from gametape.library.judged.patterns import Patterns
    from gametape.settings.model import Settings

patterns = typer.Typer(help="Patterns: the rule files behind the playbook.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(patterns, name="patterns", no_args_is_help=True)


@patterns.command("list")
def list_all(json: Json = False) -> None:
    """All patterns, those that come with gametape and your own.

    Your own are the files in patterns/ of the data folder.
    Exits with 1 where a file is no pattern.
    """
    found = _all(settings())
    if json:
        as_json(found)
    else:
        for one in found.kept:
            typer.echo(f"{one.pattern.name:<20} {one.source:<9} {one.pattern.title}"[:79])
    for trouble in found.troubles:
        warn(trouble.words)
    raise typer.Exit(1 if found.troubles else 0)


@patterns.command()
def check(
    file: Annotated[Path, typer.Argument(help="A pattern file, wherever it lies.")],
    json: Json = False,
) -> None:
    """Read a pattern file and say what is wrong with it, with the line."""
    from gametape.analyze.patterns.parsing import parse_pattern
    from gametape.library.judged.patterns import read_bounded

    found = parse_pattern(read_bounded(file), file.name)
    if json:
        as_json(found)
    else:
        typer.echo(f"{file.name} is a pattern: {found.name}, version {found.version}.")


@patterns.command()
def show(name: Annotated[str, typer.Argument(help="The pattern's name.")]) -> None:
    """Print a pattern's file as it is.

    Save it under another name to make your own.
    """
    from gametape.library.judged.patterns import PatternFolder

    folder = PatternFolder(settings().home)
    typer.echo(folder.text(folder.patterns().named(name)).decode(), nl=False)


@patterns.command()
def fields(json: Json = False) -> None:
    """Everything that a pattern may look at."""
    from gametape.analyze.patterns.vocabulary import FIELDS

    if json:
        as_json(list(FIELDS.values()))
        return
    for one in FIELDS.values():
        kind = one.unit if one.type == "number" else one.type
        for line in wrap(
            one.words, 79, initial_indent=f"{one.name:<23}{kind:<8} ", subsequent_indent=" " * 32
        ):
            typer.echo(line)


@patterns.command("test")
def put_to(
    name: Annotated[str, typer.Argument(help="The pattern's name, or a file.")],
    session: Annotated[str, typer.Argument(help="Session name, its beginning, or last.")] = "last",
    json: Json = False,
) -> None:
    """Put a pattern to every own order of a session.

    Tells every condition and what was seen.
    """
    from gametape.analyze.patterns.tagged import UNSAID
    from gametape.analyze.patterns.tracing import pattern_tag
    from gametape.cli.analyze import analysis_of
    from gametape.cli.pattern_text import tag_text
    from gametape.library.judged.playbooks import night_of
    from gametape.library.judged.summaries import kept_summary

    config = settings()
    pattern = _pattern(name, config)
    folder = session_folder(session, config)
    analysis_of(folder, config)
    summary = kept_summary(folder)
    if summary is None:
        raise UsageError(f"{folder.slug} leaves nothing to put a pattern to.")
    night = night_of(summary)
    found = [
        (order, tag)
        for order, deed in zip(summary.decisions, night.deeds, strict=True)
        if (tag := pattern_tag(pattern, night, deed, UNSAID)) is not None
    ]
    if json:
        as_json(
            [{"order": order.order, "order_id": order.order_id, "tag": tag} for order, tag in found]
        )
        return
    fits = sum(tag.of is True for _, tag in found)
    typer.echo(f"{pattern.title}: {fits} of {len(found)} orders asked fit")
    for order, tag in found:
        typer.echo(tag_text(order, tag, summary.started_us))


def _pattern(name: str, config: Settings) -> Pattern:
    """A pattern by its name or its file."""
    from gametape.analyze.patterns.parsing import parse_pattern
    from gametape.library.judged.patterns import read_bounded

    if name.endswith(".toml"):
        return parse_pattern(read_bounded(Path(name)), Path(name).name)
    return _all(config).named(name).pattern


def _all(config: Settings) -> Patterns:
    from gametape.library.judged.patterns import PatternFolder

    return PatternFolder(config.home).patterns()
