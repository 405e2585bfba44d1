"""Progress as the server keeps it: summaries read once, answers made again when they change."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import msgspec

from gametape.api.problems import RefusedError
from gametape.api.shelf import Shelf
from gametape.errors import UsageError
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder, list_sessions

if TYPE_CHECKING:
    from gametape.analyze.population.choosing import Choice
    from gametape.analyze.population.shown import Comparison, ProgressPage, WatchList
    from gametape.analyze.population.summary import SessionSummary

KEPT = 8
"""Answers kept for other choices, the latest asked for."""

_Stamp = tuple[int, int]


class Progresses:
    """Progress of one data folder, for threads of the server."""

    def __init__(self, settings: Settings, shelf: Shelf) -> None:
        self._home = settings.home
        self._shelf = shelf
        self._read: dict[str, tuple[_Stamp, SessionSummary | None]] = {}
        self._made: dict[bytes, ProgressPage] = {}
        self._turn = threading.Lock()

    def progress(self, choice: Choice, since_us: int | None) -> ProgressPage:
        """The page over chosen sessions; made again only where something it rests on changed."""
        from gametape.analyze.population.progress import Asked
        from gametape.library.judged.progressing import progress_over

        asked = Asked(since_us, self._shelf.goals().goals())
        with self._turn:  # two that ask at once would both do the work
            summaries, missing = self._summaries()
            stamps = [(one.slug, self._read[one.slug][0]) for one in summaries]
            key = msgspec.msgpack.encode((stamps, choice, asked, missing))
            made = self._made.pop(key, None)
            if made is None:
                made = progress_over(summaries, choice, asked, missing)
            self._made[key] = made
            while len(self._made) > KEPT:
                del self._made[next(iter(self._made))]
        return made

    def moments(self, code: str, choice: Choice) -> WatchList:
        """The moments behind a row."""
        from gametape.analyze.population.moments import moments_of

        with self._turn:
            summaries, _ = self._summaries()
        return moments_of(code, choice.of(summaries), self._shelf.goals().goals())

    def comparison(self, first: str, second: str) -> Comparison:
        """Two groups side by side; an answer of 400 for one that cannot be read or is empty."""
        from gametape.library.judged.progressing import compared

        with self._turn:
            summaries, _ = self._summaries()
        try:
            return compared(summaries, first, second)
        except UsageError as error:
            raise RefusedError(400, error.what, error.way_out) from None

    def _summaries(self) -> tuple[list[SessionSummary], int]:
        """Summaries, and how many sessions have none; only files that changed are read."""
        from gametape.library.judged.summaries import FILE, load_of

        folders = {one.slug: one for one in list_sessions(self._home) if not one.is_recording()}
        self._read = {slug: one for slug, one in self._read.items() if slug in folders}
        for slug, folder in folders.items():
            stamp = _stamp(folder, FILE)
            if stamp is None:
                self._read.pop(slug, None)
            elif slug not in self._read or self._read[slug][0] != stamp:
                loaded = load_of([folder]).summaries
                told = msgspec.structs.replace(loaded[0], slug=slug) if loaded else None
                self._read[slug] = (stamp, told)
        found = [one for _, one in self._read.values() if one is not None]
        found.sort(key=lambda one: (one.started_us, one.slug))
        return found, len(folders) - len(found)


def _stamp(folder: SessionFolder, name: str) -> _Stamp | None:
    try:
        told = (folder.columns / name).stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size
