"""A faulty evening is the same evening with what was not heard left out, and it says so."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from gametape.analyze.evening.evening import Evening
from gametape.model.trading import Role
from gametape.simulate.corpus.faults import DELAY_US, FINE_TICK, Faults, plant_faulty
from gametape.simulate.corpus.ladder import us_of
from gametape.simulate.corpus.planted import LINE, Planted
from gametape.simulate.corpus.trips import SEVERAL

SEEDS = range(6)


@pytest.fixture(scope="module", params=SEEDS)
def faulty(request: pytest.FixtureRequest) -> tuple[Planted, Faults]:
    return plant_faulty(request.param, SEVERAL)


def test_nothing_is_heard_in_a_hole(faulty: tuple[Planted, Faults]) -> None:
    one, faults = faulty
    course = one.course
    for begin, end in (faults.gap, faults.blink):
        inside = (course.times >= us_of(begin)) & (course.times < us_of(end))
        assert not inside.any()
        assert course.bad_in(us_of(begin), us_of(end)).startswith("gap")
    prints = (course.trades.times >= us_of(faults.gap[0])) & (
        course.trades.times < us_of(faults.gap[1])
    )
    assert not prints.any()
    told = [one.told_us for one in one.material.orders] + [
        one.told_us for one in one.material.fills
    ]
    assert not any(us_of(faults.gap[0]) <= at_us < us_of(faults.gap[1]) for at_us in told)


def test_a_silence_with_prints_is_stale(faulty: tuple[Planted, Faults]) -> None:
    one, faults = faulty
    middle = us_of(sum(faults.silence) / 2)
    assert one.course.bad_in(middle, middle) == "stale"
    begin = us_of(faults.silence[0])
    assert one.course.books.levels(middle) == one.course.books.levels(begin - 1)


def test_the_tick_changes_and_the_old_book_is_not_believed(faulty: tuple[Planted, Faults]) -> None:
    one, faults = faulty
    at_us = us_of(faults.epoch[0])
    assert one.course.tick(at_us - 1) == 100
    assert one.course.tick(at_us) == FINE_TICK
    assert one.course.bad_in(at_us, at_us) == "tick_epoch"
    assert np.all(np.diff(one.course.times) > 0)


def test_takers_wait_and_the_last_trade_is_settled_at_one_half(
    faulty: tuple[Planted, Faults],
) -> None:
    one, _ = faulty
    evening = Evening(one.material)
    assert evening.account.problems == ()
    taken = [one for one in evening.decisions if one.role is Role.TAKER]
    for decision in taken:
        assert decision.matched_us is not None
        assert decision.matched_us - decision.decided_us >= DELAY_US - 1_000_000
    (line,) = evening.account.lines
    last = line.legs[-1]
    assert last.close_price == Decimal("0.5") if one.trips else not line.legs


def test_fills_told_twice_count_once(faulty: tuple[Planted, Faults]) -> None:
    one, _ = faulty
    told = [report.fill.key for report in one.material.fills]
    assert len(told) == 2 * len(set(told))
    (line,) = Evening(one.material).account.lines
    assert sum(decision.filled for decision in Evening(one.material).decisions) == sum(
        fill.size
        for fill in {report.fill.key: report.fill for report in one.material.fills}.values()
    )
    assert (line.asset, line.opposite) == (LINE.asset, LINE.opposite)


def test_limit_exits_buy_the_other_outcome_and_are_exits_all_the_same() -> None:
    met = 0
    for seed in SEEDS:
        one, _ = plant_faulty(seed, SEVERAL)
        for decision in Evening(one.material).decisions:
            if one.labels[decision.order_id] == "plan_exit" and decision.role is Role.MAKER:
                bought = [
                    told.fill.side == "BUY"
                    for told in one.material.fills
                    if told.fill.order_id == decision.order_id
                ]
                assert all(bought)
                assert decision.kind == "exit"
                met += 1
    assert met
