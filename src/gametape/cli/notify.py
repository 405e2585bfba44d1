"""`gametape notify`: what is told elsewhere of an evening, shown before anything is sent."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from gametape.cli.output import as_json, row, session_folder, settings
from gametape.errors import UsageError, VenueError
from gametape.notify.message import Message
from gametape.notify.options import EVENTS
from gametape.settings.model import Settings

if TYPE_CHECKING:
    from gametape.tape.session import SessionFolder

WIDTH = 78


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("notify")(notify)


def notify(
    preview: Annotated[
        str, typer.Option(metavar="SESSION", help="Print what would be sent of it; send nothing.")
    ] = "",
    test: Annotated[bool, typer.Option("--test", help="Send a line to every target now.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What is told of an evening elsewhere: Discord, Telegram, mail.

    Nothing is, until you say so.

    [notify] in gametape.toml says what is told, GAMETAPE_NOTIFY (environment or .env) where.
    Without an option this shows both, and no address. See docs/notify.md.
    """
    config = settings()
    if preview and test:
        raise UsageError("A preview sends nothing, and a test has no session.", "Choose one.")
    if preview:
        _preview(session_folder(preview, config), config, json=json)
    elif test:
        _test(config, json=json)
    else:
        _state(config, json=json)


def _state(config: Settings, *, json: bool) -> None:
    from gametape.cli.notifying import deliver, named

    wanted = config.notify.wanted
    targets = deliver(None, config) if config.targets else []
    if json:
        shown = [{"service": one.service, "problem": one.why} for one in targets]
        as_json({"on": wanted, "amounts": config.notify.amounts, "targets": shown})
        return
    row("told", ", ".join(wanted) or "nothing: every event is off in [notify]")
    row("off", ", ".join(name for name in EVENTS if name not in wanted) or "nothing")
    row("money", "told" if config.notify.amounts else "left out")
    for one in targets:
        row(f"target {one.target}", one.service or one.why)
    if not targets:
        row("targets", "none: GAMETAPE_NOTIFY is not set")
    if wanted and any(one.why for one in targets):
        bad = next(one for one in targets if one.why)
        raise VenueError(f"{named(bad)[:1].upper()}{named(bad)[1:]} cannot be used: {bad.why}.")


def _test(config: Settings, *, json: bool) -> None:
    from gametape.cli.notifying import deliver

    line = "A test: notifications of gametape arrive here."
    found = deliver(Message("test", "gametape", (line,)), config)
    if json:
        as_json(found)
    else:
        for one in found:
            state = "told" if one.sent else f"NOT told: {one.why}"
            row(f"target {one.target}", f"{one.service or 'unknown'}: {state}")
    failed = sum(not one.sent for one in found)
    if failed:
        raise VenueError(f"{failed} of {len(found)} targets were not told.")


def _preview(folder: SessionFolder, config: Settings, *, json: bool) -> None:
    """Both messages of a session as they would be sent; with all events where none is on."""
    off = not config.notify.wanted
    if off:
        config = msgspec.structs.replace(config, notify=config.notify.everything())
    found = _messages(folder, config)
    if json:
        shown = [{"about": one.about, "title": one.title, "body": one.body} for one in found]
        as_json({"off": off, "messages": shown})
        return
    if off:
        typer.echo("Every event is off, and nothing is sent. With all of them on, this would be:")
    if not found:
        typer.echo("Nothing would be sent of this session.")
    for one in found:
        when = "After the recording" if one.about == "recorded" else "After gametape analyze"
        count = len(config.targets)
        to = f"{count} target{'' if count == 1 else 's'}" if count else "no target yet"
        typer.echo(f"\n{when}, to {to}:")
        for line in [one.title, *one.lines]:
            for piece in wrap(line, WIDTH - 4) or [""]:
                typer.echo(f"  | {piece}")


def _messages(folder: SessionFolder, config: Settings) -> list[Message]:
    from gametape.cli.analyze import analysis_of
    from gametape.cli.keeping import kept
    from gametape.cli.notifying import judged_message
    from gametape.notify.recorded import recorded
    from gametape.replay.certificate.verifying import verify_session
    from gametape.tape.manifest import Manifest

    options = config.notify
    found: list[Message | None] = []
    if options.session or options.trouble:
        certificate = kept(folder, lambda: verify_session(folder), config)
        title = Manifest.load(folder.manifest_path).title
        found.append(recorded(certificate, title, options))
    if options.report or options.goals or options.insights:
        ledger = analysis_of(folder, config)
        found.append(judged_message(folder, ledger, config)[0])
    return [one for one in found if one is not None]
