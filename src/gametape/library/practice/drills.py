"""The history of drills in the catalogue's database: rounds, answers, and what comes back when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, delete, insert, select, update

from gametape.analyze.drill.moment import DrillMoment
from gametape.library.database import alone, transaction
from gametape.library.practice.drill_round import Round
from gametape.library.practice.drill_schedule import due_us, reviewed
from gametape.library.tables import DRILL_CARDS, DRILL_QUESTIONS, DRILL_ROUNDS

PATIENCE_US = 600_000_000
"""Who answers later than so long after a question was shown has left the round."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question as the server keeps it; none of this leaves it before the answer."""

    round: str
    number: int
    moment: DrillMoment
    shown_us: int | None
    answered_us: int | None
    action: str | None
    size: int | None
    confidence: int | None
    reveal: dict[str, Any] | None


class DrillBook:
    """The drills of one data folder; methods raise CatalogueError if the database fails."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, key: str, moments: Sequence[DrillMoment], now_us: int) -> Round:
        """A new round; one that is still open is interrupted by it."""
        with transaction(self._engine) as connection:
            connection.execute(
                update(DRILL_ROUNDS)
                .where(DRILL_ROUNDS.c.state == "open")
                .values(state="interrupted", ended_us=now_us)
            )
            row = {"id": key, "began_us": now_us, "state": "open", "length": len(moments)}
            connection.execute(insert(DRILL_ROUNDS), [{**row, "ended_us": None}])
            rows = [
                {"round": key, "number": number, "moment": msgspec.to_builtins(one)}
                for number, one in enumerate(moments, 1)
            ]
            if rows:
                connection.execute(insert(DRILL_QUESTIONS), rows)
        return Round(**row, ended_us=None, answered=0)  # type: ignore[arg-type]

    def rounds(self) -> list[Round]:
        """All rounds, the newest first."""
        told = select(DRILL_ROUNDS).order_by(DRILL_ROUNDS.c.began_us.desc(), DRILL_ROUNDS.c.id)
        counted = select(DRILL_QUESTIONS.c.round).where(DRILL_QUESTIONS.c.answered_us.is_not(None))
        with transaction(self._engine) as connection:
            answered = [row[0] for row in connection.execute(counted).all()]
            rows = connection.execute(told).mappings().all()
        return [Round(**row, answered=answered.count(row["id"])) for row in rows]

    def round(self, key: str) -> Round | None:
        """A round; None if there is none of this id."""
        return next((one for one in self.rounds() if one.id == key), None)

    def question(self, key: str, number: int) -> Question | None:
        """A question of a round; None if there is none."""
        told = select(DRILL_QUESTIONS).where(
            DRILL_QUESTIONS.c.round == key, DRILL_QUESTIONS.c.number == number
        )
        with transaction(self._engine) as connection:
            row = connection.execute(told).mappings().one_or_none()
        if row is None:
            return None
        moment = msgspec.convert(row["moment"], DrillMoment)
        return Question(**{**row, "moment": moment})

    def show(self, key: str, number: int, now_us: int) -> None:
        """A question was shown; it counts from the first time."""
        with transaction(self._engine) as connection:
            connection.execute(
                update(DRILL_QUESTIONS)
                .where(
                    DRILL_QUESTIONS.c.round == key,
                    DRILL_QUESTIONS.c.number == number,
                    DRILL_QUESTIONS.c.shown_us.is_(None),
                )
                .values(shown_us=now_us)
            )

    def answer(
        self, question: Question, given: dict[str, Any], reveal: dict[str, Any], now_us: int
    ) -> bool:
        """Keep an answer (action, size, confidence), when its moment comes back, and the end.

        False, and nothing is kept, where it was answered already.
        """
        late = question.shown_us is None or now_us - question.shown_us > PATIENCE_US
        mine = (
            DRILL_QUESTIONS.c.round == question.round,
            DRILL_QUESTIONS.c.number == question.number,
        )
        with transaction(self._engine) as connection:
            kept = connection.execute(
                update(DRILL_QUESTIONS)
                .where(*mine, DRILL_QUESTIONS.c.answered_us.is_(None))
                .values(**given, reveal=reveal, answered_us=now_us)
            )
            if kept.rowcount != 1:
                return False
            alone(connection)
            _reschedule(connection, question.moment, int(reveal["score"]["rating"]), now_us)
            of = DRILL_ROUNDS.c.id == question.round
            still_open = DRILL_ROUNDS.c.state == "open"
            length = connection.execute(select(DRILL_ROUNDS.c.length).where(of)).scalar_one()
            if late:
                ended: dict[str, Any] = {"state": "interrupted", "ended_us": now_us}
                connection.execute(update(DRILL_ROUNDS).where(of, still_open).values(**ended))
            elif question.number == length:
                ended = {"state": "whole", "ended_us": now_us}
                connection.execute(update(DRILL_ROUNDS).where(of, still_open).values(**ended))
        return True

    def interrupt(self, key: str, now_us: int) -> None:
        """A round was left; one that is over stays what it was."""
        with transaction(self._engine) as connection:
            connection.execute(
                update(DRILL_ROUNDS)
                .where(DRILL_ROUNDS.c.id == key, DRILL_ROUNDS.c.state == "open")
                .values(state="interrupted", ended_us=now_us)
            )

    def due(self, now_us: int) -> list[str]:
        """Keys of moments that are due, the longest due first."""
        told = select(DRILL_CARDS.c.key).where(DRILL_CARDS.c.due_us <= now_us)
        with transaction(self._engine) as connection:
            return [row[0] for row in connection.execute(told.order_by(DRILL_CARDS.c.due_us)).all()]

    def seen(self) -> dict[str, int]:
        """How often each moment has been answered, by key."""
        with transaction(self._engine) as connection:
            rows = connection.execute(select(DRILL_CARDS.c.key, DRILL_CARDS.c.asked)).all()
        return {row[0]: row[1] for row in rows}

    def answers(self) -> list[tuple[int, bool]]:
        """Confidence, and whether right, of every answer of a whole blind round."""
        told = (
            select(DRILL_QUESTIONS.c.confidence, DRILL_QUESTIONS.c.reveal)
            .join(DRILL_ROUNDS, DRILL_ROUNDS.c.id == DRILL_QUESTIONS.c.round)
            .where(DRILL_ROUNDS.c.state == "whole")
        )
        with transaction(self._engine) as connection:
            rows = connection.execute(told).all()
        found = []
        for confidence, reveal in rows:
            right = reveal["score"]["right"] if reveal else None
            if right is not None:
                found.append((int(confidence), bool(right)))
        return found


def _reschedule(connection: Connection, moment: DrillMoment, rating: int, now_us: int) -> None:
    card = select(DRILL_CARDS.c.schedule, DRILL_CARDS.c.asked).where(
        DRILL_CARDS.c.key == moment.key
    )
    row = connection.execute(card).one_or_none()
    schedule = reviewed(None if row is None else row[0], rating, now_us)
    connection.execute(delete(DRILL_CARDS).where(DRILL_CARDS.c.key == moment.key))
    connection.execute(
        insert(DRILL_CARDS),
        [
            {
                "key": moment.key,
                "moment": msgspec.to_builtins(moment),
                "schedule": schedule,
                "due_us": due_us(schedule),
                "asked": 1 if row is None else row[1] + 1,
            }
        ],
    )
