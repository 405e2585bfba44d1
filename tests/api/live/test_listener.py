"""A page's queue: bounded, in order, and never a hole in what the page is given."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.api.live.listener import Listener, Outgoing

T = TypeVar("T")


def run(work: Awaitable[T]) -> T:
    async def inside() -> T:
        return await work

    return asyncio.run(inside())


def waiting(listener: Listener) -> list[Outgoing]:
    found = []
    while (message := listener.next()) is not None:
        found.append(message)
    return found


def begun(limit: int = 100) -> Listener:
    listener = Listener(limit)
    listener.hello("hello")
    assert waiting(listener) == ["hello"]
    return listener


def test_nothing_comes_before_the_hello() -> None:
    listener = Listener()
    assert listener.news("early", {})
    assert waiting(listener) == []
    listener.hello("hello")
    listener.hello("again")  # nobody asked for that
    assert listener.news("n1", {})
    assert waiting(listener) == ["hello", "n1"]


def test_progress_is_for_who_waits_and_never_piles_up() -> None:
    listener = Listener()
    listener.catching_up("10 %")
    listener.catching_up("20 %")  # it has not read the last yet
    assert waiting(listener) == ["10 %"]
    listener.hello("hello")
    listener.catching_up("30 %")
    assert waiting(listener) == ["hello"]


def test_rows_follow_on_their_snapshot_and_only_of_what_is_wanted() -> None:
    listener = begun()
    listener.want(["yes", "unknown"])
    tracks = {"yes": 0, "no": 0, "other": 1}
    assert listener.missing(tracks) == [0]
    assert listener.missing(tracks) == []  # it is asked for already
    assert listener.news("n1", {0: b"r1", 1: b"x1"})
    listener.snapshot(1, b"unasked")
    listener.snapshot(0, b"snapshot")
    assert listener.news("n2", {0: b"r2", 1: b"x2"})
    assert waiting(listener) == ["n1", b"snapshot", b"r2", "n2"]
    listener.want(["other"])
    assert listener.missing(tracks) == [1]
    assert listener.news("n3", {0: b"r3"})
    assert waiting(listener) == ["n3"]


def test_too_much_empties_the_queue_and_begins_anew() -> None:
    listener = begun(limit=10)
    listener.want(["yes"])
    listener.missing({"yes": 0})
    listener.snapshot(0, b"s" * 1000)  # it was asked for, so it is no backlog
    assert listener.news("12345", {0: b"67890"})
    assert listener.waiting == 10
    assert not listener.news("1", {})
    assert (listener.lagged, listener.fresh, listener.waiting) == (True, True, 0)
    assert waiting(listener) == []
    assert listener.news("more", {})  # nothing waits for a page that must begin anew
    listener.hello("before it knows that it lagged")
    assert waiting(listener) == []
    listener.lagged = False
    listener.hello("hello")
    assert listener.missing({"yes": 0}) == [0]
    assert waiting(listener) == ["hello"]


def test_an_end_is_the_last_word() -> None:
    listener = begun()
    listener.news("n1", {})
    listener.end("ended")
    listener.end("ended")
    listener.news("n2", {})
    assert waiting(listener) == ["n1", "ended"]


@pytest.mark.parametrize("way", ["news", "lag", "end"])
def test_whoever_waits_is_stirred(way: str) -> None:
    async def wait() -> None:
        listener = Listener(3)
        listener.hello("hello")
        assert waiting(listener) == ["hello"]
        stirred = asyncio.create_task(listener.stirred())
        await asyncio.sleep(0)
        assert not stirred.done()
        if way == "end":
            listener.end("ended")
        else:
            listener.news("n" * (3 if way == "news" else 4), {})
        await asyncio.wait_for(stirred, 60)

    run(wait())


def test_who_asks_must_read_before_asking_again() -> None:
    async def ask() -> None:
        listener = begun()
        await asyncio.wait_for(listener.sated(), 60)
        listener.want(["yes"])
        listener.missing({"yes": 0})
        sated = asyncio.create_task(listener.sated())
        await asyncio.sleep(0)
        listener.snapshot(0, b"s")
        await asyncio.sleep(0)
        assert not sated.done()
        assert waiting(listener) == [b"s"]
        await asyncio.wait_for(sated, 60)

    run(ask())


ACTIONS = st.lists(
    st.tuples(st.sampled_from(["news", "read", "hello", "want", "snapshot", "told"]),
              st.integers(0, 60)),
    max_size=80,
)  # fmt: skip


@given(ACTIONS)
def test_whatever_happens_the_bound_holds_and_numbers_have_no_hole(
    actions: list[tuple[str, int]],
) -> None:
    listener, number, expected = Listener(100), 0, 0
    for action, size in actions:
        if action == "news":
            number += 1
            listener.news(f"{number}:".ljust(size), {0: b"x" * size})
        elif action == "hello":
            listener.hello(f"hello {number}")
        elif action == "told":
            listener.lagged = False
        elif action == "want":
            listener.want(["yes"] if size % 2 else [])
            listener.missing({"yes": 0})
        elif action == "snapshot":
            listener.snapshot(0, b"snapshot")
        else:
            expected = _read(listener.next(), expected)
        assert 0 <= listener.waiting <= 100
    for message in waiting(listener):
        expected = _read(message, expected)


def _read(message: Any, expected: int) -> int:
    """The number that must come next; a hello says anew where it begins."""
    if not isinstance(message, str):
        return expected
    if message.startswith("hello"):
        return int(message.split()[1]) + 1
    assert int(message.partition(":")[0]) == expected
    return expected + 1
