"""The truncation test: no detector can dodge it, because it asks the registry which there are.

Whatever a detector says of a decision in a whole evening it says, to the last bit, in a recording
that ended at the decision or at any later time.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.analyze.detectors.detecting import Answer, Detector, Scored
from gametape.analyze.detectors.registry import detectors
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evening.view import View
from gametape.analyze.labels.scoring import views_of
from gametape.analyze.material.decision import Decision
from gametape.model.times import SECOND
from gametape.simulate.corpus.faults import plant_faulty
from gametape.simulate.corpus.planted import plant
from gametape.simulate.corpus.scoring import Sport
from gametape.simulate.corpus.trips import SEVERAL

BANKROLL = 400 * 10**6


@cache
def evening(number: int) -> Evening:
    """An evening with every kind of behaviour; odd ones were recorded badly."""
    sport: Sport = "soccer" if number >= 2 else "basketball"
    if number % 2:
        made, _ = plant_faulty(number, SEVERAL, sport=sport)
    else:
        made = plant(number, SEVERAL, sport=sport)
    return Evening(replace(made.material, bankroll=BANKROLL))


def answers(of: Evening, some: tuple[Detector, ...]) -> dict[str, str]:
    """What each detector says of each decision, exactly, by order id."""
    decisions, _ = of.asked
    views = views_of(of, decisions)
    return {
        one.order_id: repr([(d.name, d.score(view, one), d.missing(view)) for d in some])
        for one, view in zip(decisions, views, strict=True)
    }


whole_answers = cache(answers)


def told_by(of: Evening, decision: Decision, cut_us: int) -> bool:
    """Whether everything own that was done by the decision had been told when it was cut."""
    material = of.material
    key = decision.order_id
    fills = [
        told.told_us
        for told in material.fills
        if told.fill.matched_us <= decision.decided_us or told.fill.order_id == key
    ]
    orders = [told.told_us for told in material.orders if told.order_id == key]
    return decision.decided_us <= cut_us and max([*fills, *orders[:1], 0]) <= cut_us


def differences(of: Evening, cut_us: int, some: tuple[Detector, ...]) -> list[tuple[str, str]]:
    """What a recording that ended at `cut_us` says otherwise."""
    whole, cut = whole_answers(of, some), answers(of.until(cut_us), some)
    known = [one for one in of.asked[0] if told_by(of, one, cut_us)]
    assert all(one.order_id in cut for one in known)
    return [
        (whole[one.order_id], cut[one.order_id])
        for one in known
        if whole[one.order_id] != cut[one.order_id]
    ]


@settings(max_examples=40)
@given(number=st.integers(0, 3), place=st.floats(0, 1), late=st.integers(0, 120))
def test_no_detector_knows_what_comes_later(number: int, place: float, late: int) -> None:
    of = evening(number)
    decisions, _ = of.asked
    at = decisions[int(place * (len(decisions) - 1))]
    assert differences(of, at.decided_us + late * SECOND, detectors()) == []


@pytest.mark.parametrize("number", range(4))
def test_it_holds_where_each_decision_was_made(number: int) -> None:
    of = evening(number)
    for one in of.asked[0]:
        told = [fill.told_us for fill in of.material.fills if fill.fill.order_id == one.order_id]
        assert differences(of, max([one.decided_us, *told]), detectors()) == []


def _peek(view: View, decision: Decision) -> Answer:
    course = view._evening.courses[decision.line]
    return Scored(course.mid(view.now_us + 60 * SECOND), {})


def test_a_detector_that_knows_the_future_is_caught() -> None:
    cheat = Detector("cheat", "negative", "entries", "", "", _peek, {})
    of = evening(0)
    assert any(differences(of, one.decided_us + SECOND, (cheat,)) for one in of.asked[0])


def test_every_detector_is_found_once_and_explains_itself() -> None:
    found = detectors()
    names = [one.name for one in found]
    assert len(set(names)) == len(names) >= 13
    for one in found:
        assert one.rule.endswith(".")
        assert one.title
        assert one.score.__module__.rpartition(".")[2] == one.name


@pytest.mark.parametrize("number", range(4))
def test_inputs_have_units_and_scores_lie_between_0_and_1(number: int) -> None:
    of = evening(number)
    decisions, _ = of.asked
    for one, view in zip(decisions, views_of(of, decisions), strict=True):
        for each in detectors():
            answer = each.score(view, one)
            if isinstance(answer, Scored):
                assert answer.inputs.keys() <= each.units.keys()
                assert answer.match != answer.match or 0 <= answer.match <= 1
