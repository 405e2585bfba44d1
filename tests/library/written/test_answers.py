"""A person's word on a label is kept, changed and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from gametape.library.database import address, open_engine, upgrade
from gametape.library.written.answer import Answer
from gametape.library.written.answers import AnswerBook


@pytest.fixture
def engine(home: Path, database_url: str) -> Engine:
    engine = open_engine(address(home, database_url))
    upgrade(engine)
    return engine


def test_an_answer_replaces_the_one_before_and_can_be_taken_back(engine: Engine) -> None:
    book = AnswerBook(engine)
    assert book.of_session("first") == []
    book.give("first", "o1", "panic_sell", "confirmed", 1)
    book.give("first", "o1", "fomo_buy", "rejected", 2)
    book.give("second", "o1", "panic_sell", "rejected", 3)
    book.give("first", "o1", "panic_sell", "rejected", 4)
    assert book.of_session("first") == [
        Answer("o1", "fomo_buy", "rejected", 2),
        Answer("o1", "panic_sell", "rejected", 4),
    ]
    book.give("first", "o1", "panic_sell", None, 5)
    assert [one.label for one in book.of_session("first")] == ["fomo_buy"]
    assert len(book.of_session("second")) == 1
