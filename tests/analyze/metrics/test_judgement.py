"""Decisions judged by expected loss: golden accuracy, classes, what is learned from others."""

from __future__ import annotations

import numpy as np
import pytest
from analyze.made import course, filled, ladder, material, placed, us
from analyze.moving import moving
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.analyze.evening.evening import Evening
from gametape.analyze.metrics.judgement import (
    Belief,
    Judged,
    Sample,
    accuracy,
    expected_drifts,
    judge,
    overall_accuracy,
    size_loss,
    stake,
    word,
)
from gametape.analyze.metrics.measuring import measured_orders
from gametape.analyze.pricing.lines import Lines
from gametape.model.book import Side


@pytest.mark.parametrize(
    ("loss", "expected"),
    [(0, 100), (0.5, 92.4), (1.25, 80.8), (2.5, 64.6), (3.75, 51.5), (5, 41.0), (10, 15.9)],
)
def test_golden_accuracy(loss: float, expected: float) -> None:
    assert accuracy(loss) == pytest.approx(expected, abs=0.05)


@given(loss=st.floats(0, 200), more=st.floats(0, 50))
def test_accuracy_falls_and_stays_within_a_hundred(loss: float, more: float) -> None:
    assert 0 <= accuracy(loss + more) <= accuracy(loss) <= 100


@pytest.mark.parametrize(
    ("loss", "dollars", "expected"),
    [
        (1.24, 50, "good"),
        (1.25, 0.50, "inaccuracy"),
        (1.25, 0.49, "good"),
        (2.5, 1.0, "mistake"),
        (2.5, 0.99, "inaccuracy"),
        (3.75, 2.0, "blunder"),
        (3.75, 1.99, "mistake"),
        (9, 0.4, "good"),
    ],
)
def test_a_class_needs_cents_and_dollars(loss: float, dollars: float, expected: str) -> None:
    assert word(loss, dollars) == expected


def wide() -> Evening:
    """Half an hour of a cent's spread, then a moment of nine at which an order was sent."""
    books = {float(second): ladder(50) for second in range(0, 1_800, 20)}
    told = course(books | {1_800.0: ladder(50, spread=9)}, end=3_000)
    return Evening(
        material(
            told,
            [placed("o1", 1_801, Side.BUY, 99, 100)],
            [filled("o1", 1_801.3, Side.BUY, "54.5", 100)],
        )
    )


def test_paying_more_than_is_typical_is_a_loss() -> None:
    evening = wide()
    found = measured_orders(evening, Lines(evening))
    (judged,) = judge(evening, found).values()
    assert judged.loss == pytest.approx(4.0, abs=0.05)  # four cents more of half a spread
    assert judged.word == "blunder"
    assert judged.dollars == pytest.approx(4.0, abs=0.05)
    assert judged.result is not None
    assert judged.result < 0


def test_expected_drift_against_it_counts_and_one_for_it_does_not() -> None:
    evening = wide()
    found = measured_orders(evening, Lines(evening))
    against = judge(evening, found, {"o1": -1.5})["o1"]
    in_favour = judge(evening, found, {"o1": 1.5})["o1"]
    assert against.drift == 1.5
    assert in_favour.drift == 0
    assert against.loss == pytest.approx((in_favour.loss or 0) + 1.5)


def test_the_result_has_no_part_in_it() -> None:
    evening = wide()
    found = measured_orders(evening, Lines(evening))
    changed = {"o1": found["o1"] | {"net_60": found["o1"]["net_60"]._replace(value=30.0)}}
    one, other = judge(evening, found)["o1"], judge(evening, changed)["o1"]
    assert other.result == 30.0
    assert one._replace(result=30.0) == other


def test_too_little_before_it_is_said() -> None:
    told = course({0: ladder(50)}, end=900)
    evening = Evening(
        material(
            told,
            [placed("o1", 10, Side.BUY, 99, 100)],
            [filled("o1", 10.3, Side.BUY, "50.5", 100)],
        )
    )
    (judged,) = judge(evening, measured_orders(evening, Lines(evening))).values()
    assert (judged.loss, judged.word) == (None, "")
    assert judged.why == "too little was recorded before it"
    assert us(10) == evening.decisions[0].decided_us


def test_staking_by_kelly_costs_nothing_and_more_costs_more() -> None:
    (one,) = wide().decisions
    cost = 0.545 + one.fee / one.filled
    chance = 0.65
    right = (chance - cost) / (1 - cost)
    bankroll = cost * 100 / right
    assert size_loss(one, Belief(chance, bankroll)) == pytest.approx(0, abs=1e-9)
    assert size_loss(one, Belief(chance, bankroll / 2)) > 0
    assert size_loss(one, Belief(0.5, bankroll)) > size_loss(one, Belief(0.6, bankroll))


def judged(value: float) -> Judged:
    return Judged(1.0, 1.0, 1.0, 0.0, 0.0, value, "good", None)


def test_overall_is_between_the_two_means() -> None:
    told = overall_accuracy([(judged(100.0), 30.0), (judged(50.0), 10.0)])
    assert told == pytest.approx((87.5 + 2 / (1 / 100 + 1 / 50)) / 2)
    assert overall_accuracy([]) is None
    assert overall_accuracy([(judged(0.0), 1.0)]) == 0


def samples(effect: dict[str, float], sessions: int, seed: int = 1) -> list[Sample]:
    rng = np.random.default_rng(seed)
    return [
        Sample(f"s{session}", context, float(rng.normal(mean, 2.0)))
        for session in range(sessions)
        for context, mean in effect.items()
        for _ in range(4)
    ]


EFFECTS = {"chase": -4.0, "calm": 0.0, "fade": 2.0, "late": -1.0, "early": 0.5}


def test_drift_is_learned_from_other_sessions_and_drawn_to_nothing() -> None:
    told = samples(EFFECTS, 12)
    asked = {"o1": "chase", "o2": "calm", "o3": "unseen"}
    found = expected_drifts(told, "s0", asked)
    assert found.keys() == {"o1", "o2"}
    raw = np.mean([one.drift for one in told if one.context == "chase" and one.session != "s0"])
    assert raw < found["o1"] < -2.5
    changed = [one._replace(drift=99.0) if one.session == "s0" else one for one in told]
    assert expected_drifts(changed, "s0", asked) == found


def test_few_sessions_say_nothing() -> None:
    assert expected_drifts(samples(EFFECTS, 5), "s0", {"o1": "chase"}) == {}
    few = {"chase": -4.0, "calm": 0.0}
    assert expected_drifts(samples(few, 20), "s0", {"o1": "chase"}) == {}


@settings(max_examples=15)
@given(seed=st.integers(0, 60))
def test_every_filled_order_is_judged_or_told_why(seed: int) -> None:
    evening = moving(seed, seconds=900)
    found = judge(evening, measured_orders(evening, Lines(evening)))
    filled_orders = {one.order_id for one in evening.decisions if one.filled}
    assert found.keys() == filled_orders
    for one in found.values():
        assert (one.loss is None) == bool(one.why)
        assert one.loss is None or one.loss >= 0
    known = [(found[one.order_id], stake(one)) for one in evening.decisions if one.filled]
    whole = overall_accuracy(known)
    assert whole is None or 0 <= whole <= 100
