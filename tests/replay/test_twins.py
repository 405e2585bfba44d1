"""Two connections of one feed: nothing true is dropped, every copy is."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.model.events import BookSnapshot, Event, Trade
from gametape.replay import twins
from gametape.replay.twins import TwinFilter

A, B = "polymarket.market#1", "polymarket.market#2"


def print_of(name: int, venue_us: int | None = 7) -> Trade:
    return Trade(
        seq=0, recv_us=0, venue_us=venue_us, asset="yes", price=Decimal(name), cell=-1, size=1
    )


def both_up() -> TwinFilter:
    found = TwinFilter()
    found.link(A, "up")
    found.link(B, "up")
    return found


def names(events: list[Event]) -> Counter[int]:
    return Counter(int(event.price) for event in events if isinstance(event, Trade))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=60))
def test_the_larger_multiplicity_of_each_event_stays(deliveries: list[tuple[bool, int]]) -> None:
    """Whatever each connection lost or repeated, and however they interleave."""
    filter_ = both_up()
    kept: list[Event] = []
    told: dict[str, Counter[int]] = {A: Counter(), B: Counter()}
    for first, name in deliveries:
        connection = A if first else B
        told[connection][name] += 1
        kept += filter_.fresh(connection, [print_of(name)])
    assert names(kept) == told[A] | told[B]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 3), max_size=30), st.data())
def test_one_sequence_delivered_twice_comes_out_once_in_order(
    sequence: list[int], data: st.DataObject
) -> None:
    filter_ = both_up()
    kept: list[Event] = []
    at = {A: 0, B: 0}
    while at[A] < len(sequence) or at[B] < len(sequence):
        ready = [name for name in (A, B) if at[name] < len(sequence)]
        connection = data.draw(st.sampled_from(ready))
        kept += filter_.fresh(connection, [print_of(sequence[at[connection]])])
        at[connection] += 1
    assert [int(event.price) for event in kept if isinstance(event, Trade)] == sequence


def test_twins_on_one_connection_are_true() -> None:
    single = TwinFilter()
    single.link(A, "up")
    assert len(single.fresh(A, [print_of(1), print_of(1)])) == 2


def test_what_bears_no_time_and_whole_books_are_never_copies() -> None:
    filter_ = both_up()
    snapshot = BookSnapshot(seq=0, recv_us=0, venue_us=7, asset="yes", bids=(), asks=())
    for connection in (A, B):
        assert filter_.fresh(connection, [print_of(1, None), snapshot]) != []
        assert len(filter_.fresh(connection, [print_of(1, None), snapshot])) == 2


def test_a_connection_that_came_back_begins_anew() -> None:
    filter_ = both_up()
    filter_.fresh(A, [print_of(1)])
    filter_.link(A, "down")
    filter_.link(A, "up")
    assert filter_.fresh(A, [print_of(1)]) == []
    assert filter_.fresh(B, [print_of(1)]) == []


def test_memory_is_bounded() -> None:
    filter_ = both_up()
    kept: list[Event] = []
    before, twins.REMEMBERED = twins.REMEMBERED, 50
    try:
        for name in range(500):
            kept += filter_.fresh(A, [print_of(name)])
            kept += filter_.fresh(B, [print_of(name)])
    finally:
        twins.REMEMBERED = before
    assert len(kept) == 500
    assert len(filter_._emitted) == 50
    assert all(len(seen) <= 50 for seen in filter_._seen.values())
