"""What came of a session, as its kept analysis tells it, copied into the catalogue's row."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from gametape.analyze.population.summary import SessionSummary
from gametape.library.judged.summaries import FILE, kept_summary
from gametape.library.sessions.entry import Entry
from gametape.tape.session import SessionFolder

NOTHING = ""
"""The mark of a session that has no analysis."""


def mark_of(folder: SessionFolder) -> str:
    """What changes whenever the analysis is made again; `NOTHING` without one."""
    try:
        stat = (folder.columns / FILE).stat()
    except OSError:
        return NOTHING
    return f"{stat.st_mtime_ns:x}-{stat.st_size:x}"


def with_results(entry: Entry, folder: SessionFolder) -> Entry:
    """The entry with what the analysis that lies there now tells; the same if it told it already.

    Costs one look at the disk, and a reading of a small file where something has changed.
    """
    mark = mark_of(folder)
    if entry.analysis == mark:
        return entry
    summary = None if mark == NOTHING else kept_summary(folder)
    blank = msgspec.structs.replace(
        entry, analysis=mark, own_trades=None, gross=None, fees=None, net=None, labels=None
    )
    return blank if summary is None else _told(blank, summary)


def _told(entry: Entry, summary: SessionSummary) -> Entry:
    return msgspec.structs.replace(
        entry,
        own_trades=len(summary.trades),
        gross=summary.gross,
        fees=summary.fees,
        net=summary.net,
        labels=_names(
            label.name for one in summary.decisions for label in one.labels if label.words
        ),
    )


def _names(names: Iterable[str]) -> list[str]:
    """Each name once, in alphabetical order."""
    return sorted(set(names))
