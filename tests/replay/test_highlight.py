"""The moment to show first: the biggest swing near the trader's own fills."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gametape.model.times import SECOND
from gametape.replay.highlight import NEAR_US, _Swings

START = 1_795_000_000 * SECOND


def swings(*mids: tuple[float, int]) -> _Swings:
    """A mid price at seconds after the start."""
    made = _Swings()
    for second, mid in mids:
        made.see(START + int(second * SECOND), mid)
    return made


def seconds(at_us: int | None) -> float | None:
    return None if at_us is None else (at_us - START) / SECOND


def test_the_biggest_move_within_a_second() -> None:
    made = swings((0, 100), (0.5, 120), (10, 120), (10.4, 190), (20, 190), (20.9, 160))
    assert seconds(made.biggest_near([])) == 10.4


def test_a_slow_drift_is_no_swing() -> None:
    assert swings((0, 100), (2, 200), (4, 300)).biggest_near([]) is None


def test_a_move_over_an_interruption_is_no_swing() -> None:
    made = swings((0, 100))
    made.broken()
    made.see(START + SECOND // 2, 900)
    assert made.biggest_near([]) is None


def test_a_smaller_move_after_an_own_fill_goes_before_a_bigger_one() -> None:
    mids = ((0, 100), (0.5, 130), (60, 130), (60.5, 330))
    assert seconds(swings(*mids).biggest_near([START - SECOND])) == 0.5
    assert seconds(swings(*mids).biggest_near([START - 2 * NEAR_US])) == 60.5
    assert seconds(swings(*mids).biggest_near([START + 2 * SECOND])) == 60.5  # it came before


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 20_000)), max_size=60))
def test_the_moment_is_one_that_was_seen(mids: list[tuple[int, int]]) -> None:
    ordered = sorted((second / 4, mid) for second, mid in mids)
    moment = seconds(swings(*ordered).biggest_near([]))
    assert moment is None or moment in {second for second, _ in ordered}
