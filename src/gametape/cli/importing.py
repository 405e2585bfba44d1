"""`gametape import`: other people's recordings as sessions."""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gametape.cli.import_watch import INTERRUPTED, ImportWatch
from gametape.cli.output import as_json, row, session_folder, settings, warn
from gametape.errors import UsageError

if TYPE_CHECKING:
    from gametape.record.foreign.importing import ImportReport


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)


def import_(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; .gz .bz2 .tar opened.")
    ] = None,
    name: Annotated[str, typer.Option(help="Name of the session; else the file's.")] = "",
    anchor: Annotated[
        list[str] | None,
        typer.Option(help='Game clock to wall time: "Q1 12:00=2026-01-25T01:10:00Z".'),
    ] = None,
    wallet: Annotated[str, typer.Option(help="Join this address's trades to --into.")] = "",
    into: Annotated[str, typer.Option(help="The session that --wallet is joined to.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Import what others recorded; the format is recognised.

    Recordings of Polymarket, Betfair, Kalshi and of games, and .gametape files that `gametape
    export` wrote; see --wallet to join your own trades.
    """
    if wallet or into:
        _join(wallet, into, json)
        return
    if not paths:
        raise UsageError("Nothing to import.", "Give files or folders.")
    from gametape.export.restoring import is_archive

    if any(map(is_archive, paths)):
        _restore(paths, name, json)
        return
    from gametape.record.foreign.importing import import_files

    with ImportWatch() as watch:
        report = import_files(
            settings().home, paths, name=name, anchors=anchor or (), watch=watch.go_on
        )
    if json:
        as_json(report)
    else:
        _summary(report)
    if watch.stopped:
        raise typer.Exit(INTERRUPTED)


def _restore(paths: list[Path], name: str, json: bool) -> None:
    """A session that `gametape export --format archive` wrote."""
    from gametape.api.library.exporting import import_archive
    from gametape.cli.library import open_library

    if len(paths) > 1:
        raise UsageError("A .gametape file is a whole session.", "Import each by itself.")
    config = settings()
    report = import_archive(config.home, open_library(config), paths[0], name)
    if json:
        as_json(report)
    else:
        _summary(report)


def _summary(report: ImportReport) -> None:
    row("session", report.session)
    row("frames", report.frames)
    row("events", report.events)
    for words in report.warnings:
        warn(words)
    typer.echo(f"Next: gametape verify {report.session}")


def _join(wallet: str, into: str, json: bool) -> None:
    from gametape.record.foreign.wallet import WalletReport, join_wallet
    from gametape.venues.polymarket.rest import PolymarketRest, open_http

    if not re.fullmatch(r"0x[0-9a-fA-F]{40}", wallet) or not into:
        raise UsageError("A wallet is 0x and 40 hex digits, and needs --into SESSION.")
    config = settings()
    folder = session_folder(into, config)

    async def join() -> WalletReport:
        async with open_http() as http:
            rest = PolymarketRest(config.urls, http, lambda: time.time_ns() // 1000, on_wait=warn)
            return await join_wallet(folder, rest, wallet.lower())

    report = asyncio.run(join())
    if json:
        as_json(report)
        return
    row("session", report.session)
    row("fills", report.fills)
    for words in report.warnings:
        warn(words)
