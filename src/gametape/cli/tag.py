"""`gametape tag`: mark a moment in a running recording."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gametape.cli.output import as_json, settings
from gametape.errors import GametapeError, UsageError

if TYPE_CHECKING:
    from gametape.tape.session import SessionFolder

_LONGEST_S = 86_400


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("tag")(tag)


def tag(
    label: Annotated[str, typer.Argument(help="A key (1 to 9) or your own words.")],
    session: Annotated[str, typer.Option(help="Which recording; else the only one.")] = "",
    ago: Annotated[float, typer.Option(help="It happened this many seconds ago.")] = 0.0,
    note: Annotated[str, typer.Option(help="A note to go with it.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Mark a moment in the recording that is running.

    The tag is safe on disk when this returns.
    """
    from gametape.library.written.note import plain
    from gametape.record.control.inbox import Request, send_request, wait_taken
    from gametape.record.control.progress_file import read_state
    from gametape.tape.manifest import Manifest
    from gametape.tape.session import SessionFolder

    if not 0 <= ago <= _LONGEST_S:  # which no number that is none fits either
        raise UsageError(f"--ago takes 0 to {_LONGEST_S:,} seconds.")
    config = settings()
    folder = SessionFolder.open(config.home, session) if session else _running(config.home)
    state = read_state(folder)
    league = Manifest.load(folder.manifest_path).event_slug.partition("-")[0]
    keys = (
        config.tag_keys(state.league or league, state.sport) if state else config.tag_keys(league)
    )
    words = plain(keys.get(label, label))
    request = Request(
        at_us=time.time_ns() // 1000,
        tag=label if label.isdigit() else "",
        label=words,
        note=plain(note),
        ago_us=int(ago * 1e6),
    )
    if not wait_taken(send_request(folder, request)):
        raise GametapeError("The recorder has not taken the tag yet.", "It keeps trying.")
    if json:
        as_json({"session": folder.slug, "label": words, "at_us": request.at_us - request.ago_us})
    else:
        typer.echo(f"{folder.slug}: {words}" + (f", {ago:g} s ago" if ago else ""))


def _running(home: Path) -> SessionFolder:
    """The only recording that is running; raises UsageError where there is none, or several."""
    from gametape.tape.session import list_sessions

    running = [one for one in list_sessions(home) if one.is_recording()]
    if not running:
        raise UsageError(f"No recording is running in {home}.", "Start one: gametape record.")
    if len(running) > 1:
        names = ", ".join(one.slug for one in running)
        raise UsageError(f"Several recordings are running: {names}.", "Choose one by --session.")
    return running[0]
