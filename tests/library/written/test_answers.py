"""A person's word on a label is kept, changed and taken back."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text

from gametape.library.database import address, alone, open_engine, transaction, upgrade
from gametape.library.tables import ANSWERS
from gametape.library.written.answer import Answer
from gametape.library.written.answers import AnswerBook


@pytest.fixture
def engine(home: Path, database_url: str) -> Engine:
    engine = open_engine(address(home, database_url))
    upgrade(engine)
    return engine


def test_two_who_answer_the_same_at_once_both_succeed(engine: Engine) -> None:
    """As two pages do, or a page and its own second try; the later one stands."""
    row = {"session": "first", "order_id": "o1", "label": "panic_sell"}
    with ThreadPoolExecutor(1) as other:
        with transaction(engine) as connection:
            alone(connection)
            first = {"answer": "confirmed", "given_us": 1}
            connection.execute(insert(ANSWERS), [row | first])
            given = other.submit(
                AnswerBook(engine).give, "first", "o1", "panic_sell", "rejected", 2
            )
            if engine.dialect.name == "postgresql":
                waits = text("select count(*) from pg_locks where not granted")
                until = time.monotonic() + 60
                while connection.execute(waits).scalar_one() == 0 and time.monotonic() < until:
                    time.sleep(0.01)
        given.result(60)
    assert AnswerBook(engine).of_session("first") == [Answer("o1", "panic_sell", "rejected", 2)]


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
