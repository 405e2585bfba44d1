"""Making the one file: cut, redact, put into the page; several where one would be too large."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import pairwise

import msgspec
import numpy as np

from gametape import __version__
from gametape.errors import GametapeError
from gametape.replay.film.rows import Int64s, Rows
from gametape.replay.film.stored import Film
from gametape.replay.timeline import Lists, Timeline
from gametape.share import document
from gametape.share.choice import Choice, SharedNote, Stretch, stretch_of
from gametape.share.contents import Contents, Weights, cautions, inside, left_out
from gametape.share.entries import cut_lists
from gametape.share.redacting import hush_of, redacted
from gametape.share.rows import cut_track, row_times

LIMIT = 10_000_000
"""Bytes above which a session is cut to several files: what mail and chats still take."""

VERSION = 1
MOST_PARTS = 64


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """What the page in the file knows beside the timeline; `file` tells one file from another.

    `own` is how own sizes are written: in shares or as parts of the largest position, and whether
    money is told in dollars, in cents for each share of the largest position, or not at all.
    """

    version: int
    file: str
    session: str
    title: str
    made_by: str
    at_us: int
    part: int
    parts: int
    sizes: str
    money: str
    notes: list[SharedNote]


class Shared(msgspec.Struct, frozen=True):
    """A finished file and what is inside."""

    html: bytes
    contents: Contents


def share(
    film: Film,
    notes: Iterable[SharedNote],
    choice: Choice,
    *,
    page: str = "",
    limit: int = LIMIT,
) -> list[Shared]:
    """One file of what was chosen, or several in a row where one would be above `limit` bytes.

    `page` is the template (the built one, if empty). Raises UsageError for a stretch that is
    empty, TapeError if the film is damaged, GametapeError without a built page and where even
    the shortest parts are too large.
    """
    page = page or document.template()
    timeline = film.timeline()
    whole = Stretch(timeline.from_us, timeline.to_us)
    stretch = stretch_of(choice, whole)
    known = list(notes)
    make = _Maker(film, timeline, known, choice, page)
    found = [make.file(stretch, 1, 1)]
    if len(found[0].html) <= limit:
        return found
    parts = len(found[0].html) // limit + 1
    while parts <= MOST_PARTS:
        stretches = cut_evenly(film, stretch, parts)
        found = [make.file(one, n + 1, len(stretches)) for n, one in enumerate(stretches)]
        if all(len(one.html) <= limit for one in found):
            return found
        parts += max(1, parts // 4)
    raise GametapeError(
        "Even short parts of this session are too large to be sent.", "Share a clip: --from, --to."
    )


def cut_evenly(film: Film, stretch: Stretch, parts: int) -> list[Stretch]:
    """The stretch in so many that follow one another, with about as many rows each."""
    times: list[Int64s] = []
    for index in range(len(film.facts.tracks)):
        with film.file(index) as file:
            times.append(row_times(file, stretch))
    rows = np.sort(np.concatenate(times)) if times else np.empty(0, np.int64)
    if not len(rows):
        return [stretch]
    at = [int(rows[len(rows) * part // parts]) for part in range(1, parts)]
    edges = sorted({stretch.from_us, *at, stretch.to_us})
    return [
        Stretch(start, end - 1 if end != stretch.to_us else end) for start, end in pairwise(edges)
    ]


class _Maker:
    """Makes files of stretches of one session, with one choice."""

    def __init__(
        self, film: Film, timeline: Timeline, notes: list[SharedNote], choice: Choice, page: str
    ) -> None:
        self._film = film
        self._timeline = timeline
        self._notes = notes
        self._choice = choice
        self._page = page

    def file(self, stretch: Stretch, part: int, parts: int) -> Shared:
        """The file of one stretch."""
        choice = self._choice
        basis = hashlib.sha256(
            f"{self._film.version} {stretch} {sorted(choice.extras)} {choice.notes}".encode()
        ).hexdigest()[:24]
        lists = cut_lists(self._timeline, stretch)
        tracks, packed = self._tracks(stretch, basis)
        shown = redacted(lists, self._timeline, choice)
        timeline = self._cut(stretch, basis, shown, tracks)
        notes = self._notes_in(stretch)
        at = stretch.from_us if choice.at_us is None else choice.at_us
        at = min(max(at, stretch.from_us), stretch.to_us)
        meta = self._meta(timeline, notes, _opening(timeline, choice, at), part, parts)
        told = document.packed(msgspec.json.encode(timeline))
        said = document.json_text(meta)
        html = document.filled(
            self._page,
            timeline.title,
            [
                document.held("gametape-meta", "application/json", said),
                document.held("gametape-timeline", "text/plain", told),
                *(
                    document.held(f"gametape-track-{index}", "text/plain", one)
                    for index, one in enumerate(packed)
                ),
            ],
        )
        own = _own_bytes(shown)
        weights = Weights(
            page=len(self._page.encode()),
            tracks=sum(map(len, packed)),
            timeline=max(0, len(told) - own),
            own=min(own, len(told)),
            notes=len(document.json_text(notes)) if notes else 0,
        )
        outside = stretch != Stretch(self._timeline.from_us, self._timeline.to_us)
        contents = Contents(
            title=timeline.title, from_us=stretch.from_us, to_us=stretch.to_us, at_us=meta.at_us,
            part=part, parts=parts, bytes=len(html),
            inside=inside(timeline, notes, choice, weights),
            left_out=left_out(self._timeline, choice, outside, len(self._notes)),
            cautions=cautions(timeline, notes, choice),
        )  # fmt: skip
        return Shared(html, contents)

    def _tracks(self, stretch: Stretch, basis: str) -> tuple[list[tuple[int, int]], list[str]]:
        """Rows and bytes of every track, and the tracks as they stand in the file.

        A print may come before the report of its fill: those outside of the stretch count too, for
        the next file may tell of them.
        """
        facts, packed = [], []
        for index in range(len(self._film.facts.tracks)):
            with self._film.file(index) as file:
                hush = (
                    _unchanged
                    if self._choice.sizes
                    else hush_of(index, file.header.cells, self._timeline)
                )
                cut = cut_track(file, stretch, basis, hush)
            packed.append(document.packed(cut.data))
            facts.append((cut.rows, len(packed[-1])))
        return facts, packed

    def _cut(
        self, stretch: Stretch, basis: str, lists: Lists, tracks: list[tuple[int, int]]
    ) -> Timeline:
        facts = [
            msgspec.structs.replace(track, rows=rows, bytes=size)
            for track, (rows, size) in zip(self._timeline.tracks, tracks, strict=True)
        ]
        told = {name: getattr(lists, name) for name in lists.__struct_fields__}
        return msgspec.structs.replace(
            self._timeline, **told, version=basis, from_us=stretch.from_us, to_us=stretch.to_us,
            live=False, tracks=facts,
        )  # fmt: skip

    def _notes_in(self, stretch: Stretch) -> list[SharedNote]:
        """Notes whose moment is in the stretch, by their moments; an end beyond it is its end."""
        if not self._choice.notes:
            return []
        kept = sorted(
            (note for note in self._notes if stretch.holds(note.at_us)), key=lambda one: one.at_us
        )
        return [
            note
            if note.to_us is None
            else msgspec.structs.replace(note, to_us=min(note.to_us, stretch.to_us))
            for note in kept
        ]

    def _meta(
        self, timeline: Timeline, notes: list[SharedNote], at_us: int, part: int, parts: int
    ) -> Meta:
        choice = self._choice
        return Meta(
            version=VERSION,
            file=timeline.version,
            session=timeline.session,
            title=timeline.title,
            made_by=f"gametape {__version__}",
            at_us=at_us,
            part=part,
            parts=parts,
            sizes="shares" if choice.sizes else "parts",
            money="dollars" if choice.money else "none" if choice.sizes else "cents",
            notes=notes,
        )


def _unchanged(rows: Rows) -> Int64s:
    return rows.sizes


def _opening(timeline: Timeline, choice: Choice, at_us: int) -> int:
    """The moment that was asked for; else shortly before the first own fill, else the beginning."""
    if choice.at_us is not None or choice.from_us is not None or not timeline.fills:
        return at_us
    return max(timeline.from_us, timeline.fills[0].at_us - LEAD_US)


LEAD_US = 5_000_000
"""A file of a whole session opens so long before the first own fill."""


def _own_bytes(lists: Lists) -> int:
    return len(document.packed(msgspec.json.encode([lists.fills, lists.orders])))
