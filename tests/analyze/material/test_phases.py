"""Phases are what feeds told, and plans what the trader wrote down."""

from __future__ import annotations

import pytest
from analyze.made import us

from gametape.analyze.material.phases import clocks_of, phases_of
from gametape.analyze.material.plans import plans_of, said
from gametape.model.times import MINUTE
from gametape.replay.timeline import GameEntry


def entry(
    second: float,
    period: str = "",
    status: str = "",
    *,
    clock: str = "",
    live: bool | None = None,
    ended: bool | None = None,
    tag: str = "",
) -> GameEntry:
    return GameEntry(
        seq=1, at_us=us(second), happened_us=None, name="tag" if tag else "period", text=tag,
        game="", score="", period=period, game_clock=clock, status=status, team="", live=live,
        ended=ended, tag=bool(tag),
    )  # fmt: skip


def test_a_game_of_four_quarters() -> None:
    told = phases_of([
        entry(0, status="Scheduled", live=False, ended=False),
        entry(10, "Q1", "InProgress", live=True, ended=False),
        entry(20, "Q1", "InProgress", live=True, ended=False),
        entry(30, tag="Timeout"),
        entry(40, "End Q1", "Break", live=True, ended=False),
        entry(50, "HT", "Break", live=True, ended=False),
        entry(60, "Q3", "InProgress", live=True, ended=False),
        entry(70, "FT OT", "Final", live=False, ended=True),
    ])  # fmt: skip
    assert [(one.name, one.in_play, one.pause, one.halftime) for one in told] == [
        ("Scheduled", False, False, False),
        ("Q1", True, False, False),
        ("End Q1", False, True, False),
        ("HT", False, True, True),
        ("Q3", True, False, False),
        ("FT OT", False, False, False),
    ]
    assert [one.from_us for one in told] == [us(second) for second in (0, 10, 40, 50, 60, 70)]


def test_nothing_told_is_no_phase() -> None:
    assert phases_of([entry(5, tag="Goal"), entry(6)]) == ()


@pytest.mark.parametrize(
    ("sport", "period", "clock", "left_us"),
    [
        ("basketball", "Q1", "12:00", 48 * MINUTE),
        ("basketball", "Q4", "2:30", 150_000_000),
        ("basketball", "OT1", "1:00", MINUTE),
        ("soccer", "2H", "85", 5 * MINUTE),
        ("soccer", "2H", "93", 0),
    ],
)
def test_scheduled_time_left(sport: str, period: str, clock: str, left_us: int) -> None:
    (told,) = clocks_of([entry(1, period, clock=clock)], sport)
    assert told.left_us == pytest.approx(left_us, abs=10)


def test_no_clock_where_there_is_no_schedule() -> None:
    assert clocks_of([entry(1, "S1", clock="40:00"), entry(2, "Q1")], "tennis") == ()
    assert clocks_of([entry(2, "Q9", clock="1:00"), entry(2, "Q1", clock="?")], "basketball") == ()


def test_plans_name_stops_and_targets() -> None:
    told = plans_of([
        entry(1, tag="Plan stop 41c, target 55.5c"),
        entry(2, tag="Look at this later: plan"),
        entry(3, tag="stop sign"),
        entry(4, "Q1"),
    ])  # fmt: skip
    assert [(one.stop, one.target) for one in told] == [(41.0, 55.5), (None, None)]
    assert said([entry(9, tag="Thesis broken")], "thesis broken") == (us(9),)
