"""Drills as the server keeps them: what a page may have before an answer, and what after it.

Before the answer nothing leaves but a clip without names (`analyze.drill.clip`), the position then
and the size usual then. What the question is about stays in the database.
"""

from __future__ import annotations

import secrets
import threading
import time
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec

from gametape.analyze.drill.told import Did
from gametape.api.named import session_named
from gametape.api.practice.drill_told import Answering, DrillQuestion, History, Reveal
from gametape.api.problems import RefusedError
from gametape.api.shelf import Shelf
from gametape.errors import UsageError
from gametape.library.practice.drill_round import Round
from gametape.settings.model import Settings

if TYPE_CHECKING:
    from gametape.analyze.drill.clip import Clip
    from gametape.analyze.drill.moment import DrillMoment
    from gametape.analyze.evening.evening import Evening
    from gametape.library.practice.drills import DrillBook, Question
    from gametape.library.practice.moments import MomentShelf
    from gametape.replay.film.stored import Film

KEPT = 4
"""Evenings and clips kept in memory, the latest asked for."""


class Drills:
    """The drills of one data folder, for threads of the server."""

    def __init__(self, settings: Settings, shelf: Shelf) -> None:
        self._home = settings.home
        self._shelf = shelf
        self._shelf_of_moments: MomentShelf | None = None
        self._turn = threading.RLock()
        self._evenings: dict[str, tuple[Film, Evening]] = {}
        self._clips: dict[tuple[str, int, bool], Clip] = {}

    @property
    def moments(self) -> MomentShelf:
        """The moments of all sessions; raises UsageError where parts are not installed."""
        with self._turn:
            if self._shelf_of_moments is None:
                try:
                    from gametape.library.practice.moments import MomentShelf
                except ModuleNotFoundError as error:
                    raise UsageError(
                        f"This needs a part that is not installed ({error.name}).",
                        "pip install 'gametape[drill]'",
                    ) from None
                self._shelf_of_moments = MomentShelf(self._home)
            return self._shelf_of_moments

    def history(self) -> History:
        """What was drilled so far and what there is to drill."""
        pool = self._pool()
        from gametape.analyze.drill.calibration import calibration

        book = self._book()
        rounds = book.rounds()
        return History(
            rounds=rounds[:50],
            whole=sum(one.state == "whole" for one in rounds),
            moments=len(pool),
            due=len(book.due(_now_us())),
            sessions=len({one.session for one in pool}),
            calibration=calibration(book.answers()),
        )

    def begin(self, length: int) -> Round:
        """A new round; raises UsageError where there is nothing to drill."""
        pool = self._pool()
        from gametape.analyze.drill.choosing import choose

        book, now_us = self._book(), _now_us()
        chance = Random(secrets.randbits(64))  # noqa: S311 - which moments come is no secret of use
        chosen = choose(pool, book.due(now_us), book.seen(), length, chance)
        if not chosen:
            raise UsageError(
                "There is no moment to drill now.",
                "Record an evening, or come back when moments are due.",
            )
        return book.begin(secrets.token_hex(8), chosen, now_us)

    def _pool(self) -> list[DrillMoment]:
        """Every moment there is; tables that are missing are made."""
        with self._turn:
            tables = self.moments.tables()
        from gametape.analyze.drill.choosing import pool_of

        return [one for slug, table in tables for one in pool_of(slug, table)]

    def ask(self, key: str, number: int) -> DrillQuestion:
        """A question; raises RefusedError out of turn."""
        from gametape.analyze.drill.clip import MARKET, MOMENT_US, NAMES
        from gametape.analyze.drill.moment import position_of

        question, of = self._open(key, number)
        moment = question.moment
        with self._turn:
            _, evening = self._evening(moment)
            position, usual = position_of(evening, moment)
        self._book().show(key, number, _now_us())
        return DrillQuestion(
            round=key, number=number, length=of.length, moment_us=MOMENT_US, asset=NAMES[0],
            market=MARKET, position=position, usual=usual,
        )  # fmt: skip

    def clip(self, key: str, number: int, *, after: bool) -> Clip:
        """The clip of a question; what came after only once it is answered."""
        from gametape.analyze.drill.choosing import AFTER_US
        from gametape.analyze.drill.clip import clip_of

        question = self._book().question(key, number)
        if question is None:
            raise RefusedError(404, "There is no such question.")
        if question.answered_us is None:
            self._open(key, number)
            if after:
                raise RefusedError(403, "This is shown after the answer.", "Answer first.")
        with self._turn:
            place = (key, number, after)
            made = self._clips.pop(place, None)
            if made is None:
                film, _ = self._evening(question.moment)
                moment = question.moment
                end_us = moment.at_us + AFTER_US if after else None
                made = clip_of(film, moment.line, moment.at_us, end_us)
            self._clips[place] = made
            while len(self._clips) > KEPT:
                del self._clips[next(iter(self._clips))]
        return made

    def answer(self, key: str, number: int, given: Answering) -> Reveal:
        """Keep an answer and say what it was worth."""
        from gametape.analyze.drill.choosing import AFTER_US
        from gametape.analyze.drill.clip import MOMENT_US
        from gametape.analyze.drill.moment import position_of
        from gametape.analyze.drill.scoring import expected, happened, score

        if not 1 <= given.confidence <= 5 or not 0 <= given.size <= 10**15:
            raise UsageError("A confidence is 1 to 5, and a size is not negative.")
        question, of = self._open(key, number)
        if question.shown_us is None:
            raise RefusedError(409, "This question was not shown yet.")
        moment = question.moment
        with self._turn:
            film, evening = self._evening(moment)
            position, _ = position_of(evening, moment)
            hoped = expected(evening, moment, position, self.moments.index())
            came = happened(evening, moment)
            worth = score(given.action, given.size, given.confidence, position, hoped, came)
            told = self._told(film, evening, moment)
        reveal = Reveal(
            action=given.action, size=given.size, confidence=given.confidence, expected=hoped,
            happened=came, score=worth, kind=moment.kind, session=moment.session,
            at_us=moment.at_us, after_us=MOMENT_US + AFTER_US, whole=False,
            last=number == of.length, **told,
        )  # fmt: skip
        book = self._book()
        answered = {"action": given.action, "size": given.size, "confidence": given.confidence}
        if not book.answer(question, answered, msgspec.to_builtins(reveal), _now_us()):
            raise RefusedError(409, "This question was answered already.")
        now = book.round(key)
        return msgspec.structs.replace(reveal, whole=now is not None and now.state == "whole")

    def interrupt(self, key: str) -> None:
        """The page was left in the middle of a round."""
        self._book().interrupt(key, _now_us())

    def _told(self, film: Film, evening: Evening, moment: DrillMoment) -> dict[str, Any]:
        from gametape.analyze.drill.moment import decided

        timeline = film.timeline()
        labels = {one.asset: one.label for of in timeline.markets for one in of.outcomes}
        order = decided(evening, moment)
        did = None
        if order is not None:
            price = None if order.cents != order.cents else round(order.cents, 2)
            did = Did("buy" if order.direction > 0 else "sell", order.kind, order.ordered, price)
        return {
            "did": did,
            "title": timeline.title,
            "asset": moment.asset,
            "label": labels.get(moment.asset, ""),
        }

    def _open(self, key: str, number: int) -> tuple[Question, Round]:
        """A question whose turn it is."""
        book = self._book()
        of, question = book.round(key), book.question(key, number)
        if of is None or question is None:
            raise RefusedError(404, "There is no such question.")
        if of.answered != number - 1 or question.answered_us is not None:
            raise RefusedError(409, "It is not this question's turn.")
        return question, of

    def _evening(self, moment: DrillMoment) -> tuple[Film, Evening]:
        from gametape.library.judged.analyses import evening_of
        from gametape.replay.film.building import film_of

        # Looked at each time: a repaired tape has another film, a deleted session none.
        film = film_of(session_named(self._home, moment.session))
        kept = self._evenings.pop(moment.session, None)
        if kept is None or kept[0].version != film.version:
            kept = (film, evening_of(film))
        self._evenings[moment.session] = kept
        while len(self._evenings) > KEPT:
            del self._evenings[next(iter(self._evenings))]
        return kept

    def _book(self) -> DrillBook:
        return self._shelf.drills()


def _now_us() -> int:
    return time.time_ns() // 1000
