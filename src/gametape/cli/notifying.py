"""Word of a finished evening: sent after the work, and never in its way.

The sending is done by a process of its own (`notify_sender`) that is ended when its time is over.
Whatever goes wrong is one line on stderr: the evening is recorded and judged by then.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from typing import TYPE_CHECKING

import msgspec
import typer

from gametape.cli.notify_sender import Delivery, Parcel
from gametape.cli.output import warn
from gametape.errors import GametapeError, UsageError
from gametape.notify.message import Message
from gametape.settings.model import Settings

if TYPE_CHECKING:
    from gametape.analyze.evidence import EvidenceLedger
    from gametape.notify.insights import Insights
    from gametape.replay.certificate.certificate import Certificate
    from gametape.tape.session import SessionFolder

FILE = "notified.json"
"""In the data folder: the insights that were told already."""

START_S = 20.0
"""How long the sender may take to begin, on a machine that is busy."""


def deliver(message: Message | None, config: Settings) -> list[Delivery]:
    """Send a message to every target, in their order; without one only look at the targets.

    Raises UsageError where there are none, or apprise is not installed.
    """
    lack = lacking(config)
    if lack is not None:
        raise lack
    title, body = ("", "") if message is None else (message.title, message.body)
    limit_s = config.notify.timeout_s
    said = _run(Parcel(config.targets.urls, title, body, limit_s), limit_s + START_S)
    found = {one.target: one for one in said}
    nothing = "the process that sends ended without a word"
    return [
        found.get(number, Delivery(number, "", sent=False, why=nothing))
        for number in range(1, len(config.targets) + 1)
    ]


def lacking(config: Settings) -> UsageError | None:
    """Why nothing can be sent; None if it can be tried."""
    if not config.targets:
        return UsageError(
            "There is no target for notifications.",
            "Set GAMETAPE_NOTIFY in the environment or .env; see docs/notify.md.",
        )
    if importlib.util.find_spec("apprise") is None:
        return UsageError(
            "Notifications need a part that is not installed (apprise).",
            "pip install 'gametape[notify]'",
        )
    return None


def _run(parcel: Parcel, limit_s: float) -> list[Delivery]:
    """What the sender said of each target until it ended, or was ended."""
    command = [sys.executable, "-W", "ignore", "-m", "gametape.cli.notify_sender"]
    process = subprocess.Popen(  # noqa: S603  our own program
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it may quote an address
        start_new_session=True,  # Ctrl-C is for us
    )
    try:
        said, _ = process.communicate(msgspec.json.encode(parcel), limit_s)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        said, _ = process.communicate()
    found = []
    for line in said.splitlines():
        try:
            found.append(msgspec.json.decode(line, type=Delivery))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue  # the half of a line that it was ended in
    return found


def after_recording(certificate: Certificate, title: str, config: Settings) -> None:
    """Tell that a recording has ended, where that is wanted."""
    if config.notify.wanted:
        from gametape.notify.recorded import recorded

        _tell(recorded(certificate, title, config.notify), config)


def after_failure(title: str, config: Settings) -> None:
    """Tell that a recording has failed, where trouble is to be told."""
    if config.notify.wanted:
        from gametape.notify.recorded import failed

        _tell(failed(title, config.notify), config)


def after_judging(folder: SessionFolder, ledger: EvidenceLedger, config: Settings) -> None:
    """Tell what an evening came to that has just been judged, where that is wanted."""
    if not config.notify.wanted:
        return
    try:
        made, new = judged_message(folder, ledger, config)
    except GametapeError as error:
        warn(f"nobody was told: {error}")
        return
    if _tell(made, config):
        _remember(new, config)


def after_judging_many(sessions: int, trades: int, config: Settings) -> None:
    """Tell that so many sessions have just been judged, with so many own trades together."""
    if not config.notify.wanted:
        return
    from gametape.notify.judged import judged_many

    try:
        new = _insights(config)
    except GametapeError as error:
        warn(f"nobody was told: {error}")
        return
    if _tell(judged_many(sessions, trades, config.notify, new.lines), config):
        _remember(new, config)


def judged_message(
    folder: SessionFolder, ledger: EvidenceLedger, config: Settings
) -> tuple[Message | None, Insights]:
    """What would be told of a judged evening now, and the insights among it.

    Raises GametapeError where the library cannot be read.
    """
    from gametape.notify.judged import judged

    new = _insights(config)
    goals = _goals(folder, config) if config.notify.goals else ()
    return judged(ledger, config.notify, goals, new.lines), new


def _goals(folder: SessionFolder, config: Settings) -> tuple[str, ...]:
    from gametape.cli.library import open_library
    from gametape.library.judged.summaries import kept_summary
    from gametape.library.written.goals import GoalBook
    from gametape.notify.goals import goal_lines

    summary = kept_summary(folder)
    if summary is None:
        return ()
    return goal_lines(GoalBook(open_library(config)).goals(), summary)


def _insights(config: Settings) -> Insights:
    """What newly stands out over all evenings; nothing where that is not to be told."""
    from gametape.notify.insights import Insights, new_insights

    if not config.notify.insights:
        return Insights((), ())
    from gametape.analyze.population.choosing import Choice
    from gametape.analyze.population.progress import Asked
    from gametape.cli.library import open_library
    from gametape.library.judged.progressing import progress_over
    from gametape.library.judged.summaries import load_summaries
    from gametape.library.written.goals import GoalBook

    asked = Asked(None, GoalBook(open_library(config)).goals())
    page = progress_over(load_summaries(config.home).summaries, Choice(), asked)
    return new_insights(page.ledger, _remembered(config), config.notify)


def _tell(made: Message | None, config: Settings) -> bool:
    """Send it and say in a line what became of it; whether anybody was told."""
    if made is None:
        return False
    try:
        found = deliver(made, config)
    except (GametapeError, OSError) as error:
        warn(f"nobody was told: {error}")
        return False
    told = [one.service for one in found if one.sent]
    if told:
        typer.echo(f"Told: {', '.join(told)}.", err=True)
    for one in found:
        if not one.sent:
            warn(f"{named(one)} was not told: {one.why}.")
    return bool(told)


def named(one: Delivery) -> str:
    """A target as it may be shown."""
    return f"target {one.target}" + (f" ({one.service})" if one.service else "")


def _remembered(config: Settings) -> tuple[str, ...]:
    try:
        return msgspec.json.decode((config.home / FILE).read_bytes(), type=tuple[str, ...])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return ()  # then it is told again


def _remember(insights: Insights, config: Settings) -> None:
    if not insights.keys:
        return
    from gametape.tape.durable import replace_file

    known = dict.fromkeys([*_remembered(config), *insights.keys])
    try:
        replace_file(config.home / FILE, msgspec.json.encode(tuple(known)))
    except OSError as error:
        warn(f"{FILE} cannot be written: {error.strerror}.")
