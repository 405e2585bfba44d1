"""A failure that goes on is written a bounded number of times, and never lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gametape.model.times import MINUTE, SECOND
from gametape.record.links.repeats import Repeats


def test_the_first_is_said_at_once_and_the_number_later() -> None:
    repeats = Repeats()
    assert repeats.heard("no route", 0) == "no route"
    assert repeats.heard("no route", 20 * SECOND) == ""
    assert repeats.heard("no route", 61 * SECOND) == "no route (3 times so far)"
    assert repeats.heard("refused", 62 * SECOND) == "refused"


def test_after_a_success_the_next_failure_is_news() -> None:
    repeats = Repeats()
    repeats.heard("no route", 0)
    repeats.over()
    assert repeats.heard("no route", 1) == "no route"


@given(st.lists(st.integers(1, 20 * SECOND), max_size=200))
def test_equal_failures_are_said_at_most_once_a_minute(pauses: list[int]) -> None:
    repeats, now_us, said = Repeats(), 0, 0
    for pause in pauses:
        now_us += pause
        said += bool(repeats.heard("no route", now_us))
    assert said <= 1 + now_us // MINUTE
    assert bool(said) == bool(pauses)
