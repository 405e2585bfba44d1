"""The moments behind a row: all of them, in order, and where to begin to watch."""

from __future__ import annotations

import pytest
from analyze.patterns.making import hasty, season

from gametape.analyze.patterns import playlist
from gametape.analyze.patterns.nights import Choice
from gametape.analyze.patterns.playbook import playbook_of
from gametape.analyze.patterns.playlist import playlist_of
from gametape.analyze.patterns.shipping import shipped_patterns
from gametape.analyze.patterns.tagged import Words

WAITS = next(one for one in shipped_patterns() if one.name == "cool_down")
RUSH = next(one for one in shipped_patterns() if one.name == "fomo_avoid")
NIGHTS = season(1, hasty, nights=6)


def test_it_has_what_the_row_counts_in_order_of_time() -> None:
    row = playbook_of([WAITS], NIGHTS).rows[0]
    told = playlist_of(WAITS, list(reversed(NIGHTS)))
    assert len(told.moments) == row.decisions
    assert sum(one.which == "broken" for one in told.moments) == row.broken
    times = [one.decided_us for one in told.moments]
    assert times == sorted(times)
    assert all(one.watch_us < one.decided_us for one in told.moments)
    assert {one.net for one in told.moments} >= {trip.net for trip in NIGHTS[0].trips.values()}


def test_it_can_be_of_those_alone_that_broke_or_of_chosen_evenings() -> None:
    broken = playlist_of(WAITS, NIGHTS, which="broken").moments
    assert broken
    assert {one.which for one in broken} == {"broken"}
    soccer = playlist_of(WAITS, NIGHTS, choice=Choice(sport="soccer")).moments
    assert {one.session for one in soccer} == {"s0", "s2", "s4"}


def test_a_mistake_is_listed_where_it_was_made_and_a_rejected_one_is_not() -> None:
    made = playlist_of(RUSH, NIGHTS).moments
    assert {one.which for one in made} == {"broken"}
    first = made[0]
    said = Words(answers={(first.session, first.order_id, RUSH.name): "rejected"})
    assert [one.order_id for one in playlist_of(RUSH, NIGHTS, said).moments] == [
        one.order_id for one in made[1:]
    ]


def test_too_many_are_cut_with_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playlist, "MOST", 5)
    every = len(season(1, hasty, nights=6)) * 10
    told = playlist_of(WAITS, NIGHTS)
    assert (len(told.moments), told.left_out) == (5, every - 5)
    assert told.moments[-1].session == "s5"
