"""Lateness: what is told of a recorder that was held up, and what is not lateness."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gametape.model.times import SECOND
from gametape.replay.certificate.lateness import Late, Lateness

DAY_US = 1_800_000_000 * SECOND


def heard(delays: list[tuple[float, int]]) -> list[Late]:
    """Stretches, in seconds since the beginning, of (second, delay in milliseconds)."""
    lateness = Lateness()
    for at_s, delay_ms in delays:
        lateness.heard(DAY_US + round(at_s * SECOND), delay_ms)
    return [
        Late(one.from_us - DAY_US, one.to_us - DAY_US, one.worst_ms) for one in lateness.stretches()
    ]


def test_a_held_up_recorder_is_told_with_the_worst_of_it() -> None:
    quiet = [(second / 10, 40) for second in range(100)]
    burst = [(13.1 + step / 100, 3_040 - 30 * step) for step in range(100)]
    after = [(15 + second / 10, 40) for second in range(100)]
    assert heard(quiet + burst + after) == [Late(13 * SECOND, 14 * SECOND, 3_000)]


def test_clocks_that_disagree_are_not_lateness() -> None:
    for offset_ms in (-7_200_000, -2_500, 0, 2_500, 7_200_000):
        assert heard([(second / 4, offset_ms + second % 7) for second in range(4000)]) == []


def test_a_venue_whose_clock_is_off_for_a_while_changes_nothing_afterwards() -> None:
    told = [(float(s), 40 if not 100 <= s < 104 else -2_460) for s in range(600)]
    assert heard(told) == []


def test_what_is_late_all_the_time_becomes_usual() -> None:
    found = heard([(float(s), 40 if s < 600 else 5_040) for s in range(2_000)])
    assert [one.from_us for one in found] == [600 * SECOND]
    assert found[0].to_us < 900 * SECOND


def test_who_is_late_all_the_time_is_told_by_the_clock_of_the_venue() -> None:
    lateness = Lateness()
    lateness.clock(-7_000_000, 40_000)
    lateness.clock(9_000_000, 3_000_000)  # took too long to say anything
    for second in range(100):
        lateness.heard(DAY_US + second * SECOND, 7_000 + 3_000)
    (late,) = lateness.stretches()
    assert (late.from_us, late.to_us) == (DAY_US, DAY_US + 100 * SECOND)
    assert late.worst_ms == 2_500


@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(-3_000, 9_000)), min_size=1, max_size=60
    ).map(sorted)
)
def test_stretches_are_in_order_apart_and_late(delays: list[tuple[int, int]]) -> None:
    found = heard([(float(second), delay_ms) for second, delay_ms in delays])
    for one in found:
        assert one.from_us < one.to_us
        assert 1_000 < one.worst_ms <= 12_000
    for before, after in pairwise(found):
        assert after.from_us - before.to_us > SECOND
