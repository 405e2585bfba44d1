"""Whether personal goals were kept in one evening, in words."""

from __future__ import annotations

from collections.abc import Sequence

from gametape.analyze.population.goal import Goal
from gametape.analyze.population.goals import answers
from gametape.analyze.population.summary import SessionSummary


def goal_lines(goals: Sequence[Goal], summary: SessionSummary) -> tuple[str, ...]:
    """A line for each goal that the evening's entries say something of."""
    found = []
    for goal in goals:
        told = [keeps for _, keeps in answers(goal, summary)]
        if told:
            kept, of = sum(told), len(told)
            word = "kept" if kept == of else "broken"
            entries = "entry" if of == 1 else "entries"
            found.append(f"Goal {word}: {goal.words} ({kept} of {of} {entries} kept it).")
    return tuple(found)
