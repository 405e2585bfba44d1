"""The playbook as the server keeps it: evenings read once, rows made anew after a change.

What it rests on brings statistics along, which a page that only plays film does without; so that
is imported inside functions.
"""

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
    from gametape.analyze.patterns.nights import Choice, Night
    from gametape.analyze.patterns.playlist import Playlist, Which
    from gametape.analyze.patterns.rows import Playbook
    from gametape.analyze.patterns.sorting import Sort
    from gametape.analyze.patterns.traces import OrderTags
    from gametape.library.judged.patterns import Kept, PatternFolder, Patterns

KEPT = 16
"""Playbooks kept for other choices of evenings, the latest asked for."""

_Stamp = tuple[int, int]


class Playbooks:
    """The playbook of one data folder, for threads of the server."""

    def __init__(self, settings: Settings, shelf: Shelf) -> None:
        self._home = settings.home
        self._shelf = shelf
        self._patterns: PatternFolder | None = None
        self._nights: dict[str, tuple[_Stamp, Night | None]] = {}
        self._made: dict[bytes, Playbook] = {}
        self._turn = threading.Lock()

    def patterns(self) -> Patterns:
        """All patterns as their files are now."""
        return self._folder().patterns()

    def named(self, name: str) -> Kept:
        """The pattern of a name; an answer of 404 for one that there is not."""
        try:
            return self.patterns().named(name)
        except UsageError as error:
            raise RefusedError(404, error.what, error.way_out) from None

    def text(self, kept: Kept) -> str:
        """A pattern's file."""
        return self._folder().text(kept).decode("utf-8", "replace")

    def playbook(self, choice: Choice, sort: Sort) -> Playbook:
        """The rows over chosen evenings; made again only where something they rest on changed."""
        from gametape.analyze.patterns.sorting import ordered
        from gametape.library.judged.playbooks import read_playbook

        patterns, book = self.patterns(), self._shelf.tags()
        with self._turn:  # two that ask at once would both do the work
            nights, missing = self._read()
            state = (
                [one.pattern for one in patterns.kept],
                [(one.session, self._nights[one.session][0]) for one in nights],
                sorted(book.words().items()),
                sorted((key, sorted(some)) for key, some in book.every().items()),
                book.notes(),
                tuple(choice),
                missing,
            )
            key = msgspec.msgpack.encode(state)
            made = self._made.pop(key, None)
            if made is None:
                made = read_playbook(patterns, nights, book, choice, missing)
            self._made[key] = made
            while len(self._made) > KEPT:
                del self._made[next(iter(self._made))]
        return ordered(made, sort)

    def playlist(self, name: str, choice: Choice, which: Which | None) -> Playlist:
        """The moments of one pattern."""
        from gametape.library.judged.playbooks import read_playlist

        pattern = self.named(name).pattern
        with self._turn:
            nights, _ = self._read()
        return read_playlist(pattern, nights, self._shelf.tags(), choice, which)

    def tags(self, folder: SessionFolder) -> list[OrderTags] | None:
        """The tags of a session's orders; None until it has been judged."""
        from gametape.library.judged.playbooks import tags_of, words_of
        from gametape.library.judged.summaries import load_of

        loaded = load_of([folder])
        if not loaded.summaries:
            return None
        book = self._shelf.tags()
        tags = book.of_session(folder.slug)
        return tags_of(self.patterns(), loaded.summaries[0], words_of(book), tags)

    def _folder(self) -> PatternFolder:
        from gametape.library.judged.patterns import PatternFolder

        if self._patterns is None:
            self._patterns = PatternFolder(self._home)
        return self._patterns

    def _read(self) -> tuple[list[Night], int]:
        """Evenings that were judged, and how many with a tape were not; only files that changed."""
        from gametape.library.judged.playbooks import night_of
        from gametape.library.judged.summaries import FILE, load_of

        folders = {one.slug: one for one in list_sessions(self._home) if not one.is_recording()}
        self._nights = {slug: one for slug, one in self._nights.items() if slug in folders}
        for slug, folder in folders.items():
            try:
                told = (folder.columns / FILE).stat()
            except OSError:
                self._nights.pop(slug, None)
                continue
            stamp = (told.st_mtime_ns, told.st_size)
            known = self._nights.get(slug)
            if known is None or known[0] != stamp:
                loaded = load_of([folder]).summaries
                night = night_of(loaded[0])._replace(session=slug) if loaded else None
                self._nights[slug] = (stamp, night)
        nights = [one for _, one in self._nights.values() if one is not None]
        return sorted(nights, key=lambda one: one.started_us), len(folders) - len(nights)
