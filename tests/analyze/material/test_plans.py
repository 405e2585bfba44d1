"""What tags say beforehand: plans with prices, what is meant, what is passed by, the bankroll."""

from __future__ import annotations

import pytest
from analyze.made import us

from gametape.analyze.material.plans import bankroll_of, plans_of, said
from gametape.replay.timeline import GameEntry


def tag(second: float, text: str, *, name: str = "tag") -> GameEntry:
    return GameEntry(
        seq=1, at_us=us(second), happened_us=None, name=name, text=text, game="", score="",
        period="", game_clock="", status="", team="", live=None, ended=None, tag=name == "tag",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "dollars"),
    [
        ("bankroll 500", 500),
        ("Bankroll: $1,250.50 tonight", 1250.5),
        ("bankroll $20", 20),
        ("bankroll", None),
        ("the roll of the bank 500", None),
    ],
)
def test_a_tag_tells_what_the_evening_began_with(words: str, dollars: float | None) -> None:
    told = bankroll_of([tag(5, words)])
    assert told == (None if dollars is None else round(dollars * 1_000_000))


def test_the_last_word_counts_and_a_feed_says_nothing_of_it() -> None:
    game = [tag(5, "bankroll 500"), tag(9, "bankroll 400"), tag(11, "bankroll 9", name="score")]
    assert bankroll_of(game) == 400_000_000
    assert bankroll_of([]) is None


def test_plans_and_intents_are_told_when_they_were_said() -> None:
    game = [tag(5, "plan stop 41c target 55c"), tag(7, "intent"), tag(8, "pass")]
    (plan,) = plans_of(game)
    assert (plan.stop, plan.target, plan.told_us) == (41.0, 55.0, us(5))
    assert (said(game, "intent"), said(game, "pass")) == ((us(7),), (us(8),))
