"""A course told by hand, cut at moments, and its books."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from analyze.made import SHARE, course, ladder, us
from hypothesis import given
from hypothesis import strategies as st

from gametape.analyze.material.course import Course, walk
from gametape.analyze.material.lookahead import LookAhead


@pytest.fixture
def rising() -> Course:
    return course(
        {0: ladder(40), 10: ladder(42), 20: ([(41, 10)], []), 30: ladder(45)},
        trades=[(5, 40.5, 100, 1), (25, 41, 10, -1)],
        bad=[(12, 18, "gap: disconnected")],
        end=60,
    )


def test_the_quote_at_a_moment_is_the_last_before_it(rising: Course) -> None:
    assert rising.quote(us(-1)) == (-1, -1)
    assert rising.quote(us(0)) == (3950, 4050)
    assert rising.quote(us(9.999)) == (3950, 4050)
    assert rising.mid(us(10)) == 42
    assert math.isnan(rising.mid(us(20)))
    assert rising.mid(us(59)) == 45


def test_many_mids_are_each_mid(rising: Course) -> None:
    moments = np.array([us(second) for second in range(-2, 62)], np.int64)
    one_by_one = np.array([rising.mid(int(at)) for at in moments])
    np.testing.assert_array_equal(rising.mids(moments), one_by_one)


def test_a_taker_walks_the_levels() -> None:
    levels = [(4050, 100 * SHARE), (4150, 50 * SHARE)]
    taken = walk(levels, 120 * SHARE)
    assert taken.filled == 120 * SHARE
    assert taken.worst == 4150
    assert taken.price == Fraction(100 * 4050 + 20 * 4150, 120 * 10_000)
    assert walk(levels, 500 * SHARE).filled == 150 * SHARE
    assert math.isnan(walk([], SHARE).cents)


def test_own_resting_shares_are_not_there_to_take() -> None:
    levels = [(4050, 100 * SHARE), (4150, 50 * SHARE)]
    taken = walk(levels, 30 * SHARE, {4050: 90 * SHARE})
    assert taken.paid == (10 * 4050 + 20 * 4150) * SHARE


def test_a_window_that_meets_a_bad_time_says_why(rising: Course) -> None:
    assert rising.bad_in(us(0), us(11)) == ""
    assert rising.bad_in(us(0), us(12)) == "gap: disconnected"
    assert rising.bad_in(us(15), us(15)) == "gap: disconnected"
    assert rising.bad_in(us(70), us(80)) == "not recorded"


@given(cut=st.integers(0, 60), asked=st.integers(0, 60))
def test_a_cut_course_knows_what_was_known(cut: int, asked: int) -> None:
    whole = course({0: ladder(40), 10: ladder(42), 30: ladder(45)}, [(5, 40.5, 1, 1)], end=60)
    known = whole.until(us(cut))
    if asked > cut:
        with pytest.raises(LookAhead):
            known.books.levels(us(asked))
        return
    assert known.quote(us(asked)) == whole.quote(us(asked))
    assert known.books.levels(us(asked)) == whole.books.levels(us(asked))
    assert len(known.trades.times) == (1 if cut >= 5 else 0)


def test_a_hole_is_unknown_until_it_was_told(rising: Course) -> None:
    assert rising.until(us(14)).bad == ()
    assert rising.until(us(18)).bad_in(us(13), us(14)) == "gap: disconnected"


def test_cutting_twice_is_cutting_at_the_earlier(rising: Course) -> None:
    twice = rising.until(us(10)).until(us(30))
    with pytest.raises(LookAhead):
        twice.books.levels(us(11))
    assert len(twice.times) == 2
