"""Notes in the catalogue's database: made, changed, searched, removed and brought back."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import ColumnElement, Engine, Row, func, insert, select, update

from gametape.library.database import transaction
from gametape.library.tables import NOTES
from gametape.library.written.folding import folded
from gametape.library.written.note import (
    Note,
    NoteDraft,
    NotePatch,
    Spoken,
    UnknownNoteError,
    changed,
    checked,
    checked_voice,
    plain,
)

SEARCH_LIMIT = 500
"""The most notes that a search gives, the newest first."""

_FIELDS = [NOTES.c[name] for name in Note.__struct_fields__]


class Notebook:
    """The notes of one data folder. Methods raise CatalogueError if the database fails.

    A note belongs to a session by name and outlives its being indexed again. Removed notes stay in
    the database, so that removing can be undone.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_session(self, session: str) -> list[Note]:
        """The notes of a session in order of their moments."""
        query = select(*_FIELDS).where(NOTES.c.session == session, NOTES.c.deleted_us.is_(None))
        with transaction(self._engine) as connection:
            rows = connection.execute(query.order_by(NOTES.c.at_us, NOTES.c.id)).all()
        return [_note(row) for row in rows]

    def search(self, words: str) -> list[Note]:
        """Notes of all sessions that hold every one of the words, in any case; newest first."""
        tests: list[ColumnElement[bool]] = [
            NOTES.c.search.contains(word, autoescape=True) for word in folded(plain(words)).split()
        ]
        query = select(*_FIELDS).where(NOTES.c.deleted_us.is_(None), *tests)
        query = query.order_by(NOTES.c.edited_us.desc(), NOTES.c.id.desc()).limit(SEARCH_LIMIT)
        with transaction(self._engine) as connection:
            rows = connection.execute(query).all()
        return [_note(row) for row in rows]

    def counts(self) -> dict[str, int]:
        """How many notes each session has; sessions without any are left out."""
        query = select(NOTES.c.session, func.count()).where(NOTES.c.deleted_us.is_(None))
        with transaction(self._engine) as connection:
            rows = connection.execute(query.group_by(NOTES.c.session)).all()
        return {str(row[0]): int(row[1]) for row in rows}

    def add(
        self, session: str, draft: NoteDraft, now_us: int, spoken: Spoken | None = None
    ) -> Note:
        """Keep a new note, with its sound if it was spoken.

        Raises UsageError for a range that is none and a sound that is no voice note.
        """
        draft = checked(draft)
        row = note_row(session, draft, now_us, spoken)
        with transaction(self._engine) as connection:
            made = connection.execute(insert(NOTES).values(row).returning(NOTES.c.id))
            number = int(made.scalar_one())
        return _kept(draft, number, session, now_us, now_us, spoken)

    def change(self, number: int, patch: NotePatch, now_us: int) -> Note:
        """Change a note; raises UnknownNoteError, or UsageError for a range that is none."""
        with transaction(self._engine) as connection:
            query = select(*_FIELDS).where(NOTES.c.id == number, NOTES.c.deleted_us.is_(None))
            row = connection.execute(query).one_or_none()
            if row is None:
                raise _unknown(number)
            draft = checked(changed(_note(row), patch))
            where = update(NOTES).where(NOTES.c.id == number)
            connection.execute(where.values(_row(draft) | {"edited_us": now_us}))
        before = _note(row)
        spoken = Spoken(before.voice, before.voice_us or 0) if before.voice else None
        return _kept(draft, number, before.session, before.created_us, now_us, spoken)

    def remove(self, number: int, now_us: int) -> None:
        """Remove a note; `restore` brings it back. Raises UnknownNoteError."""
        with transaction(self._engine) as connection:
            where = update(NOTES).where(NOTES.c.id == number, NOTES.c.deleted_us.is_(None))
            done = connection.execute(where.values(deleted_us=now_us).returning(NOTES.c.id))
            if done.one_or_none() is None:
                raise _unknown(number)

    def restore(self, number: int) -> Note:
        """Bring a removed note back as it was; one that was never removed is just given."""
        with transaction(self._engine) as connection:
            where = update(NOTES).where(NOTES.c.id == number).values(deleted_us=None)
            row = connection.execute(where.returning(*_FIELDS)).one_or_none()
        if row is None:
            raise _unknown(number)
        return _note(row)


def _unknown(number: int) -> UnknownNoteError:
    return UnknownNoteError(f"There is no note {number}.", "Somebody may have removed it: reload.")


def _kept(
    draft: NoteDraft,
    number: int,
    session: str,
    created_us: int,
    edited_us: int,
    spoken: Spoken | None,
) -> Note:
    return Note(
        id=number,
        session=session,
        kind=draft.kind,
        at_us=draft.at_us,
        to_us=draft.to_us,
        title=draft.title,
        text=draft.text,
        tags=draft.tags,
        created_us=created_us,
        edited_us=edited_us,
        voice=spoken.voice if spoken else None,
        voice_us=spoken.voice_us if spoken else None,
    )


def _words(draft: NoteDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in NoteDraft.__struct_fields__}


def _row(draft: NoteDraft) -> dict[str, object]:
    return _words(draft) | {"search": searched([draft.title, draft.text, *draft.tags])}


def note_row(
    session: str, draft: NoteDraft, now_us: int, spoken: Spoken | None = None
) -> dict[str, object]:
    """A new note as it is written into the table; `draft` must have been checked.

    Raises UsageError for a sound that is no voice note.
    """
    if spoken is not None:
        checked_voice(spoken)
    sound = {
        "voice": spoken.voice if spoken else None,
        "voice_us": spoken.voice_us if spoken else None,
    }
    return _row(draft) | sound | {"session": session, "created_us": now_us, "edited_us": now_us}


def searched(texts: Iterable[str]) -> str:
    """What a search looks at of a note's title, text and tags."""
    return folded("\n".join(texts))


def _note(row: Row[tuple[object, ...]]) -> Note:
    return msgspec.convert(dict(zip(Note.__struct_fields__, row, strict=True)), Note)
