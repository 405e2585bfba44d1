"""What an answer is worth: expectation first, luck apart; and which moments are asked."""

from __future__ import annotations

from random import Random

import pytest

from gametape.analyze.drill.calibration import calibration
from gametape.analyze.drill.choosing import APART_US, choose
from gametape.analyze.drill.moment import DrillMoment, moment_of
from gametape.analyze.drill.scoring import score
from gametape.analyze.drill.told import Expected, Happened, Position
from gametape.ledger.steps import Line

FLAT = Position(0, None)
COSTS = Expected(buy=-2.0, sell=-2.0, drift=0.0, cost=2.0, n=0, sessions=0)


def came(move: float | None, cost: float = 2.0) -> Happened:
    buy, sell = (None, None) if move is None else (move - cost, -move - cost)
    return Happened(mid={"120": move}, buy={"120": buy}, sell={"120": sell})


def test_a_lucky_trade_is_no_better_decision_than_an_unlucky_one() -> None:
    lucky = score("buy", 100_000_000, 3, FLAT, COSTS, came(9.0))
    unlucky = score("buy", 100_000_000, 3, FLAT, COSTS, came(-9.0))
    assert lucky.accuracy == unlucky.accuracy < 80
    assert (lucky.judged, lucky.best, lucky.rating) == ("inaccuracy", "pass", 1)
    assert (lucky.right, unlucky.right) == (True, False)


def test_passing_is_an_answer_of_its_own() -> None:
    passed = score("pass", 0, 5, FLAT, COSTS, came(1.0))
    assert (passed.loss, passed.accuracy, passed.rating, passed.right) == (0, 100, 4, True)
    assert score("pass", 0, 5, FLAT, COSTS, came(9.0)).right is False


def test_who_holds_pays_nothing_more_for_leaving() -> None:
    held = Expected(buy=-2.5, sell=0.5, drift=-0.5, cost=2.0, n=40, sessions=9)
    sold = score("sell", 50_000_000, 2, Position(50_000_000, 40.0), held, came(-3.0))
    assert (sold.best, sold.loss, sold.result, sold.right) == ("sell", 0, 3.0, True)


def test_what_a_hole_hides_is_neither_right_nor_wrong() -> None:
    assert score("buy", 1, 3, FLAT, COSTS, came(None)).right is None


def moments(session: str, kinds: str) -> list[DrillMoment]:
    line = Line("m", "yes", "no")
    names = {"d": "decision", "s": "signal", "q": "quiet"}
    return [
        moment_of(names[kind], session, line, 10**15 + place * APART_US // 2)  # type: ignore[arg-type]
        for place, kind in enumerate(kinds)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_a_round_never_shows_the_future_of_a_later_question(seed: int) -> None:
    pool = moments("a", "dqsdqsdqsdqs") + moments("b", "dqdqsq")
    chosen = choose(pool, [], {}, 8, Random(seed))
    for place, one in enumerate(chosen):
        for later in chosen[place + 1 :]:
            if later.session == one.session:
                assert later.at_us - one.at_us >= APART_US
    assert len({one.key for one in chosen}) == len(chosen) >= 5


def test_what_is_due_comes_and_what_is_not_due_waits() -> None:
    pool = moments("a", "d") + moments("b", "q") + moments("c", "s")
    seen = {one.key: 1 for one in pool[:2]}
    chosen = choose(pool, [pool[1].key], seen, 5, Random(1))
    assert {one.session for one in chosen} == {"b", "c"}


def test_calibration_says_nothing_of_few_and_names_who_is_too_sure() -> None:
    assert calibration([(5, True)] * 3).words.startswith("17 more answers")
    assert "too sure" in calibration([(5, place % 2 == 0) for place in range(60)]).words
    fair = calibration([(4, place % 5 != 0) for place in range(60)])
    assert "as sure as you may be" in fair.words
    assert fair.levels[3].right == pytest.approx(0.8, abs=0.001)
    assert fair.levels[0].right is None
