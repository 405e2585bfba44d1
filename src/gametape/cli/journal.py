"""`gametape journal`: the account of trades that were typed by hand or exported elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import typer

from gametape.cli.output import as_json, warn
from gametape.errors import ParseError, UsageError
from gametape.ledger.lots import Method

if TYPE_CHECKING:
    from gametape.ledger.journal.mapping import JournalMap

SHOWN = 20
"""So many rows that could not be read are named; the rest are counted."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("journal")(journal)


def journal(
    table: Annotated[Path, typer.Argument(help="A CSV: your own, or an export.")],
    mapping: Annotated[
        str,
        typer.Option("--as", help="own, tradenote, td-ameritrade, tradovate, or a mapping file."),
    ] = "own",
    method: Annotated[
        Method, typer.Option(case_sensitive=False, help="Which shares a sale closes first.")
    ] = Method.FIFO,
    zone: Annotated[
        str, typer.Option(help="Time zone of times that name none; the mapping's otherwise.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Positions, trades and profit of a table of trades or bets.

    Nothing is recorded or changed.

    Your own table has the columns time, market, side, shares, price, and where known outcome, fee,
    id, order. For other tables a mapping file says what the columns mean (docs/ledger.md).
    """
    from gametape.cli.journal_text import journal_text
    from gametape.ledger.account import account
    from gametape.ledger.journal.reading import read_journal

    how = _mapping(mapping)
    try:
        place = ZoneInfo(zone or how.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise UsageError(
            f"There is no time zone {zone or how.zone!r}.", "One is: America/New_York"
        ) from None
    text = _bytes(table)
    try:
        read = read_journal(text, how, place)
    except ParseError as error:
        raise UsageError(str(error), _other_ways(text, mapping)) from None
    told = account(read.fills, read.rules, settlements=read.settlements, method=method)
    if json:
        as_json({
            "rows": read.rows,
            "left_out": read.left_out,
            "problems": read.problems,
            "account": msgspec.to_builtins(told, builtin_types=()),
        })  # fmt: skip
        return
    for problem in read.problems[:SHOWN]:
        warn(f"line {problem.line}: {problem.reason}")
    if len(read.problems) > SHOWN:
        warn(f"and {len(read.problems) - SHOWN} more rows that could not be read")
    typer.echo(journal_text(read, told))


def _mapping(name: str) -> JournalMap:
    from gametape.ledger.journal.mapping import parse_mapping
    from gametape.ledger.journal.presets import PRESETS

    if name in PRESETS:
        return PRESETS[name]
    path = Path(name)
    if not path.is_file():
        raise UsageError(
            f"{name} is no mapping file and none of {', '.join(PRESETS)}.",
            "docs/ledger.md says how to write one.",
        )
    return parse_mapping(_bytes(path).decode("utf-8", "replace"))


def _other_ways(text: bytes, tried: str) -> str:
    """The shipped mapping that reads a table, else where to learn to write one."""
    from gametape.ledger.journal.presets import PRESETS
    from gametape.ledger.journal.reading import read_journal

    for name, how in PRESETS.items():
        if name == tried:
            continue
        try:
            read = read_journal(text, how, ZoneInfo(how.zone))
        except ParseError:
            continue
        if read.fills:
            way = "leave --as out" if name == "own" else f"add --as {name}"
            return f"It looks like a table of {name}: {way}."
    return (
        f"Exports of {', '.join(name for name in PRESETS if name != 'own')} are read with --as;"
        " for others docs/ledger.md says how to write a mapping file."
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.") from None
