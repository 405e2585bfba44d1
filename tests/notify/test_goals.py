"""Goals of one evening: kept or broken by its entries, silent where nothing can be told."""

from __future__ import annotations

import msgspec
import pytest
from analyze.population.seasons import made

from gametape.analyze.population.goal import Goal
from gametape.analyze.population.summary import SessionSummary
from gametape.notify.goals import goal_lines


@pytest.fixture(scope="module")
def evening() -> SessionSummary:
    [one] = made("planted", 1)
    return one


def test_a_goal_is_kept_broken_or_not_spoken_of(evening: SessionSummary) -> None:
    entries = sum(one.enters for one in evening.decisions)
    assert entries > 1
    goals = [Goal("entries", entries), Goal("entries", entries - 1)]
    assert goal_lines(goals, evening) == (
        f"Goal kept: at most {entries} entries in a session"
        f" ({entries} of {entries} entries kept it).",
        f"Goal broken: at most {entries - 1} entries in a session"
        f" ({entries - 1} of {entries} entries kept it).",
    )
    assert goal_lines(goals, msgspec.structs.replace(evening, decisions=())) == ()
