"""When to connect again: waits, planned rotation, the handover."""

import random

from hypothesis import given
from hypothesis import strategies as st

from gametape.venues.polymarket.reconnect import Backoff, Handover, Rotation

SECOND = 1_000_000
HOUR = 3600 * SECOND


def test_waits_double_up_to_the_cap_and_never_end() -> None:
    backoff = Backoff(random=lambda: 0.999_999)
    waits = [round(backoff.failed(0) / SECOND, 2) for _ in range(200)]
    assert waits[:7] == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0]
    assert set(waits[7:]) == {30.0}


@given(st.integers(0, 60), st.randoms(use_true_random=False))
def test_jitter_stays_between_half_and_whole(failures: int, source: random.Random) -> None:
    low, high = Backoff(lambda: 0.0), Backoff(lambda: 1.0)
    jittered = Backoff(source.random)
    for _ in range(failures + 1):
        bounds = low.failed(0), high.failed(0)
        assert bounds[0] <= jittered.failed(0) <= bounds[1]
        assert bounds[0] * 2 == bounds[1]


def test_a_minute_of_health_forgets_the_failures_and_less_does_not() -> None:
    backoff = Backoff(lambda: 0.0)
    for _ in range(5):
        backoff.failed(0)
    backoff.opened(0)
    assert backoff.failed(59 * SECOND) == 8 * SECOND
    backoff.opened(100 * SECOND)
    assert backoff.failed(160 * SECOND) == SECOND // 4
    assert backoff.failed(1000 * SECOND) == SECOND // 2


def test_shards_rotate_in_turn_and_a_reconnect_starts_the_period_anew() -> None:
    turns = [Rotation(0, 6 * HOUR, index, 3) for index in range(3)]
    assert [turn.due_us // HOUR for turn in turns] == [6, 8, 10]
    assert not turns[0].due(6 * HOUR - 1)
    assert turns[0].due(6 * HOUR)
    turns[0].opened(7 * HOUR)
    assert turns[0].due_us == 13 * HOUR


def test_the_old_socket_closes_when_the_new_one_has_every_book() -> None:
    handover = Handover(["11", "22"], opened_us=0, patience_us=30 * SECOND)
    handover.book("11")
    handover.book("99")
    assert not handover.complete()
    assert handover.missing == {"22"}
    assert not handover.expired(29 * SECOND)
    assert handover.expired(30 * SECOND)
    handover.book("22")
    assert handover.complete()
