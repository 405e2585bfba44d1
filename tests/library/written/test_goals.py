"""Goals: three at most, one of a kind, and what stays as it is keeps its day."""

from __future__ import annotations

from pathlib import Path

import pytest

from gametape.analyze.population.goal import Goal, GoalKind
from gametape.errors import UsageError
from gametape.library.database import address, open_engine, upgrade
from gametape.library.written.goals import GoalBook


@pytest.fixture
def book(tmp_path: Path) -> GoalBook:
    engine = open_engine(address(tmp_path, ""))
    upgrade(engine)
    return GoalBook(engine)


def test_goals_are_kept_in_the_order_they_were_set(book: GoalBook) -> None:
    book.put("after_score", 30, 1)
    book.put("entries", 8, 2)
    book.put("after_score", 30, 3)
    assert book.goals() == (Goal("after_score", 30, 1), Goal("entries", 8, 2))
    book.put("after_score", 45, 4)
    assert book.goals() == (Goal("entries", 8, 2), Goal("after_score", 45, 4))
    book.drop("entries")
    book.drop("entries")
    assert [one.words for one in book.goals()] == ["wait 45 s after a score"]


def test_a_fourth_goal_and_a_senseless_one_are_refused(book: GoalBook) -> None:
    kinds: tuple[GoalKind, ...] = ("after_score", "after_move", "after_loss")
    for kind in kinds:
        book.put(kind, 30, 1)
    with pytest.raises(UsageError, match="3 goals already"):
        book.put("size", 2, 2)
    with pytest.raises(UsageError, match="1 to 600"):
        book.put("after_score", 0, 2)
    assert len(book.goals()) == 3
