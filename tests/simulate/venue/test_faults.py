"""Faults are asked for by name, and come and go when they should."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import UsageError
from gametape.model.times import SECOND
from gametape.simulate.venue.faults import FAULTS, Fault, FaultBoard, parse_fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("reset@5", Fault("reset", 5 * SECOND)),
        ("freeze@90+20:user", Fault("freeze", 90 * SECOND, 20 * SECOND, "user")),
        ("missed@w0.5+1.5:4", Fault("missed", SECOND // 2, 3 * SECOND // 2, "4", wall=True)),
        ("rest-429@1+2:/books", Fault("rest-429", SECOND, 2 * SECOND, "/books")),
        ("clock-step@1:-3000", Fault("clock-step", SECOND, 0, "-3000")),
    ],
)
def test_the_form(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_every_name_is_understood(name: str) -> None:
    assert parse_fault(f"{name}@1+1").name == name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("freez@1", "Did you mean 'freeze'"),
        ("freeze", "not of the form"),
        ("freeze@x", "not of the form"),
        ("missed@1:many", "wants a number"),
        ("zzzz@1", "there is no fault"),
    ],
)
def test_mistakes_are_named(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse_fault(text)


@given(st.text(max_size=40))
def test_whatever_text_only_a_usage_error_comes_out(text: str) -> None:
    with contextlib.suppress(UsageError):
        parse_fault(text)


def test_a_board_follows_both_clocks() -> None:
    script = Fault("arrays", 10 * SECOND, 5 * SECOND)
    wall = Fault("unknown", 1 * SECOND, 0, wall=True)
    board = FaultBoard([script, wall])
    assert board.poll(0, 0) == ([], [])
    assert board.poll(9 * SECOND, SECOND // 2) == ([], [])
    assert board.poll(10 * SECOND, SECOND // 2) == ([], [script])
    assert board.poll(14 * SECOND, SECOND) == ([], [wall])
    assert set(board.active) == {"arrays", "unknown"}
    assert board.poll(15 * SECOND, SECOND) == ([script], [])
    assert board.poll(99 * SECOND, 99 * SECOND) == ([], [])
    assert set(board.active) == {"unknown"}


def test_what_is_over_at_once_never_stays_on() -> None:
    board = FaultBoard([Fault("big", 0), Fault("reset", 0)])
    assert [fault.name for fault in board.poll(0, 0)[1]] == ["big", "reset"]
    assert not board.active
    board.begin(Fault("reset", 0, SECOND))
    assert set(board.active) == {"reset"}
