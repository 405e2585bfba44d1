"""What a recording process tells the page of itself before it records: that it starts, or waits."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import typer

from gametape.errors import GametapeError
from gametape.model.times import iso_text
from gametape.settings.model import Settings

if TYPE_CHECKING:
    from gametape.record.control.progress_file import ProgressFile
    from gametape.record.plan.evening import Evening

LOOK_S = 1.0
"""How often somebody who waits looks whether they are told to stop."""


def told_in(config: Settings, session: str) -> ProgressFile:
    """The state file of this session, ours from now on; raises TapeBusyError if it is another's."""
    from gametape.clock import SystemClock
    from gametape.record.control.progress_file import ProgressFile
    from gametape.tape.session import SessionFolder

    return ProgressFile(SessionFolder.open(config.home, session), SystemClock().wall_us)


def tell_plan(told: ProgressFile, evening: Evening, *, own: bool) -> None:
    """Tell what will be recorded, and whether the trader's own orders are part of it."""
    told.tell(
        title=evening.title,
        events=evening.slugs,
        league=evening.league,
        sport=evening.sport,
        own=own,
    )


def wait_until(start_us: int, told: ProgressFile | None) -> None:
    """Sleep until a moment of the wall clock; raises GametapeError if the page says stop."""
    if told is not None:
        told.tell(phase="waiting", starts_us=start_us)
    typer.echo(f"Waiting until {iso_text(start_us)}; Ctrl-C gives up.", err=True)
    while (left := start_us / 1e6 - time.time()) > 0:
        if told is not None and _asked_to_stop(told):
            raise GametapeError("It was given up before it began.")
        time.sleep(min(left, LOOK_S))


def _asked_to_stop(told: ProgressFile) -> bool:
    """Whether the inbox, which no recorder empties yet, holds a request to stop."""
    from gametape.record.control.inbox import waiting_requests

    asked = [path for path, one in waiting_requests(told.folder) if one is not None and one.stop]
    for path in asked:
        path.unlink(missing_ok=True)
    return bool(asked)
