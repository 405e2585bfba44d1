"""A ladder's text is what a plain encoder would write of the same levels, for both tokens."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from gametape.model.amounts import micro_text
from gametape.model.book import Side
from gametape.model.grid import NONE, UNIFORM
from gametape.simulate.venue.exchange.ladder import Ladder

changes = st.lists(
    st.tuples(
        st.integers(1, 30).map(lambda n: n * 333), st.sampled_from([0, 5, 7_000_000, 10**12])
    ),
    max_size=60,
)


@given(st.sampled_from(Side), changes)
def test_it_holds_and_writes_the_last_size_of_each_level(
    side: Side, changed: list[tuple[int, int]]
) -> None:
    ladder, plain = Ladder(side), dict[int, int]()
    for cell, size in changed:
        ladder.set(cell, size)
        plain[cell] = size
        assert ladder.size(cell) == size
        ladder.text(0), ladder.text(1)  # so that a stale cache would show
    left = {cell: size for cell, size in plain.items() if size}
    best_first = sorted(left.items(), reverse=side is Side.BUY)
    assert ladder.levels() == best_first
    assert ladder.best == (best_first[0][0] if best_first else NONE)
    for outcome in (0, 1):
        shown = [
            {
                "price": UNIFORM.text(cell if outcome == 0 else UNIFORM.mirror(cell)),
                "size": micro_text(size),
            }
            for cell, size in reversed(best_first)
        ]
        assert json.loads(f"[{ladder.text(outcome)}]") == shown


@given(st.sampled_from(Side), changes, st.integers(0, 10_000))
def test_a_taker_reaches_the_levels_within_its_limit(
    side: Side, changed: list[tuple[int, int]], limit: int
) -> None:
    ladder = Ladder(side)
    for cell, size in changed:
        ladder.set(cell, size)
    reached = [
        cell
        for cell, _ in ladder.levels()
        if (cell >= limit if side is Side.BUY else cell <= limit)
    ]
    assert ladder.reached_by(limit) == reached
