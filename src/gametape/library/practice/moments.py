"""The moments of all sessions: tables made where they are missing, one index, what is like one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from gametape.analyze.evidence import MadeFrom
from gametape.analyze.moments.answer import clips_of, steps_of, words_of
from gametape.analyze.moments.index import Evening, MomentIndex, index_of, seen_one
from gametape.analyze.moments.searching import Asked, nearest
from gametape.analyze.moments.table import MomentTable
from gametape.analyze.moments.taking import moments_of, row_at
from gametape.analyze.moments.told import Filters, Likeness
from gametape.analyze.moments.vocabulary import FEATURES, VERSION
from gametape.analyze.parameters import DEFAULTS, Parameters
from gametape.errors import GametapeError, TapeError, UsageError
from gametape.ledger.steps import Line
from gametape.library.judged.analyses import evening_of
from gametape.library.practice.moments_file import (
    FILE,
    Facts,
    is_current,
    read_moments,
    write_moments,
)
from gametape.library.sessions.choosing import day_us
from gametape.replay.film.building import film_of
from gametape.replay.film.stored import Film
from gametape.tape.session import SessionFolder, list_sessions

LEAD_US = 10_000_000
"""A clip of a moment begins so long before it."""

Tell = Callable[[str, float], None]


def keep_moments(folder: SessionFolder, film: Film, parameters: Parameters = DEFAULTS) -> None:
    """Make a session's table and put it beside the tape; raises TapeError if the disk refuses."""
    from gametape.analyze.judging.session import CODE

    evening = evening_of(film, parameters)
    table = moments_of(evening)
    material = evening.material
    labels = []
    for line in table.lines:
        rules = material.rules.get(line.market)
        named = {one.asset: one.label for one in rules.outcomes} if rules is not None else {}
        labels.append((named.get(line.asset, ""), named.get(line.opposite, "")))
    facts = Facts(
        version=VERSION,
        made_from=MadeFrom(film.version, CODE, parameters.version),
        title=material.title,
        sport=material.sport,
        lines=tuple((line.market, line.asset, line.opposite) for line in table.lines),
        labels=tuple(labels),
    )
    write_moments(folder, table, facts)


def filters_of(since: str = "", until: str = "", **others: Any) -> Filters:
    """Filters with days (2026-05-14, UTC, both included) in place of moments.

    Raises UsageError for what is no day.
    """
    try:
        from_us, to_us = day_us(since), day_us(until, days=1)
    except (ValueError, OverflowError):
        raise UsageError(
            "That is no day of the calendar.", "Days are written 2026-05-14."
        ) from None
    return Filters(from_us=from_us, to_us=to_us, **others)


def prepare(home: Path, tell: Tell | None = None) -> list[str]:
    """Make the tables that are missing; gives the names of sessions that have none then."""
    missing = []
    folders = [one for one in list_sessions(home) if not one.is_recording()]
    for number, folder in enumerate(folders):
        if tell is not None:
            tell(folder.slug, number / len(folders))
        try:
            if not is_current(folder):
                keep_moments(folder, film_of(folder))
        except (GametapeError, UnicodeError):  # a folder whose name is no text is found by nobody
            missing.append(folder.slug)
    return missing


class MomentShelf:
    """The index over a data folder, made again when a table has changed; for any thread."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._turn = threading.Lock()
        self._stamps: dict[str, tuple[int, int]] = {}
        self._tables: dict[str, tuple[Evening, MomentTable]] = {}
        self._index: MomentIndex | None = None
        self.missing = 0

    def index(self) -> MomentIndex:
        """The index of every session that has a table."""
        with self._turn:
            stamps = {}
            folders = {one.slug: one for one in list_sessions(self._home)}
            for slug, folder in folders.items():
                try:
                    told = (folder.columns / FILE).stat()
                    stamps[slug] = (told.st_mtime_ns, told.st_size)
                except OSError:
                    continue
            if self._index is None or stamps != self._stamps:
                kept = {}
                for slug, stamp in stamps.items():
                    known = self._stamps.get(slug) == stamp and slug in self._tables
                    try:
                        kept[slug] = self._tables[slug] if known else read_moments(folders[slug])
                    except TapeError:
                        continue  # made again by whoever prepares; the others answer
                self._tables, self._stamps = kept, stamps
                self._index = index_of(kept.values())
            self.missing = len(folders) - len(self._tables)
            return self._index

    def tables(self) -> list[tuple[str, MomentTable]]:
        """The tables of all sessions, made where they are missing or of another tape."""
        prepare(self._home)
        self.index()
        return [(slug, table) for slug, (_, table) in self._tables.items()]

    def like(self, folder: SessionFolder, market: str, at_us: int, filters: Filters) -> Likeness:
        """Moments like one of a session; `market` is an asset, or a market for its first outcome.

        Raises UsageError where the book of that moment is not known.
        """
        evening = evening_of(film_of(folder))
        line, turned_asset = _line(evening.courses, market)
        known = row_at(evening, line, at_us)
        if known is None:
            raise UsageError(
                "The book of this moment is not known.", "Choose a moment outside of holes."
            )
        scaled, turned = seen_one(known)
        index = self.index()
        asked = Asked(scaled, folder.slug, at_us)
        found = nearest(index, asked, filters)
        way = turned != turned_asset
        told = steps_of(index, found, turned=way)
        sessions = len(np.unique(index.session[found.rows]))
        return Likeness(
            session=folder.slug, market=line.market,
            asset=line.opposite if turned_asset else line.asset, at_us=at_us,
            known=_own(known, turned_asset), filters=filters, looked=found.looked,
            n=len(found.rows), sessions=sessions, searched_sessions=len(index.sessions),
            missing_sessions=self.missing, steps=told,
            nearest=clips_of(index, found, turned=way, lead_us=LEAD_US),
            sports=sorted({one.sport for one in index.sessions if one.sport}),
            phases=sorted(phase for phase in index.phases if phase),
            words=words_of(told, len(found.rows), sessions),
        )  # fmt: skip


def _own(known: dict[str, float], turned: bool) -> dict[str, float | None]:
    told: dict[str, float | None] = {}
    for one in FEATURES:
        value = known[one.other] if turned and one.other else known[one.name]
        if turned and one.turn == "sign":
            value = -value
        if turned and one.turn == "complement":
            value = 100.0 - value
        told[one.name] = None if value != value else round(value, 4)
    return told


def _line(lines: Iterable[Line], market: str) -> tuple[Line, bool]:
    for line in lines:
        if market in ("", line.asset, line.market):
            return line, False
        if market == line.opposite:
            return line, True
    raise UsageError("This session has no book of that market.", "Name a market or an asset of it.")
