"""Rounds, answers and when moments come back, in both kinds of database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from gametape.analyze.drill.moment import DrillMoment, moment_of
from gametape.ledger.steps import Line
from gametape.library.database import address, open_engine, upgrade
from gametape.library.practice.drill_schedule import due_us, reviewed
from gametape.library.practice.drills import PATIENCE_US, DrillBook

NOW = 1_790_000_000_000_000
DAY = 86_400_000_000


@pytest.fixture
def book(tmp_path: Path, database_url: str) -> DrillBook:
    engine: Engine = open_engine(address(tmp_path, database_url))
    upgrade(engine)
    return DrillBook(engine)


def asked(session: str) -> DrillMoment:
    return moment_of("decision", session, Line("m", "yes", "no"), NOW - DAY)


def answer(
    book: DrillBook, key: str, number: int, rating: int, now_us: int, shown: bool = True
) -> bool:
    if shown:
        book.show(key, number, now_us - 1_000_000)
    question = book.question(key, number)
    assert question is not None
    given = {"action": "pass", "size": 0, "confidence": 4}
    reveal: dict[str, Any] = {"score": {"rating": rating, "right": rating > 2}}
    return book.answer(question, given, reveal, now_us)


def test_a_whole_round_counts_and_brings_its_moments_back(book: DrillBook) -> None:
    moments = [asked("a"), asked("b")]
    assert book.begin("r1", moments, NOW).state == "open"
    assert answer(book, "r1", 1, 1, NOW)
    assert not answer(book, "r1", 1, 3, NOW)  # once only
    assert book.answers() == []
    assert answer(book, "r1", 2, 4, NOW)
    told = book.round("r1")
    assert told is not None
    assert (told.state, told.answered) == ("whole", 2)
    assert book.answers() == [(4, False), (4, True)]
    assert book.due(NOW) == []
    assert book.due(NOW + DAY) == [moments[0].key]  # missed: soon again
    assert set(book.due(NOW + 60 * DAY)) == {one.key for one in moments}
    assert book.seen() == {one.key: 1 for one in moments}


def test_an_interrupted_round_does_not_count(book: DrillBook) -> None:
    book.begin("r1", [asked("a")], NOW)
    book.begin("r2", [asked("a")], NOW + 1)  # beginning another is leaving the first
    book.interrupt("r2", NOW + 2)
    assert answer(book, "r2", 1, 3, NOW + 3)
    book.begin("r3", [asked("b")], NOW + 4)
    book.show("r3", 1, NOW + 4)
    assert answer(book, "r3", 1, 3, NOW + 6 + PATIENCE_US, shown=False)
    assert {one.id: one.state for one in book.rounds()} == {
        "r1": "interrupted", "r2": "interrupted", "r3": "interrupted",
    }  # fmt: skip
    assert book.answers() == []
    book.interrupt("r3", NOW + 9)
    assert book.round("nobody") is None
    assert book.question("r1", 7) is None


def test_what_goes_well_is_asked_ever_more_seldom() -> None:
    schedule, now_us, waits = None, NOW, []
    for _ in range(5):
        schedule = reviewed(schedule, 3, now_us)
        waits.append(due_us(schedule) - now_us)
        now_us = due_us(schedule)
    assert waits == sorted(waits)
    assert waits[-1] > 7 * DAY
    missed = reviewed(schedule, 1, now_us)
    assert due_us(missed) - now_us < DAY
    assert reviewed(None, 3, NOW) == reviewed(None, 3, NOW)  # no chance in it
