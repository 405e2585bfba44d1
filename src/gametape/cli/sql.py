"""`gametape sql`: questions to a session in SQL."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

import typer

from gametape.cli.output import json_line, session_folder, settings, warn

_WIDEST = 24


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sql")(sql)


def sql(
    session: Annotated[str, typer.Argument(help="Session name, its beginning, a path, or last.")],
    query: Annotated[str, typer.Argument(help="One statement in DuckDB's SQL.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object a row.")] = False,
) -> None:
    """Ask a session questions in SQL.

    The tables are level_changes, trades, assets and session_events; missing columns are made
    first. Needs gametape[columns].
    """
    from gametape.replay.columns.columns import build_columns
    from gametape.replay.columns.sql import ask

    folder = session_folder(session, settings())
    for words in build_columns(folder).warnings:
        warn(words)
    answer = ask(folder, query)
    if json:
        for values in answer.rows:
            json_line(dict(zip(answer.columns, map(_plain, values), strict=True)))
    else:
        _table(answer.columns, answer.rows)
    sys.stdout.flush()


def _table(columns: list[str], rows: Iterable[tuple[object, ...]]) -> None:
    shown = [columns, *([_text(value) for value in values] for values in rows)]
    widths = [min(_WIDEST, max(len(row[at]) for row in shown)) for at in range(len(columns))]
    for row in shown:
        cells = [cell[:width].ljust(width) for cell, width in zip(row, widths, strict=True)]
        typer.echo("  ".join(cells).rstrip())


def _text(value: object) -> str:
    return "-" if value is None else str(_plain(value))


def _plain(value: object) -> object:
    """Exact decimals as text without needless zeros, as prices and sizes are everywhere here."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
