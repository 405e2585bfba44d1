"""`gametape inspect`: what a session holds, without checking it."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from gametape.cli.output import as_json, row, session_folder, settings, warn
from gametape.errors import TapeError
from gametape.model.times import iso_text
from gametape.tape.manifest import Manifest


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("inspect")(inspect)


def inspect(
    session: Annotated[str, typer.Argument(help="Session name, its beginning, a path, or last.")],
    json: Annotated[bool, typer.Option("--json", help="Print the manifest and counts.")] = False,
) -> None:
    """Show what a session holds, without checking it.

    Its manifest, and how many lines of each kind and connection are on the tape.
    """
    from gametape.tape.reader import read_tape

    folder = session_folder(session, settings())
    manifest: Manifest | None = None
    try:
        manifest = Manifest.load(folder.manifest_path)
    except TapeError as error:  # the tape says more than the words about it
        warn(str(error))
    lines = Counter((line.k, line.c) for line in read_tape(folder))
    if json:
        counts = [{"kind": k, "connection": c, "lines": n} for (k, c), n in sorted(lines.items())]
        as_json({"manifest": manifest, "lines": counts})
        return
    row("session", folder.slug)
    if manifest is not None:
        _show(manifest)
    for (kind, connection), count in sorted(lines.items()):
        row(f"  {kind}", f"{connection:<40} {count:>9}")


def _show(manifest: Manifest) -> None:
    row("title", manifest.title[:63])
    row("venue", manifest.venue)
    row("created", iso_text(manifest.created_us))
    row("clock", manifest.clock)
    for rules in manifest.markets[:20]:
        labels = " / ".join(outcome.label for outcome in rules.outcomes)
        row("market", f"{(rules.question or rules.market)[:40]}  {labels}"[:62])
