"""The queue of a resting order: the golden values of the methods, and what always holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.model.queue import Bound, Queue


@pytest.mark.parametrize(
    ("bound", "fronts", "filled"),
    [
        ("pessimistic", [1000, 1000, 800, 400, 50], 0),
        ("central", [1000, 718, 518, 161.1, -188.9], 188),
    ],
)
def test_golden(bound: Bound, fronts: list[float], filled: int) -> None:
    queue = Queue(1000, bound)
    seen = [queue.front]
    queue.update(1400)
    queue.update(1100)
    seen.append(queue.front)
    queue.trade(200)
    queue.update(900)
    seen.append(queue.front)
    queue.update(400)
    seen.append(queue.front)
    queue.trade(350)
    queue.update(50)
    seen.append(queue.front)
    assert seen == pytest.approx(fronts, abs=0.06)
    assert queue.filled(10_000) == filled
    assert queue.filled(100) == min(filled, 100)


STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 3_000)), max_size=30)


@given(displayed=st.integers(0, 2_000), steps=STEPS)
def test_only_trades_fill(displayed: int, steps: list[tuple[bool, int]]) -> None:
    for bound in ("pessimistic", "central"):
        queue = Queue(displayed, bound)
        traded = 0
        for is_trade, amount in steps:
            before = queue.filled(10**9)
            if is_trade:
                queue.trade(amount)
                traded += amount
            else:
                queue.update(amount)
                assert queue.filled(10**9) == before
            assert queue.filled(10**9) >= before
        assert queue.filled(10**9) <= traded


@given(displayed=st.integers(0, 2_000), steps=STEPS)
def test_a_front_is_never_longer_than_at_the_start_or_what_is_shown(
    displayed: int, steps: list[tuple[bool, int]]
) -> None:
    for bound in ("pessimistic", "central"):
        queue = Queue(displayed, bound)
        for is_trade, amount in steps:
            if is_trade:
                queue.trade(amount)
            else:
                queue.update(amount)
                assert queue.front <= max(amount, 0)
            assert queue.front <= displayed
