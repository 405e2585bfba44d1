"""Orders that would have rested: filled by trades, by place in the queue, or through the price."""

from __future__ import annotations

import pytest
from analyze.made import SHARE, Ladder, course, filled, ladder, material, placed, us
from analyze.moving import fee, moving
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.course import Course
from gametape.analyze.pricing.lines import Traded
from gametape.analyze.whatif.contract import scene_of
from gametape.analyze.whatif.resting import Rested, rest
from gametape.analyze.whatif.waiting import passive, target
from gametape.model.book import Side

Trade = tuple[float, float, float, int]


def rested(told: Course, size: float = 100, until: float = 60) -> Rested:
    """A bid at 49 from one second on."""
    return rest(Traded(told, material(told)), 1, 4900, round(size * SHARE), us(1), us(until))


def book(*sizes: tuple[float, float]) -> dict[float, Ladder]:
    """How the level at 49 goes on."""
    return {at: ([(49, size), (48, 500)], [(51, 500)]) for at, size in sizes}


def test_trades_bring_it_forward() -> None:
    found = rested(course(book((0, 300)), [(10, 49, 250, -1), (20, 49, 120, -1)], end=100))
    assert found.ahead == 300 * SHARE
    assert found.pessimistic == found.central == 70 * SHARE
    assert found.first_us == us(20)


def test_buyers_and_other_prices_do_not() -> None:
    trades: list[Trade] = [(10, 51, 900, 1), (20, 49, 900, 1), (80, 49, 900, -1)]
    assert rested(course(book((0, 300)), trades, end=100)).central == 0


def test_a_print_and_its_change_of_the_level_are_one_thing() -> None:
    # The level falls by 200 a little before the print of 200 is told: nothing was cancelled.
    told = course(book((0, 300), (10, 100)), [(10.2, 49, 200, -1), (20, 49, 150, -1)], end=100)
    found = rested(told)
    assert found.pessimistic == 50 * SHARE
    assert found.central == 50 * SHARE


def test_cancellations_bring_it_forward_in_the_central_bound_alone() -> None:
    told = course(book((0, 300), (5, 900), (10, 500)), [(20, 49, 290, -1)], end=100)
    found = rested(told)
    assert found.pessimistic == 0
    assert 0 < found.central < 100 * SHARE


def test_through_the_price_it_is_filled_whole() -> None:
    assert rested(course(book((0, 300)), [(10, 48, 1, -1)], end=100)).pessimistic == 100 * SHARE
    crossed = book((0, 300)) | {10: ([(47, 10)], [(49, 10)])}
    found = rested(course(crossed, end=100))
    assert found.pessimistic == found.central == 100 * SHARE
    assert found.first_us == us(10)


def bought(told: Course, sold_s: float = 200) -> Evening:
    return Evening(
        material(
            told,
            [placed("o1", 9.7, Side.BUY, 99, 100), placed("o2", sold_s - 0.3, Side.SELL, 1, 100)],
            [
                filled("o1", 10, Side.BUY, str(told.quote(us(10))[1] / 100), 100),
                filled("o2", sold_s, Side.SELL, str(told.quote(us(sold_s))[0] / 100), 100),
            ],
        )
    )


def test_a_target_that_is_met_and_one_that_is_not() -> None:
    told = course({0: ladder(50), 30: ladder(55), 60: ladder(50)}, end=900)
    (met,) = target(scene_of(bought(told)), 3)
    assert met.evidence["cents"] == 54  # 50.5 + 3, on the grid and not nearer
    assert met.delta == met.central == 4_500_000 + fee("49.5")
    (missed,) = target(scene_of(bought(told)), 9)
    assert missed.delta == 0
    (never,) = target(scene_of(bought(told)), 60)
    assert never.status == "not_feasible"


def test_a_target_of_a_short_stands_below() -> None:
    told = course({0: ladder(50), 30: ladder(45), 60: ladder(50)}, end=900)
    evening = Evening(
        material(
            told,
            [placed("o1", 9.7, Side.SELL, 1, 100), placed("o2", 199.7, Side.BUY, 99, 100)],
            [filled("o1", 10, Side.SELL, "49.5", 100), filled("o2", 200, Side.BUY, "50.5", 100)],
        )
    )
    (met,) = target(scene_of(evening), 3)
    assert met.evidence["cents"] == 46
    assert met.delta is not None
    assert met.delta > 4_500_000


def test_waiting_at_the_best_price() -> None:
    told = course(
        {0: ([(49, 50)], [(51, 500)]), 40: ([(49, 50)], [(51, 500)])},
        [(20, 49, 150, -1)],
        end=900,
    )
    first, _ = passive(scene_of(bought(told)))
    assert (first.order, first.status) == ("o1", "ok")
    assert first.delta == first.central == 2_000_000 + fee("51")
    assert (first.evidence["filled_low"], first.evidence["ahead"]) == (1.0, 50 * SHARE)


def test_what_is_not_filled_crosses_after_a_minute() -> None:
    told = course({0: ([(49, 50)], [(51, 500)]), 60: ([(52, 50)], [(53, 500)])}, end=900)
    first, _ = passive(scene_of(bought(told)))
    assert first.delta == -2_000_000 + fee("51") - fee("53")


def test_what_was_closed_within_the_wait_has_no_answer() -> None:
    told = course({0: ladder(50)}, end=900)
    first, second = passive(scene_of(bought(told, sold_s=40)))
    assert first.status == "not_feasible"
    assert second.status == "ok"


@settings(max_examples=15)
@given(seed=st.integers(0, 60))
def test_never_more_than_was_asked_for(seed: int) -> None:
    scene = scene_of(moving(seed))
    for one in [*passive(scene), *target(scene, 2)]:
        if one.status == "ok" and "filled_low" in one.evidence:
            shares = [one.evidence["filled_low"], one.evidence["filled_high"]]
            assert all(0 <= float(share or 0) <= 1 for share in shares)


def test_a_second_leg_of_one_order_waits_behind_the_first() -> None:
    told = course(book((0, 0.0001)), [(10, 49, 130, -1)], end=100)
    traded = Traded(told, material(told))
    ahead = rest(traded, 1, 4900, 100 * SHARE, us(1), us(60))
    behind = rest(traded, 1, 4900, 100 * SHARE, us(1), us(60), before=100 * SHARE)
    assert ahead.pessimistic == 100 * SHARE
    assert behind.pessimistic == pytest.approx(30 * SHARE, rel=1e-3)
