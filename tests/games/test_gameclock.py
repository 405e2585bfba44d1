"""A game's shown clock as one running number."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import UsageError
from gametape.games.gameclock import (
    BREAK_US,
    ELAPSED_CLOCK,
    basketball_clock,
    shown_us,
    soccer_clock,
)
from gametape.model.times import MINUTE, SECOND


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("12:00", 12 * MINUTE),
        ("0:04.2", 4_200_000),
        ("00:44:29.908", 44 * MINUTE + 29_908_000),
        ("1:21:25", 81 * MINUTE + 25 * SECOND),
        ("90:30", 90 * MINUTE + 30 * SECOND),
    ],
)
def test_a_clocks_text(text: str, us: int) -> None:
    assert shown_us(text) == us


@pytest.mark.parametrize("text", ["", "12", "1:60", "1:61:00", "x", "-1:00", "1:2:3:4", "١:٢"])
def test_what_no_clock_shows(text: str) -> None:
    with pytest.raises(UsageError, match="not a clock's time"):
        shown_us(text)


def test_basketball_counts_down_and_breaks_are_a_microsecond() -> None:
    clock = basketball_clock()
    assert clock.read("Q1 12:00") == clock.at_start() == 0
    assert clock.read("q1 11:38") == 22 * SECOND
    assert clock.read("Q1 0:00") == 12 * MINUTE
    assert clock.read("2Q 12:00") == 12 * MINUTE + BREAK_US
    assert clock.read("OT1 5:00") == 48 * MINUTE + 4 * BREAK_US
    assert clock.read("2OT 4:00") == 54 * MINUTE + 5 * BREAK_US


def test_soccer_counts_up_from_where_each_half_shows() -> None:
    first = 48 * MINUTE + 1_108_000
    clock = soccer_clock([first, 48 * MINUTE])
    assert clock.read("1H 44:29.908") == 44 * MINUTE + 29_908_000
    assert clock.read("2H 45:00") == first + BREAK_US
    assert clock.read("H2 50:18") == first + BREAK_US + 5 * MINUTE + 18 * SECOND
    with pytest.raises(UsageError, match="1H never shows"):
        clock.read("1H 49:00")
    # Nothing is known of the second half's length: any time is possible.
    assert soccer_clock([first]).read("2H 99:00") == first + BREAK_US + 54 * MINUTE
    assert soccer_clock().read("2H 45:00") == 45 * MINUTE + BREAK_US


def test_one_period_needs_no_name() -> None:
    assert ELAPSED_CLOCK.read("1:21:25") == 81 * MINUTE + 25 * SECOND


@pytest.mark.parametrize("text", ["Q5 1:00", "1:00", "Q1", "Q1 12:01", "", "2H 45:00"])
def test_what_the_clock_never_shows(text: str) -> None:
    with pytest.raises(UsageError):
        basketball_clock().read(text)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 720)), min_size=2))
def test_later_in_the_game_is_later_on_the_running_clock(moments: list[tuple[int, int]]) -> None:
    clock = basketball_clock()
    ordered = sorted(moments, key=lambda moment: (moment[0], -moment[1]))
    positions = [
        clock.read(f"Q{quarter} {left // 60}:{left % 60:02d}") for quarter, left in ordered
    ]
    for (one, other), (before, after) in zip(pairwise(ordered), pairwise(positions), strict=True):
        assert before < after or (one == other and before == after)
