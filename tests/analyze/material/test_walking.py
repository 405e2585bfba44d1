"""Both twins walk takers through the same books alike, and say no to the same nonsense."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel.twins import compiled

from gametape.analyze.material.walking import (
    ANY,
    Moving,
    Order,
    Steps,
    Takers,
    walk_held_plainly,
    walk_rows_plainly,
)

LEVELS = 9


def moving(seed: int, rows: int, owned: bool, wide: bool) -> Moving:
    """A small book that is often thin, and rows of which some are no levels."""
    chance = np.random.default_rng(seed)
    places = (2 * LEVELS + 1) * (1 + owned)
    kind = np.int64 if owned or wide else np.int32

    def sizes(many: int) -> Any:
        return chance.integers(0, 4, many).astype(kind) * chance.integers(0, 2, many).astype(kind)

    slots = chance.integers(0, places, rows).astype(np.uint16)
    stride, unit = int(chance.choice([1, 100])), 1 if owned else int(chance.choice([1, 10_000]))
    at = int(chance.integers(0, rows + 1))
    return Moving(sizes(places), slots, sizes(rows), at, LEVELS, stride, unit, owned)


def best_of(moved: Moving, row: int, buys: bool) -> int:
    """The best cell behind the first `row` rows, one's own orders not looked at."""
    book = moved.book.copy()
    book[moved.slots[moved.at : row]] = moved.sizes[moved.at : row]
    side = book[LEVELS : 2 * LEVELS] if buys else book[:LEVELS]
    keys = np.flatnonzero(side)
    return int(keys[0 if buys else -1]) * moved.stride if len(keys) else -1


def again(one: Moving) -> Moving:
    return one._replace(book=one.book.copy())


@given(
    seed=st.integers(0, 1 << 32), rows=st.integers(0, 40), owned=st.booleans(), wide=st.booleans(),
    reach=st.sampled_from([-1, 0, 1, 200]),
)  # fmt: skip
def test_many_takers(seed: int, rows: int, owned: bool, wide: bool, reach: int) -> None:
    first = moving(seed, rows, owned, wide)
    chance = np.random.default_rng(seed + 1)
    asked = np.sort(chance.integers(first.at, rows + 1, 12))
    sides = chance.choice([-1, 1], 12)
    best = [best_of(first, row, side > 0) for row, side in zip(asked, sides, strict=True)]
    limits = np.where(chance.random(12) < 0.5, ANY, chance.integers(0, LEVELS, 12) * first.stride)
    wanted = chance.integers(-1, 12, 12) * first.unit
    found = []
    for walk in (walk_rows_plainly, compiled().walk_rows):  # type: ignore[attr-defined]
        moved, out = again(first), np.full((3, 12), 7)
        walk(moved, Takers(asked, sides, wanted, np.array(best), limits, *out), reach)
        found.append((moved.book.tolist(), out.tolist()))
    assert found[0] == found[1]


@given(
    seed=st.integers(0, 1 << 32), rows=st.integers(0, 60), owned=st.booleans(), wide=st.booleans(),
    buys=st.booleans(), wanted=st.integers(0, 12),
)  # fmt: skip
def test_one_taker_after_every_message(
    seed: int, rows: int, owned: bool, wide: bool, buys: bool, wanted: int
) -> None:
    first = moving(seed, rows, owned, wide)
    times = np.cumsum(np.random.default_rng(seed + 1).integers(0, 2, rows))
    order = Order(buys, wanted * first.unit, best_of(first, first.at, buys))
    found = []
    for walk in (walk_held_plainly, compiled().walk_held):  # type: ignore[attr-defined]
        moved, steps = again(first), Steps(*np.full((4, rows + 1), 7))
        many = walk(moved, rows, times, order, steps)
        found.append((moved.book.tolist(), [column[:many].tolist() for column in steps]))
    assert found[0] == found[1]


def test_rows_that_fall_and_rows_that_are_not_there_are_refused() -> None:
    first = moving(1, 20, False, True)._replace(at=5)
    one = np.ones(1, np.int64)
    for walk in (walk_rows_plainly, compiled().walk_rows):  # type: ignore[attr-defined]
        for row in (4, 21):
            takers = Takers(one * row, one, one, one, one, one.copy(), one.copy(), one.copy())
            with pytest.raises(ValueError, match="in their order"):
                walk(again(first), takers, -1)
    for held in (walk_held_plainly, compiled().walk_held):  # type: ignore[attr-defined]
        for until, room in ((4, 21), (21, 21), (20, 0)):
            steps = Steps(*np.zeros((4, room), np.int64))
            with pytest.raises(ValueError, match="in their order"):
                held(again(first), until, np.arange(20), Order(True, 1, -1), steps)


def test_a_place_outside_of_the_book_is_refused() -> None:
    first = moving(1, 4, False, True)._replace(at=0)
    first.slots[2] = 2 * LEVELS + 1
    one = np.full(1, 4, np.int64)
    for walk in (walk_rows_plainly, compiled().walk_rows):  # type: ignore[attr-defined]
        with pytest.raises(IndexError):
            walk(again(first), Takers(*([one] * 5), *np.zeros((3, 1), np.int64)), -1)
    for held in (walk_held_plainly, compiled().walk_held):  # type: ignore[attr-defined]
        steps = Steps(*np.zeros((4, 9), np.int64))
        with pytest.raises(IndexError):
            held(again(first), 4, np.arange(4), Order(True, 1, -1), steps)


def test_a_book_of_another_size_than_its_levels_is_refused() -> None:
    first = moving(1, 4, False, True)
    one = np.full(1, 4, np.int64)
    with pytest.raises(ValueError, match="levels"):
        compiled().walk_rows(  # type: ignore[attr-defined]
            first._replace(levels=LEVELS + 1),
            Takers(*([one] * 5), *np.zeros((3, 1), np.int64)),
            -1,
        )
