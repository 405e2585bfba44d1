"""A ladder gives what a walk through one book at a time gives."""

from __future__ import annotations

import numpy as np
from analyze.made import SHARE, course, ladder, us
from analyze.moving import ladders
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.analyze.material.course import walk
from gametape.analyze.material.ladder import NO_LIMIT, Changes, Ladder, changes_of


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_many_walks_are_each_walk(seed: int) -> None:
    rng = np.random.default_rng(seed)
    told = course(ladders(rng, 60), end=80)
    made = Ladder(told)
    at = rng.integers(us(-3), us(80), 50)
    sides = rng.choice([-1, 1], 50)
    sizes = rng.integers(1, 2_000, 50) * SHARE
    found = made.walks(at, sides, sizes)
    for row in range(50):
        one = told.walk(int(at[row]), int(sides[row]), int(sizes[row]))
        assert tuple(one) == (found.filled[row], found.paid[row], found.worst[row])


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), limit=st.integers(45, 55))
def test_a_limit_ends_a_walk(seed: int, limit: int) -> None:
    rng = np.random.default_rng(seed)
    told = course(ladders(rng, 30), end=40)
    made = Ladder(told)
    at = rng.integers(us(0), us(40), 20)
    sizes = np.full(20, 5_000 * SHARE)
    found = made.walks(at, np.ones(20, np.int64), sizes, np.full(20, limit * 100))
    for row in range(20):
        _, asks = told.books.levels(int(at[row]))
        within = [level for level in asks if level[0] <= limit * 100]
        assert found.filled[row] == walk(within, 5_000 * SHARE).filled
    free = made.walks(at, np.ones(20, np.int64), sizes, np.full(20, NO_LIMIT))
    assert (free.filled >= found.filled).all()


def test_own_resting_shares_are_not_there_to_take() -> None:
    told = course({0: ladder(50, size=100)}, end=60)
    own = Changes(
        np.array([us(10), us(20)]), np.array([0, 0], np.uint8),
        np.array([4950, 4950], np.int32), np.array([80 * SHARE, 0]),
    )  # fmt: skip
    made = Ladder(told, own)
    at = np.array([us(5), us(15), us(25)])
    sold = made.walks(at, np.full(3, -1), np.full(3, 100 * SHARE))
    assert (
        sold.cents(np.full(3, 100 * SHARE)) == [49.5, (20 * 49.5 + 80 * 48.5) / 100, 49.5]
    ).all()


def test_a_level_tells_its_changes() -> None:
    told = course({0: ladder(50, size=10), 10: ladder(50, size=30), 20: ladder(40)}, end=60)
    times, sizes = Ladder(told).level(0, 4950, us(0), us(60))
    assert times.tolist() == [us(10), us(20)]
    assert sizes.tolist() == [30 * SHARE, 0]


def test_changes_of_books_that_do_not_tell_them_are_found_book_by_book() -> None:
    told = course({0: ladder(50, size=10, deep=1), 10: ([(49.5, 20)], [])}, end=60)
    changes = changes_of(told)
    rows = list(zip(*(column.tolist() for column in changes), strict=True))
    assert rows == [
        (us(0), 0, 4950, 10 * SHARE),
        (us(0), 1, 5050, 10 * SHARE),
        (us(10), 0, 4950, 20 * SHARE),
        (us(10), 1, 5050, 0),
    ]
