"""Sharing a session with the library beside it: notes go along, comments come back as notes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from gametape.errors import UsageError
from gametape.library.written.note import Note, NoteDraft
from gametape.replay.film.stored import Film
from gametape.share.choice import Choice, SharedNote
from gametape.share.comments import CommentFile
from gametape.share.contents import Contents
from gametape.share.making import Shared, share

if TYPE_CHECKING:
    from sqlalchemy import Engine

MERGED_TAG = "comment"


class Merged(msgspec.Struct, frozen=True):
    """How many comments became notes of a session, and how many were there before."""

    session: str
    added: int
    known: int


def shared_of(film: Film, notes: Sequence[Note], choice: Choice, page: str = "") -> list[Shared]:
    """The files of a choice, with the library's notes; see `gametape.share.making.share`."""
    # A voice note without words would be an empty line: no sound goes along.
    told = [_told(note) for note in notes if not note.voice or f"{note.title}{note.text}".strip()]
    return share(film, told, choice, page=page)


def clip_of(choice: Choice, notes: Sequence[Note], wanted: str) -> Choice:
    """The choice for a clip, by the number or the title of its note; raises UsageError."""
    named = [
        note
        for note in notes
        if note.to_us is not None and wanted in (str(note.id), note.title.strip())
    ]
    if len(named) != 1:
        clips = ", ".join(f"{one.id} ({one.title or 'clip'})" for one in notes if one.to_us)
        why = "No clip is" if not named else "More than one clip is"
        raise UsageError(
            f"{why} called {wanted[:60]!r}.", f"There are {clips}." if clips else "There is none."
        )
    clip = named[0]
    at_us = clip.at_us if choice.at_us is None else choice.at_us
    return msgspec.structs.replace(choice, from_us=clip.at_us, to_us=clip.to_us, at_us=at_us)


def merge(engine: Engine, session: str, found: CommentFile, now_us: int) -> Merged:
    """Keep comments of a shared file as notes of a session, each once however often it comes.

    The author's name is the note's title. A comment that was merged and then removed or changed
    stays so. Raises UsageError for comments on another session.
    """
    if found.session != session:
        raise UsageError(
            f"These are comments on {found.session[:80]!r}, not on {session!r}.",
            "Merge them into that one, or name it with --into.",
        )
    from gametape.library.written.merging import merge_notes

    drafts = {
        comment.id: NoteDraft(
            at_us=comment.at_us,
            title=comment.author or "Somebody",
            text=comment.text,
            tags=[MERGED_TAG],
        )
        for comment in found.comments
    }
    added = len(merge_notes(engine, session, drafts, now_us))
    return Merged(session, added, len(drafts) - added)


def file_names(slug: str, contents: Sequence[Contents], out: Path | None) -> list[Path]:
    """Where the files go: `out` or the session's name, numbered where there are several."""
    whole = out or Path(f"{slug}.html")
    if len(contents) == 1:
        return [whole]
    return [
        whole.with_name(f"{whole.stem}-{one.part}-of-{one.parts}{whole.suffix or '.html'}")
        for one in contents
    ]


def _told(note: Note) -> SharedNote:
    return SharedNote(
        kind=note.kind, at_us=note.at_us, to_us=note.to_us, title=note.title, text=note.text,
        tags=note.tags,
    )  # fmt: skip
