"""`gametape record`: one evening onto one tape."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from gametape.cli.output import as_json, row, settings, warn
from gametape.cli.record_state import tell_plan, told_in, wait_until
from gametape.cli.record_times import at_us, until
from gametape.errors import GametapeError
from gametape.model.times import iso_text
from gametape.settings.model import Settings

if TYPE_CHECKING:
    from gametape.record.control.progress import Progress
    from gametape.record.control.progress_file import ProgressFile
    from gametape.record.plan.ending import Until
    from gametape.record.plan.evening import Evening
    from gametape.record.plan.job import Job
    from gametape.replay.certificate.certificate import Certificate


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("record")(record)


def record(
    event: Annotated[list[str] | None, typer.Argument(help="URL, slug or id.")] = None,
    more: Annotated[
        list[str] | None, typer.Option("--event", help="Another game (may be repeated).")
    ] = None,
    markets: Annotated[
        str, typer.Option(help="Types or names, comma-separated; default all of the event.")
    ] = "",
    at: Annotated[str, typer.Option(help='Start later: "19:25" or ISO 8601.')] = "",
    until_: Annotated[
        str, typer.Option("--until", help='"end", "23:30", ISO 8601 or a duration like 90m.')
    ] = "",
    name: Annotated[str, typer.Option(help="Name of the session.")] = "",
    resume: Annotated[str, typer.Option(help="Go on with this session instead of a new one.")] = "",
    redundant: Annotated[
        bool, typer.Option("--redundant", help="Two connections for every market.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it would record.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the certificate as JSON.")] = False,
    into: Annotated[str, typer.Option(hidden=True)] = "",  # a folder that the page has made
) -> None:
    """Record an event's markets, your own orders and the game.

    Every message is kept until Ctrl-C or --until; then the certificate is shown. While it runs,
    keys 1 to 9 tag a moment, - sets the next tag five seconds back, q stops.
    """
    config = settings()
    with ExitStack() as stack:
        recording = stack.enter_context(_failures_told(config))
        begun = into or ("" if dry_run else resume)
        told = stack.enter_context(told_in(config, begun)) if begun else None
        wanted = [*(event or []), *(more or [])] or _events_of(config, resume)
        start_us = at_us(at) if at else None
        ends = until(until_, config.record.quiet_end_s, start_us)
        chosen = [word.strip() for word in markets.split(",") if word.strip()]
        evening, warnings = asyncio.run(plan(config, wanted, chosen))
        for words in warnings:
            warn(words)
        if dry_run or not json:
            _show(evening, json=json)
        if dry_run:
            return
        if told is not None:
            tell_plan(told, evening, own=config.credentials is not None)
        if start_us is not None:
            wait_until(start_us, told)
        job = make_job(config, evening, name, into or resume, redundant, ends)
        told = told or stack.enter_context(told_in(config, job.folder.slug))
        told.tell(until=until_)
        recording.append(evening.title)
        certificate = _recorded(job, config, told, resumed=bool(resume), quiet=json)
    if into:  # nobody waits at a terminal, and somebody may open the room next
        from gametape.cli.keeping import develop

        develop(job.folder)
    try:
        _tell(certificate, json=json)
    finally:
        _notify(certificate, evening.title, config)


def _recorded(
    job: Job, config: Settings, told: ProgressFile, *, resumed: bool, quiet: bool
) -> Certificate:
    """Record until the end; the certificate, which is in the catalogue before anybody is told."""
    from gametape.cli.keeping import kept
    from gametape.replay.certificate.verifying import verify_session

    certificate = asyncio.run(record_job(job, config, told, quiet=quiet))
    # After a resumption that of the whole session, not of this run alone.
    certificate = kept(
        job.folder, lambda: verify_session(job.folder) if resumed else certificate, config
    )
    told.over(certificate)
    return certificate


@contextmanager
def _failures_told(config: Settings) -> Iterator[list[str]]:
    """Tell elsewhere when what is put into the list, a title, has failed; what lacks for it now."""
    if config.notify.wanted:
        from gametape.cli.notifying import lacking

        if (lack := lacking(config)) is not None:
            warn(str(lack))
    titles: list[str] = []
    try:
        yield titles
    except (GametapeError, OSError):
        if titles:
            _notify(None, titles[0], config)
        raise


def _notify(certificate: Certificate | None, title: str, config: Settings) -> None:
    """Tell elsewhere that it is over, or with no certificate failed, where that is wanted."""
    if config.notify.wanted:
        from gametape.cli.notifying import after_failure, after_recording

        if certificate is None:
            after_failure(title, config)
        else:
            after_recording(certificate, title, config)


def _tell(certificate: Certificate, *, json: bool) -> None:
    """The certificate; an evening of which nothing was recorded is a failure."""
    from gametape.cli.certificate_text import certificate_text

    if json:
        as_json(certificate)
    else:
        typer.echo(certificate_text(certificate))
    if certificate.verdict == "nothing recorded":
        raise GametapeError(
            f"Nothing was recorded in {certificate.session}.", "`gametape doctor` says why."
        )


def _events_of(config: Settings, resume: str) -> list[str]:
    """The events of a session that goes on."""
    from gametape.tape.manifest import Manifest
    from gametape.tape.session import SessionFolder

    if not resume:
        return []
    manifest = Manifest.load(SessionFolder.open(config.home, resume).manifest_path)
    slugs = [manifest.event_slug, *(rules.event_slug for rules in manifest.markets)]
    return [slug for slug in dict.fromkeys(slugs) if slug]


async def plan(
    config: Settings, wanted: list[str], markets: list[str]
) -> tuple[Evening, list[str]]:
    """What these words name at the venue, and what to know about it."""
    from gametape.record.plan.planning import plan_evening
    from gametape.venues.polymarket.rest import PolymarketRest, open_http

    async with open_http() as http:
        rest = PolymarketRest(
            config.urls, http, lambda: time.time_ns() // 1000, config.credentials, on_wait=warn
        )
        return await plan_evening(rest, wanted, markets)


def _show(evening: Evening, *, json: bool) -> None:
    if json:
        as_json({"title": evening.title, "markets": evening.markets, "assets": evening.assets})
        return
    row("event", evening.title[:60])
    if evening.start_us is not None:
        row("starts", iso_text(evening.start_us))
    for rules in evening.markets:
        labels = " / ".join(outcome.label for outcome in rules.outcomes)
        row(rules.market_type[:15] or "market", f"{rules.question[:38]}  {labels}"[:62])
    row("in all", f"{len(evening.markets)} markets, {len(evening.assets)} books")


def make_job(
    config: Settings, evening: Evening, name: str, resume: str, redundant: bool, ends: Until
) -> Job:
    """The recorder's job, with a new session folder unless one is resumed."""
    import msgspec

    from gametape.record.plan.job import Job
    from gametape.tape.session import SessionFolder

    if resume:
        folder = SessionFolder.open(config.home, resume)
    else:
        words = name or evening.slugs[0] or evening.title
        folder = SessionFolder.create_about(config.home, words)
    options = config.record
    if redundant:
        options = msgspec.structs.replace(options, redundant=True)
    return Job(
        folder=folder,
        evening=evening,
        urls=config.urls,
        credentials=config.credentials,
        wallet=config.wallet,
        options=options,
        until=ends,
    )


async def record_job(job: Job, config: Settings, told: ProgressFile, *, quiet: bool) -> Certificate:
    """Record with a live display and keys, until it is over or Ctrl-C; `told` hears of it too."""
    from gametape.cli.live_display import LiveDisplay, key_presses
    from gametape.cli.notify_alarm import AlarmBell
    from gametape.cli.record_keys import TagKeys
    from gametape.record.recorder import Recorder

    evening = job.evening
    labels = config.tag_keys(evening.league, evening.sport)
    display = LiveDisplay(Console(stderr=True), labels, only_alarms=quiet)
    bell = AlarmBell(evening.title, config)

    def hear(progress: Progress) -> None:
        display.update(progress)
        told.update(progress)
        bell.hear(progress)

    tell_plan(told, evening, own=job.credentials is not None)
    recorder = Recorder(job, on_progress=hear)
    keys = TagKeys(job.folder, labels, display, recorder)
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError):  # on Windows Ctrl-C raises KeyboardInterrupt
        loop.add_signal_handler(signal.SIGINT, recorder.interrupt, "stopped by the user")
        loop.add_signal_handler(signal.SIGTERM, recorder.interrupt, "stopped by the system")
        loop.add_signal_handler(signal.SIGHUP, recorder.interrupt, "the terminal was closed")
    if not quiet:
        typer.echo(
            f"Recording {job.folder.slug}. Ctrl-C stops; again: without the last reads.", err=True
        )
    with display.shown(), key_presses(loop, keys.pressed):
        return await recorder.run()
