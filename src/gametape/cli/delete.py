"""`gametape delete`: a session to the trash and back, and the trash emptied."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer

from gametape.cli.library import open_library
from gametape.cli.output import as_json, row, session_folder, settings
from gametape.errors import UsageError
from gametape.settings.model import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("delete")(delete)


def delete(
    session: Annotated[str, typer.Argument(help="Session name or its beginning.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Bring it back from the trash.")] = False,
    trash: Annotated[bool, typer.Option("--list", help="Show what is in the trash.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Remove the trash for good.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Move a session and its notes to the trash; --undo undoes it.

    A session that is being recorded is never deleted. Only --empty gives the room on the disk
    back, and it asks first.
    """
    from gametape.library.keeping import trash as bin_

    config = settings()
    if sum((undo, trash, empty)) > 1 or bool(session) == (trash or empty):
        raise UsageError("Name one session, or say --list or --empty.")
    if trash or empty:
        found = bin_.trashed(config.home)
        if empty:
            size = sum(one.bytes for one in found) / 1e6
            _ask(f"Remove {len(found)} sessions ({size:,.1f} MB) for good?", yes)
            removed = bin_.empty(config.home)
            as_json({"removed": removed}) if json else row("removed", f"{removed} sessions")
        elif json:
            as_json(found)
        else:
            for one in found:
                row(f"{one.bytes / 1e6:,.1f} MB", one.session)
        return
    if undo:
        folder = bin_.bring_back(open_library(config), config.home, session)
        as_json({"session": folder.slug}) if json else row("brought back", folder.slug)
        return
    _discard(config, session, yes=yes, json=json)


def _discard(config: Settings, session: str, *, yes: bool, json: bool) -> None:
    from gametape.library.keeping.trash import discard

    folder = session_folder(session, config)
    _ask(f"Delete {folder.slug}? It can be brought back.", yes)
    gone = discard(open_library(config), config.home, folder, time.time_ns() // 1000)
    if json:
        as_json(gone)
        return
    row("in the trash", gone.session)
    row("back with", f"gametape delete --undo {gone.session}")


def _ask(question: str, yes: bool) -> None:
    """Go on only with a yes; raises UsageError where nobody can be asked."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(question, "Say --yes.")
    typer.confirm(question, abort=True)
