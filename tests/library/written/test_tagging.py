"""Tags on orders, words on proposals and notes on patterns are kept, and taken off again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from gametape.errors import UsageError
from gametape.library.database import address, open_engine, upgrade
from gametape.library.written.answers import AnswerBook
from gametape.library.written.tag import Tag
from gametape.library.written.tagging import PROPOSED, TagBook


@pytest.fixture
def engine(home: Path, database_url: str) -> Engine:
    engine = open_engine(address(home, database_url))
    upgrade(engine)
    return engine


def test_a_tag_is_put_once_and_taken_off(engine: Engine) -> None:
    book = TagBook(engine)
    book.put("first", "o1", "  planned at home ", 1)
    book.put("first", "o1", "halftime_value", 2)
    book.put("first", "o1", "halftime_value", 3)
    book.put("second", "o1", "halftime_value", 4)
    assert book.of_session("first") == [
        Tag("o1", "planned at home", 1),
        Tag("o1", "halftime_value", 3),
    ]
    assert book.every()[("first", "o1")] == {"planned at home", "halftime_value"}
    book.take("first", "o1", "halftime_value")
    book.take("first", "o1", "never there")
    assert [one.tag for one in book.of_session("first")] == ["planned at home"]
    assert len(book.of_session("second")) == 1


@pytest.mark.parametrize("tag", ["", "   ", "a" * 61, "two\nlines", "\x00", "\u202eright"])
def test_what_cannot_be_shown_is_no_tag(engine: Engine, tag: str) -> None:
    with pytest.raises(UsageError):
        TagBook(engine).put("first", "o1", tag, 1)


def test_words_on_proposals_are_the_answers_on_patterns_alone(engine: Engine) -> None:
    answers = AnswerBook(engine)
    answers.give("first", "o1", "panic_sell", "confirmed", 1)
    answers.give("first", "o1", f"{PROPOSED}panic_sell", "rejected", 2)
    answers.give("first", "o2", "patternless", "rejected", 3)
    assert TagBook(engine).words() == {("first", "o1", "panic_sell"): "rejected"}


def test_a_note_replaces_the_one_before_and_an_empty_one_is_none(engine: Engine) -> None:
    book = TagBook(engine)
    book.note("halftime_value", " only soccer\x00 ", 1)
    book.note("halftime_value", "only basketball", 2)
    assert book.notes() == {"halftime_value": "only basketball"}
    book.note("halftime_value", " ", 3)
    assert book.notes() == {}
    with pytest.raises(UsageError):
        book.note("halftime_value", "a" * 4_001, 4)
