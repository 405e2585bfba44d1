"""What a person said of labels, in the catalogue's database: right, or not."""

from __future__ import annotations

import msgspec
from sqlalchemy import Engine, delete, insert, select

from gametape.library.database import alone, transaction
from gametape.library.tables import ANSWERS
from gametape.library.written.answer import Answer, Word

_FIELDS = [ANSWERS.c[name] for name in Answer.__struct_fields__]


class AnswerBook:
    """The answers of one data folder; methods raise CatalogueError if the database fails."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_session(self, session: str) -> list[Answer]:
        """The answers of a session, the oldest first."""
        query = select(*_FIELDS).where(ANSWERS.c.session == session).order_by(ANSWERS.c.given_us)
        with transaction(self._engine) as connection:
            rows = connection.execute(query).all()
        names = Answer.__struct_fields__
        return [msgspec.convert(dict(zip(names, row, strict=True)), Answer) for row in rows]

    def give(self, session: str, order_id: str, label: str, word: Word | None, now_us: int) -> None:
        """Keep an answer in place of the one before; None takes it back."""
        mine = (
            ANSWERS.c.session == session,
            ANSWERS.c.order_id == order_id,
            ANSWERS.c.label == label,
        )
        row = {
            "session": session,
            "order_id": order_id,
            "label": label,
            "answer": word,
            "given_us": now_us,
        }
        with transaction(self._engine) as connection:
            alone(connection)
            connection.execute(delete(ANSWERS).where(*mine))
            if word is not None:
                connection.execute(insert(ANSWERS), [row])
