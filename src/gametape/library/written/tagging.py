"""Tags on own orders and notes on patterns, in the catalogue's database."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Engine, delete, insert, select

from gametape.errors import UsageError
from gametape.library.database import alone, transaction
from gametape.library.tables import ANSWERS, PATTERN_NOTES, TAGS
from gametape.library.written.answer import Word
from gametape.library.written.tag import LONGEST_NOTE, LONGEST_TAG, Tag

__all__ = ["LONGEST_NOTE", "LONGEST_TAG", "PROPOSED", "Tag", "TagBook"]

PROPOSED = "pattern:"
"""Before a pattern's name where `answers` holds the word on a proposal of it."""


class TagBook:
    """The tags of one data folder; methods raise CatalogueError if the database fails."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_session(self, session: str) -> list[Tag]:
        """The tags of a session, the oldest first."""
        query = select(TAGS.c.order_id, TAGS.c.tag, TAGS.c.given_us)
        query = query.where(TAGS.c.session == session).order_by(TAGS.c.given_us, TAGS.c.tag)
        with transaction(self._engine) as connection:
            return [Tag(*row) for row in connection.execute(query).all()]

    def put(self, session: str, order_id: str, tag: str, now_us: int) -> None:
        """Tag an order; a tag that is there already is given anew.

        Raises UsageError for a tag that is empty, too long, or cannot be shown.
        """
        words = tag.strip()
        plain = words.isprintable() and order_id.isprintable()
        if not 0 < len(words) <= LONGEST_TAG or not plain:
            raise UsageError(f"A tag has 1 to {LONGEST_TAG} plain characters.")
        row = {"session": session, "order_id": order_id, "tag": words, "given_us": now_us}
        with transaction(self._engine) as connection:
            alone(connection)
            connection.execute(delete(TAGS).where(*_mine(session, order_id, words)))
            connection.execute(insert(TAGS), [row])

    def take(self, session: str, order_id: str, tag: str) -> None:
        """Take a tag off again; nothing happens where there is none."""
        with transaction(self._engine) as connection:
            connection.execute(delete(TAGS).where(*_mine(session, order_id, tag)))

    def every(self) -> dict[tuple[str, str], set[str]]:
        """All tags, by session and order."""
        found: dict[tuple[str, str], set[str]] = {}
        query = select(TAGS.c.session, TAGS.c.order_id, TAGS.c.tag)
        with transaction(self._engine) as connection:
            rows = connection.execute(query).all()
        for session, order_id, tag in rows:
            found.setdefault((session, order_id), set()).add(tag)
        return found

    def words(self) -> dict[tuple[str, str, str], Word]:
        """What a person said of proposals, by session, order and pattern's name."""
        query = select(
            ANSWERS.c.session, ANSWERS.c.order_id, ANSWERS.c.label, ANSWERS.c.answer
        ).where(ANSWERS.c.label.startswith(PROPOSED, autoescape=True))
        with transaction(self._engine) as connection:
            rows = connection.execute(query).all()
        return {
            (session, order_id, label.removeprefix(PROPOSED)): answer
            for session, order_id, label, answer in rows
        }

    def notes(self) -> Mapping[str, str]:
        """The notes on patterns, by the pattern's name."""
        query = select(PATTERN_NOTES.c.pattern, PATTERN_NOTES.c.text)
        with transaction(self._engine) as connection:
            return {row[0]: row[1] for row in connection.execute(query).all()}

    def note(self, pattern: str, text: str, now_us: int) -> None:
        """Keep a note on a pattern in place of the one before; an empty one is none.

        Raises UsageError for one that is too long.
        """
        words = text.strip().replace("\x00", "")
        if len(words) > LONGEST_NOTE:
            raise UsageError(f"A note on a pattern has at most {LONGEST_NOTE} characters.")
        row = {"pattern": pattern, "text": words, "edited_us": now_us}
        with transaction(self._engine) as connection:
            alone(connection)
            connection.execute(delete(PATTERN_NOTES).where(PATTERN_NOTES.c.pattern == pattern))
            if words:
                connection.execute(insert(PATTERN_NOTES), [row])


def _mine(session: str, order_id: str, tag: str) -> tuple[ColumnElement[bool], ...]:
    return (TAGS.c.session == session, TAGS.c.order_id == order_id, TAGS.c.tag == tag)
