"""A view ends where it says: nothing of it changes by what came later."""

from __future__ import annotations

import pytest
from analyze.made import LINE, SHARE, course, filled, ladder, material, placed, us
from hypothesis import given
from hypothesis import strategies as st

from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.lookahead import LookAhead
from gametape.ledger.account import Settlement
from gametape.model.book import Side


@pytest.fixture(scope="module")
def evening() -> Evening:
    moving = course({second: ladder(40 + second % 7) for second in range(0, 300, 3)}, end=400)
    orders = [
        placed("o1", 20, Side.BUY, 50, 100),
        placed("o2", 60, Side.SELL, 44, 100),
        placed("o3", 120, Side.BUY, 41, 50, asset="no"),
    ]
    fills = [
        filled("o1", 20.2, Side.BUY, "41.5", 100),
        filled("o2", 80, Side.SELL, "44", 100),
        filled("o3", 200, Side.BUY, "41", 50, asset="no"),
    ]
    settled = {"game": Settlement(us(350), (0, 1))}  # type: ignore[arg-type]
    return Evening(material(moving, orders, fills, settled=settled))


@given(second=st.integers(1, 400))
def test_a_view_is_that_of_a_recording_that_ended_then(evening: Evening, second: int) -> None:
    now_us = us(second)
    ended = evening.until(now_us)
    view, other = evening.view(now_us), ended.view(now_us)
    assert view.decisions == other.decisions
    assert view.legs == other.legs
    assert view.resting(LINE) == other.resting(LINE)
    one, two = view.course(LINE), other.course(LINE)
    assert one is not None
    assert two is not None
    assert one.times.tobytes() == two.times.tobytes()
    assert one.quote(now_us) == two.quote(now_us)


def test_what_was_decided_but_not_yet_matched_has_no_fill(evening: Evening) -> None:
    (first, second) = evening.view(us(70)).decisions
    assert first.filled == 100 * SHARE
    assert (second.filled, second.price) == (0, None)


def test_own_orders_rest_on_the_side_of_the_first_outcome(evening: Evening) -> None:
    assert evening.view(us(70)).resting(LINE)[1][4400] == 100 * SHARE
    assert evening.view(us(130)).resting(LINE)[1][5900] == 50 * SHARE


def test_asking_for_later_raises(evening: Evening) -> None:
    view = evening.view(us(100))
    assert view.check(us(100)) == us(100)
    with pytest.raises(LookAhead, match="was asked for"):
        view.check(us(100) + 1)
    known = view.course(LINE)
    assert known is not None
    with pytest.raises(LookAhead):
        known.walk(us(101), 1, SHARE)


def test_the_result_is_unknown_before_the_market_is_decided(evening: Evening) -> None:
    assert evening.until(us(349)).account.lines[0].settled is None
    assert evening.account.lines[0].settled == 0
