"""`gametape doctor`: whether this machine can record."""

from __future__ import annotations

import asyncio
import textwrap
import time
from typing import Annotated

import typer

from gametape.cli.output import as_json, settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody on the network.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check whether this machine can record.

    Versions, disk, network, clock and credentials, each with the way out; exits with 1 if
    something failed.
    """
    from gametape.record.doctor import local_findings, network_findings
    from gametape.venues.polymarket.rest import PolymarketRest, open_http
    from gametape.venues.polymarket.service import Retries

    config = settings()
    found = local_findings(config.home)

    async def ask() -> None:
        async with open_http() as http:
            rest = PolymarketRest(
                config.urls,
                http,
                lambda: time.time_ns() // 1000,
                config.credentials,
                retries=Retries(tries=2),
            )
            found.extend(await network_findings(rest, config.urls, config.credentials))

    if not offline:
        asyncio.run(ask())
    failed = any(finding.state == "failed" for finding in found)
    if json:
        as_json(found)
    else:
        for finding in found:
            _show(f"{finding.state:<8} {finding.about:<13}", finding.words)
            if finding.way_out:
                _show(" " * 22, f"-> {finding.way_out}")
    raise typer.Exit(1 if failed else 0)


def _show(label: str, words: str) -> None:
    for number, line in enumerate(textwrap.wrap(words, 56) or [""]):
        typer.echo(f"{label if number == 0 else '':<22} {line}")
