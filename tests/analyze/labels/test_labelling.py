"""Labels: three numbers, worded by confidence, with plans kept out."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from gametape.analyze.detectors.detecting import Scored, Withheld
from gametape.analyze.detectors.registry import detector
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field
from gametape.analyze.labels.consequences import consequences
from gametape.analyze.labels.labelling import baselines_of, label_rows, withheld
from gametape.analyze.labels.scoring import Judged, judge
from gametape.analyze.labels.twins import AFTER_S, Twins
from gametape.analyze.material.course import Span
from gametape.simulate.corpus.planted import Planted, plant
from gametape.simulate.corpus.trips import PLANTED, Habits


@cache
def made(number: int = 7) -> tuple[Planted, Evening]:
    told = plant(number, PLANTED, kappa=0.6)
    return told, Evening(told.material)


@cache
def judged(number: int = 7) -> tuple[Judged, ...]:
    return tuple(judge(made(number)[1]))


def test_equal_evenings_are_judged_equally() -> None:
    again = judge(Evening(made()[0].material))
    assert [(one.answer, one.twins) for one in again] == [
        (one.answer, one.twins) for one in judged()
    ]


def test_what_a_detector_says_does_not_depend_on_which_others_are_asked() -> None:
    alone = judge(made()[1], [detector("panic_sell")])
    among = [one for one in judged() if one.detector.name == "panic_sell"]
    assert [(one.answer, one.twins) for one in alone] == [(one.answer, one.twins) for one in among]


def test_twins_lie_where_they_may() -> None:
    _, evening = made()
    drawn = Twins(evening, 50)
    for one in evening.asked[0]:
        if one.leaves:
            for twin in drawn.of(one, "exits"):
                after_s = (twin.decided_us - (one.opened_us or 0)) / 1e6
                assert AFTER_S[0] <= after_s <= AFTER_S[1] + 0.25
                assert replace(twin, decided_us=0, told_us=0) == replace(
                    one, decided_us=0, told_us=0
                )
        else:
            for twin in drawn.of(one, "entries"):
                mid = evening.courses[one.line].mid(twin.decided_us)
                assert 6.9 <= mid <= 93.1
    assert drawn.of(evening.asked[0][0], "exits") == []


def test_planted_panics_match_and_are_rows_with_all_three_numbers() -> None:
    told = plant(1, Habits(background=4.0, panic=4.0))
    evening = Evening(told.material)
    found = judge(evening)
    names = {one.order_id: f"O{n}" for n, one in enumerate(evening.decisions, 1)}
    rows = label_rows(found, baselines_of(found), names)
    panics = [key for key, label in told.labels.items() if label == "panic"]
    assert panics
    fitting = [one for key in panics for one in rows.get(key, ()) if one.name == "panic_sell"]
    assert len(fitting) >= 2 / 3 * len(panics)
    assert max(one.match for one in fitting) >= 0.7
    for row in fitting:
        assert row.chance is not None
        assert row.confidence is not None
        assert 0 <= row.chance < 1
        assert row.rule.endswith(".")
        assert set(row.inputs) >= {"adverse", "threshold", "fell", "unrealized"}
    ids = [row.id for some in rows.values() for row in some]
    assert len(set(ids)) == len(ids)


def test_a_plan_is_worded_so_and_teaches_nothing() -> None:
    habits = Habits(background=3.0, plan_stop=3.0)
    told = plant(3, habits)
    evening = Evening(told.material)
    found = judge(evening, [detector("panic_sell"), detector("disciplined_stop")])
    stops = [key for key, label in told.labels.items() if label == "plan_stop"]
    mine = [one for one in found if one.decision.order_id in stops and one.decision.leaves]
    assert mine
    assert all(one.plan and not one.counts for one in mine)
    names = {one.order_id: "O" for one in evening.decisions}
    rows = label_rows(found, baselines_of(found), names, least=0.0)
    panic = [one for key in stops for one in rows.get(key, ()) if one.name == "panic_sell"]
    assert panic
    assert {one.words for one in panic} == {"planned"}
    kept = [one for one in mine if one.detector.name == "disciplined_stop"]
    assert kept
    assert all(isinstance(one.answer, Scored) and one.answer.match == 1 for one in kept)


def test_what_cannot_be_judged_says_what_is_missing() -> None:
    reasons = withheld(judged())
    assert "bankroll" in reasons["oversize"]
    assert "panic_sell" not in reasons


def test_a_hole_found_later_withholds_the_label() -> None:
    told, evening = made()
    course = next(iter(evening.courses.values()))
    (line,) = evening.courses
    one = next(one for one in evening.asked[0] if one.leaves)
    after_us = one.decided_us + 5_000_000
    hole = Span(one.decided_us - 5_000_000, after_us, after_us, "gap: link")
    holed = replace(told.material, courses={line: replace(course, bad=(hole,))})
    (first, *_) = [
        each
        for each in judge(Evening(holed), [detector("panic_sell")])
        if each.decision.order_id == one.order_id
    ]
    assert first.answer == Withheld("gap: link")


def test_consequences_stand_apart_and_in_money() -> None:
    one = next(one for one in made()[1].decisions if one.leaves and one.filled)
    measured = {"after_60": Field(2.0, "cents"), "after_eog": Field(None, "cents")}
    told = consequences(one, "exits", measured)
    assert told["after_60"].value == 2.0
    assert told["after_eog"].value is None
    assert told["usd_60"].value == pytest.approx(-2.0 * one.filled / 100)
    assert "usd_60" not in consequences(one, "exits", {"after_60": Field(None, "cents")})
