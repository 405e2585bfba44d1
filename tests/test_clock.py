"""The one clock of a recording keeps its order whatever the system's clock does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gametape.clock import SystemClock, TapeClock


class HandClock:
    """A clock moved by hand; its wall clock can be stepped."""

    def __init__(self) -> None:
        self.mono = 5_000_000
        self.offset = 1_700_000_000_000_000

    def wall_us(self) -> int:
        return self.mono + self.offset

    def mono_us(self) -> int:
        return self.mono


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(-(10**9), 10**9)), max_size=30))
def test_times_never_run_back_and_the_drift_says_what_the_wall_did(
    moves: list[tuple[int, int]],
) -> None:
    hand = HandClock()
    clock = TapeClock(hand)
    last, stepped = clock.now_us(), 0
    for passed, step in moves:
        hand.mono += passed
        hand.offset += step
        stepped += step
        assert clock.now_us() == last + passed
        assert clock.drift_us() == stepped
        last = clock.now_us()


def test_a_resumed_tape_goes_on_after_its_last_line() -> None:
    hand = HandClock()
    later = hand.wall_us() + 60_000_000
    assert TapeClock(hand, not_before_us=later).now_us() == later


def test_the_system_clock_moves_forward() -> None:
    clock = SystemClock()
    first = clock.mono_us()
    assert clock.mono_us() >= first
    assert clock.wall_us() > 1_700_000_000_000_000
