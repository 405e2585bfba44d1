"""Planted evenings are whole evenings, and every label says what is true of its order."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import msgspec
import numpy as np
import pytest

from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.course import BooksUntil
from gametape.analyze.material.decision import Decision
from gametape.analyze.material.ladder import changes_of
from gametape.ledger.account import account
from gametape.model.amounts import MICRO
from gametape.model.trading import Role
from gametape.simulate.corpus.ladder import us_of
from gametape.simulate.corpus.planted import LINE, Planted, plant
from gametape.simulate.corpus.scoring import STEP_S, Sport
from gametape.simulate.corpus.shocks import shocks_of
from gametape.simulate.corpus.trips import INNOCENT, PLANTED, SEVERAL, Habits
from gametape.simulate.corpus.world import OVERREACTING

SPORTS: tuple[Sport, ...] = ("basketball", "tennis", "soccer")


@cache
def several() -> tuple[tuple[Planted, Evening], ...]:
    made = [plant(seed, SEVERAL, kappa=0.3) for seed in range(12)]
    return tuple((one, Evening(one.material)) for one in made)


def of(label: str) -> list[tuple[Planted, Decision]]:
    return [
        (one, decision)
        for one, evening in several()
        for decision in evening.decisions
        if one.labels[decision.order_id] == label
    ]


def shocks_before(one: Planted, at_us: int) -> list[tuple[float, int]]:
    """Seconds since each shock that had begun, the latest first, and its direction."""
    shocks = shocks_of(one.world.quoted)
    now = (at_us - us_of(0)) / 1e6
    return [
        (now - step * STEP_S, int(np.sign(shocks.change[step])))
        for step in shocks.begins[::-1].tolist()
        if step * STEP_S <= now
    ]


@pytest.mark.parametrize("sport", SPORTS)
@pytest.mark.parametrize("habits", [PLANTED, INNOCENT, SEVERAL])
def test_an_evening_is_whole_and_ends_flat(sport: Sport, habits: Habits) -> None:
    one = plant(11, habits, sport=sport, kappa=OVERREACTING)
    evening = Evening(one.material)
    assert evening.account.problems == ()
    assert {decision.order_id for decision in evening.decisions} == set(one.labels)
    exposure = sum(decision.direction * decision.filled for decision in evening.decisions)
    assert exposure == 0
    assert all(0 < decision.limit < 10_000 for decision in evening.decisions if decision.limit)
    told = [order.told_us for order in one.material.orders]
    assert told == sorted(told)


def test_equal_arguments_make_equal_evenings() -> None:
    one, other = plant(5, PLANTED), plant(5, PLANTED)
    assert one.material.orders == other.material.orders
    assert one.material.fills == other.material.fills
    assert one.labels == other.labels


def test_takers_pay_what_the_book_asks() -> None:
    for one, decision in of("background"):
        if decision.role is not Role.TAKER or decision.matched_us is None:
            continue
        got = one.course.walk(decision.matched_us, decision.direction, decision.filled)
        assert decision.price == got.price
        assert decision.fee > 0


def test_the_book_holds_the_depth_of_the_table() -> None:
    one, _ = several()[0]
    for second in (100.0, 2_000.0, 5_000.0):
        step = one.world.step(second)
        bids, asks = one.course.books.levels(us_of(second))
        for levels, depth in ((bids, one.world.depth[0]), (asks, one.world.depth[1])):
            near = sum(size for cell, size in levels if abs(cell - levels[0][0]) <= 300)
            assert near / MICRO == pytest.approx(depth[step], abs=4)
        quote = one.course.quote(us_of(second))
        assert quote == (bids[0][0], asks[0][0])


def test_panics_leave_right_after_a_shock_against_them() -> None:
    found = of("panic")
    assert len(found) >= 4
    for one, decision in found:
        assert decision.kind == "exit"
        begun = shocks_before(one, decision.decided_us)
        assert any(2 <= since <= 20.3 and way == decision.direction for since, way in begun)


def test_near_misses_leave_a_minute_later() -> None:
    found = of("late_exit")
    assert len(found) >= 4
    for one, decision in found:
        begun = shocks_before(one, decision.decided_us)
        assert any(60 <= since <= 120.3 and way == decision.direction for since, way in begun)


def test_chases_go_with_the_move_and_are_larger() -> None:
    found = of("fomo")
    assert found
    for one, decision in found:
        assert decision.kind == "entry"
        begun = shocks_before(one, decision.decided_us)
        assert any(2 <= since <= 20.3 and way == decision.direction for since, way in begun)
    usual = np.median([decision.ordered for _, decision in of("background")])
    assert np.median([decision.ordered for _, decision in found]) > 1.2 * usual


def test_adds_are_under_water() -> None:
    found = of("avg_down")
    assert len(found) >= 4
    for one, decision in found:
        assert decision.kind == "add"
        assert decision.average_before is not None
        mid = one.course.mid(decision.decided_us)
        assert decision.direction * (mid - float(decision.average_before) * 100) < -2.5


def test_revenge_follows_a_loss_within_a_minute() -> None:
    habits = Habits(background=6, revenge=3)
    count = 0
    for seed in range(6):
        one = plant(seed, habits)
        evening = Evening(one.material)
        closed = [(leg.closed_us, leg.net) for _, leg in evening.legs]
        for decision in evening.decisions:
            if one.labels[decision.order_id] == "revenge" and decision.kind == "entry":
                count += 1
                gaps = [decision.decided_us - at for at, net in closed if net < 0]
                assert 4_000_000 < min(gap for gap in gaps if gap > 0) <= 60_000_000
    assert count >= 6


def test_planned_exits_rest_and_patient_entries_wait() -> None:
    rested = [decision for _, decision in of("plan_exit") if decision.role is Role.MAKER]
    assert any(decision.planned for decision in rested)
    assert all(decision.leaves for decision in rested)
    assert all(decision.role is not Role.TAKER for _, decision in of("patient"))


def test_marked_stops_are_told_a_minute_before() -> None:
    for one, decision in of("plan_stop"):
        marks = [entry.at_us for entry in one.material.game if entry.tag]
        assert any(decision.decided_us - at >= 60_000_000 for at in marks)


def test_own_orders_that_rest_stand_in_the_book() -> None:
    seen = 0
    for one, evening in several():
        for decision in evening.decisions:
            if decision.role is Role.MAKER and decision.limit and decision.matched_us:
                at_us = decision.matched_us - 1
                bids, asks = one.course.books.levels(at_us)
                side = dict(bids if decision.direction > 0 else asks)
                assert side[decision.limit] >= decision.ordered
                seen += 1
    assert seen


def test_the_same_dollars_whichever_outcome_is_called_first() -> None:
    one = plant(4, PLANTED)
    net = Evening(one.material).account.net
    rules = {
        market: msgspec.structs.replace(told, outcomes=told.outcomes[::-1])
        for market, told in one.material.rules.items()
    }
    fills = [told.fill for told in one.material.fills]
    assert account(fills, rules, (), {}).net == net != 0
    assert LINE.asset in {fill.asset for fill in fills}


def test_all_changes_at_once_are_those_of_book_after_book() -> None:
    course = plant(4, SEVERAL).course
    at_once = changes_of(course)
    one_by_one = changes_of(replace(course, books=BooksUntil(course.books, course.last_us)))
    for name in at_once._fields:
        column, same = getattr(at_once, name), getattr(one_by_one, name)
        assert column.dtype == same.dtype
        assert np.array_equal(column, same)
