"""Doubts of many windows, ends of markets, averages over time, one's own resting shares."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from analyze.made import LINE, SHARE, course, ladder, material, placed, rules, us
from hypothesis import given
from hypothesis import strategies as st

from gametape.analyze.material.course import Course
from gametape.analyze.material.owned import own_changes
from gametape.analyze.pricing.doubts import ENDLESS, FINE, Doubts
from gametape.analyze.pricing.lines import Traded
from gametape.ledger.account import Settlement
from gametape.ledger.fees import schedule_fee
from gametape.model.book import Side
from gametape.model.market import FeeSchedule

SPANS = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 30)), max_size=6)


@given(spans=SPANS, begin=st.integers(-10, 120), lasts=st.integers(0, 40))
def test_doubts_are_those_of_the_course(
    spans: list[tuple[int, int]], begin: int, lasts: int
) -> None:
    bad = sorted((a, a + n, f"gap: {a}-{n}") for a, n in spans)
    told = course({0: ladder(50)}, bad=bad, end=100)
    doubts = Doubts(told)
    code = doubts.one(us(begin), us(begin + lasts))
    assert doubts.reason(code) == told.bad_in(us(begin), us(begin + lasts))


def ending(told: Course, settled_s: float | None) -> tuple[int, float, int]:
    ends = {} if settled_s is None else {
        "game": Settlement(us(settled_s), (Decimal(1), Decimal(0)))
    }  # fmt: skip
    return Traded(told, material(told, settled=ends)).ending


def test_a_market_ends_with_its_last_mid_that_is_a_question() -> None:
    told = course({0: ladder(50), 10: ladder(97), 20: ladder(99), 30: ([(99, 5)], [])}, end=60)
    assert ending(told, 50) == (us(20), 97.0, FINE)
    assert ending(told, 15) == (us(15), 97.0, FINE)


def test_a_recording_that_ends_before_the_game_knows_no_end() -> None:
    told = course({0: ladder(50)}, end=60)
    assert ending(told, None)[2] == ENDLESS
    assert ending(told, 70)[2] == ENDLESS


def test_an_end_within_a_hole_is_that_before_it() -> None:
    told = course({0: ladder(50), 10: ladder(60), 20: ladder(70)}, bad=[(15, 45, "x")], end=60)
    assert ending(told, 50)[:2] == (us(20), 60.0)


def test_an_average_counts_by_time() -> None:
    told = course({0: ladder(50), 10: ladder(60), 20: ([(99, 5)], []), 30: ladder(80)}, end=60)
    traded = Traded(told, material(told))
    begin, end = np.array([us(0), us(5), us(25)]), np.array([us(10), us(15), us(35)])
    mean, empty = traded.average(begin, end)
    assert mean.tolist() == pytest.approx([50, 55, 80])
    assert empty.tolist() == [0, 0, us(5)]


def test_own_shares_rest_until_they_are_filled_or_taken_out() -> None:
    first = placed("a", 1, Side.BUY, 40, 100)
    other = placed("b", 2, Side.SELL, 60, 50, asset="no")  # the same as bidding 40 for yes
    done = first._replace(told_us=us(3), matched=100 * SHARE, resting=False)
    found = own_changes(LINE, [first, other, done])
    assert found.cells.tolist() == [4000, 4000, 4000]
    assert found.sides.tolist() == [0, 0, 0]
    assert found.sizes.tolist() == [100 * SHARE, 150 * SHARE, 50 * SHARE]


@given(
    size=st.integers(1, 10**12),
    cells=st.integers(1, 9_999),
    over=st.integers(0, 10**6),
    rate=st.sampled_from(["0", "0.03", "0.05", "0.0175"]),
)
def test_a_fee_is_the_ledger_s(size: int, cells: int, over: int, rate: str) -> None:
    told = course({0: ladder(50)}, of=rules(rate))
    paid = min(size * cells + over, size * 9_999)
    exact = schedule_fee(FeeSchedule(rate=Decimal(rate)), size, Fraction(paid, size * 10_000))
    assert Traded(told, material(told)).fee(us(1), size, paid) == exact
