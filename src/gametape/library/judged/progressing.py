"""Progress over a data folder: its summaries, put to what is asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from gametape.analyze.population.choosing import Choice
from gametape.analyze.population.comparing import compare
from gametape.analyze.population.drafting import Draft
from gametape.analyze.population.progress import (
    PARTS,
    Asked,
    Part,
    assembled,
    drafts_of,
    progress_of,
)
from gametape.analyze.population.shown import Comparison, ProgressPage
from gametape.analyze.population.summary import SessionSummary
from gametape.errors import UsageError
from gametape.library.crews import CrewOptions, crew
from gametape.library.judged.summaries import load_summaries


def progress_over(
    summaries: Sequence[SessionSummary], choice: Choice, asked: Asked, missing: int = 0
) -> ProgressPage:
    """Progress over the chosen sessions, with what else could be chosen."""
    return _with_choices(progress_of(choice.of(summaries), asked), summaries, missing)


def progress_by_crew(
    home: Path, choice: Choice, asked: Asked, options: CrewOptions
) -> ProgressPage:
    """The same with its parts shared between processes, or a cluster's.

    Each reads the summaries by itself: what is sent around are only answers.
    """
    loaded = load_summaries(home)
    with crew(options) as executor:
        jobs = [executor.submit(part_over, home, part, choice, asked) for part in PARTS]
        drafts = [job.result() for job in jobs]
    told = assembled(choice.of(loaded.summaries), asked, drafts)
    return _with_choices(told, loaded.summaries, len(loaded.missing))


def part_over(home: Path, part: Part, choice: Choice, asked: Asked) -> list[Draft]:
    """One part over a data folder."""
    return drafts_of(part, choice.of(load_summaries(home).summaries), asked)


def compared(summaries: Sequence[SessionSummary], first: str, second: str) -> Comparison:
    """Two groups side by side, each told by a word; see `group_of`."""
    return compare(group_of(first, summaries), group_of(second, summaries))


def group_of(word: str, summaries: Sequence[SessionSummary]) -> tuple[SessionSummary, ...]:
    """Sessions by a word.

    `sport:tennis`, `league:nba`, `before:2026-11-01`, `after:2026-11-01`, or names of sessions (or
    their beginnings) with commas between.

    Raises UsageError for a group that is empty or cannot be read.
    """
    kind, colon, value = word.partition(":")
    if colon and kind in ("sport", "league"):
        choice = Choice(sport=value) if kind == "sport" else Choice(league=value)
        found = choice.of(summaries)
    elif colon and kind in ("before", "after"):
        day = day_us(value)
        choice = Choice(to_us=day) if kind == "before" else Choice(from_us=day)
        found = choice.of(summaries)
    else:
        names = [one.strip() for one in word.split(",") if one.strip()]
        matched = {one.slug for one in summaries for name in names if one.slug.startswith(name)}
        found = Choice(sessions=tuple(matched)).of(summaries) if matched else ()
    if not found:
        raise UsageError(
            f"No judged session with own trades is in {_plain(word)!r}.",
            "Write sport:tennis, league:nba, before:2026-11-01, after:2026-11-01 or session names.",
        )
    return found


def day_us(text: str) -> int:
    """The beginning of a day on this machine's clock, microseconds; raises UsageError."""
    try:
        return round(datetime.fromisoformat(text).astimezone().timestamp() * 1e6)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"{_plain(text)!r} is no day.", "Write it as 2026-11-01.") from None


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)[:80]


def _with_choices(
    told: ProgressPage, summaries: Sequence[SessionSummary], missing: int
) -> ProgressPage:
    return msgspec.structs.replace(
        told,
        sports=tuple(sorted({one.sport for one in summaries if one.sport and one.trades})),
        leagues=tuple(sorted({one.league for one in summaries if one.league and one.trades})),
        missing_sessions=missing,
    )
