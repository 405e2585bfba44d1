"""From game clock to wall clock: through the anchors, straight between, honest outside."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import UsageError
from gametape.games.alignment import (
    Aligned,
    Alignment,
    Anchor,
    parse_anchor,
    placement,
    start_anchor,
)
from gametape.games.gameclock import BREAK_US, ELAPSED_CLOCK, basketball_clock, soccer_clock
from gametape.model.times import MINUTE, iso_us

NBA = basketball_clock()
TEN_PAST = iso_us("2026-01-25T01:10:00Z")


def test_an_anchor_as_a_person_writes_it() -> None:
    assert parse_anchor("Q1 12:00=2026-01-25T01:10:00Z", NBA) == Anchor(0, TEN_PAST)
    assert parse_anchor(" Q2 12:00 = 2026-01-24 20:40:00-05:00", NBA) == Anchor(
        12 * MINUTE + BREAK_US, TEN_PAST + 30 * MINUTE
    )
    assert parse_anchor("0:30:00=2026-01-25T01:10:00Z", ELAPSED_CLOCK).game_us == 30 * MINUTE
    assert start_anchor(NBA, TEN_PAST) == Anchor(0, TEN_PAST)


@pytest.mark.parametrize(
    "text", ["", "Q1 12:00", "Q1 12:00=", "Q1 12:00=tomorrow", "Q9 1:00=2026-01-25", "=2026-01-25"]
)
def test_an_anchor_that_says_nothing(text: str) -> None:
    with pytest.raises(UsageError):
        parse_anchor(text, NBA)


def test_between_anchors_the_clock_runs_evenly() -> None:
    alignment = Alignment([Anchor(0, 1_000), Anchor(100, 1_250)])
    assert alignment.wall(0) == Aligned(1_000, "exact")
    assert alignment.wall(40) == Aligned(1_100, "interpolated")
    assert alignment.wall(100) == Aligned(1_250, "exact")


def test_outside_it_goes_on_at_the_nearest_pace() -> None:
    alignment = Alignment([Anchor(100, 1_000), Anchor(200, 1_200), Anchor(300, 1_500)])
    assert alignment.wall(50) == Aligned(900, "estimated")
    assert alignment.wall(310) == Aligned(1_530, "estimated")


def test_one_anchor_knows_no_pace() -> None:
    alignment = Alignment([Anchor(100, 1_000)])
    assert alignment.wall(100) == Aligned(1_000, "exact")
    assert alignment.wall(40) == Aligned(940, "estimated")
    assert alignment.wall(160) == Aligned(1_060, "estimated")


def test_a_break_takes_its_time_and_has_no_pace() -> None:
    quarter, wall = 12 * MINUTE, 28 * MINUTE
    again = wall + 15 * MINUTE
    alignment = Alignment([Anchor(0, 0), Anchor(quarter, wall), Anchor(quarter + BREAK_US, again)])
    assert alignment.wall(quarter).wall_us == wall
    assert alignment.wall(quarter + BREAK_US).wall_us == again
    # The second quarter goes at the first one's pace, not at that of the break.
    assert alignment.wall(2 * quarter + BREAK_US) == Aligned(again + wall, "estimated")


def test_anchors_that_contradict_each_other_are_refused() -> None:
    for one, other in (((0, 10), (5, 10)), ((0, 10), (5, 9)), ((0, 10), (0, 11))):
        with pytest.raises(UsageError, match="contradict"):
            Alignment([Anchor(*one), Anchor(*other)])
    assert Alignment([Anchor(0, 10), Anchor(0, 10)]).wall(0).wall_us == 10
    with pytest.raises(UsageError, match="No anchor"):
        Alignment([])


class TestPlacement:
    def test_the_periods_names_say_which_sport_it_is(self) -> None:
        at = "=2026-01-25T01:10:00Z"
        assert placement([f"Q2 12:00{at}"])(12 * MINUTE + BREAK_US) == TEN_PAST
        assert placement([f"2h 46:00{at}"])(46 * MINUTE + BREAK_US) == TEN_PAST
        assert placement([f"0:10:00{at}"])(11 * MINUTE) == TEN_PAST + MINUTE

    def test_a_file_knows_how_long_its_halves_were(self) -> None:
        clock = soccer_clock([48 * MINUTE, 49 * MINUTE])
        place = placement(["2H 46:00=2026-01-25T01:10:00Z"], clock)
        assert place(49 * MINUTE + BREAK_US) == TEN_PAST

    @pytest.mark.parametrize("texts", [[], ["X1 12:00=2026-01-25"], ["Q1 12:00=x"]])
    def test_anchors_that_cannot_be_read_are_refused(self, texts: list[str]) -> None:
        with pytest.raises(UsageError):
            placement(texts)


@given(
    steps=st.lists(
        st.tuples(st.integers(1, 10**10), st.integers(1, 10**11)), min_size=1, max_size=6
    ),
    moments=st.lists(st.integers(-(10**11), 10**12), min_size=2, max_size=20),
)
def test_order_is_kept_and_anchors_are_met(
    steps: list[tuple[int, int]], moments: list[int]
) -> None:
    anchors = [Anchor(0, TEN_PAST)]
    for game, wall in steps:
        anchors.append(Anchor(anchors[-1].game_us + game, anchors[-1].wall_us + wall))
    alignment = Alignment(reversed(anchors))
    assert all(
        alignment.wall(anchor.game_us) == Aligned(anchor.wall_us, "exact") for anchor in anchors
    )
    everything = sorted([*moments, *(anchor.game_us for anchor in anchors)])
    walls = [alignment.wall(moment).wall_us for moment in everything]
    assert all(one <= other for one, other in pairwise(walls))
