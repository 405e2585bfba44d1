"""Both twins of the passes give the same after every row, and refuse the same."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.kernel import passes
from gametape.kernel.choice import load_compiled

COMPILED = load_compiled()
TWINS: list[Any] = [pytest.param(passes.plain_features, passes.plain_each_top, id="plain")]
if not isinstance(COMPILED, str) and hasattr(COMPILED, "features"):
    TWINS.append(pytest.param(COMPILED.features, COMPILED.each_top, id="compiled"))  # type: ignore[attr-defined]
both = pytest.mark.parametrize(("features", "each_top"), TWINS)

LEVELS = 12
SIZE = st.one_of(st.integers(0, 3), st.integers(0, (1 << 63) - 1))
ROWS = st.lists(st.tuples(st.integers(0, 2 * LEVELS), SIZE), max_size=80)
Told = list[tuple[int, int, int, int]]


def slowly(rows: list[tuple[int, int]], levels: int = LEVELS) -> Told:
    """Every book looked at anew."""
    book: dict[int, int] = {}
    told = []
    for slot, size in rows:
        if slot < 2 * levels:
            book[slot] = size
        bids = sorted((k for k, s in book.items() if s and k < levels), reverse=True)
        asks = sorted(k for k, s in book.items() if s and k >= levels)
        depths = [sum(book[k] for k in side[:5]) for side in (bids, asks)]
        wrapped = [(depth + (1 << 63)) % (1 << 64) - (1 << 63) for depth in depths]
        told.append((bids[0] if bids else -1, asks[0] - levels if asks else -1, *wrapped))
    return told  # type: ignore[return-value]


def columns(rows: list[tuple[int, int]]) -> tuple[array[int], array[int]]:
    return array("q", [slot for slot, _ in rows]), array("q", [size for _, size in rows])


def table(features: Callable[..., None], rows: list[tuple[int, int]], levels: int) -> Told:
    count = len(rows)
    made = (
        array("i", [7] * count),
        array("i", [7] * count),
        array("q", [7] * count),
        array("q", [7] * count),
    )
    features(*columns(rows), levels, *made)
    return list(zip(*made, strict=True))


@both
@given(rows=ROWS)
def test_features_are_those_of_a_slow_count(
    features: Callable[..., None], each_top: Callable[..., None], rows: list[tuple[int, int]]
) -> None:
    expected = slowly(rows)
    assert table(features, rows, LEVELS) == expected
    called: list[tuple[int, int]] = []
    each_top(*columns(rows), LEVELS, lambda bid, ask: called.append((bid, ask)))
    assert called == [told[:2] for told in expected]


@both
@pytest.mark.parametrize("levels", [1, 2, 10_001])
def test_grids_of_any_length(
    features: Callable[..., None], each_top: Callable[..., None], levels: int
) -> None:
    rows = [(0, 5), (levels - 1, 6), (levels, 7), (2 * levels - 1, 8), (0, 0), (2 * levels, 9)]
    assert table(features, rows, levels) == slowly(rows, levels)


@both
def test_what_is_not_in_the_book_is_refused(
    features: Callable[..., None], each_top: Callable[..., None]
) -> None:
    for slot in (-1, 2 * LEVELS + 1, 1 << 62):
        with pytest.raises(ValueError, match="slot"):
            table(features, [(slot, 1)], LEVELS)
        with pytest.raises(ValueError, match="slot"):
            each_top(*columns([(slot, 1)]), LEVELS, print)
    for levels in (0, -5, (1 << 20) + 1):
        with pytest.raises(ValueError, match="levels"):
            each_top(*columns([(0, 1)]), levels, print)
    with pytest.raises(ValueError, match="length"):
        each_top(array("q", [1, 2]), array("q", [1]), LEVELS, print)
    short, long = array("i", [0]), array("q", [0, 0])
    with pytest.raises(ValueError, match="rows"):
        features(*columns([(0, 1), (1, 1)]), LEVELS, short, short, long, long)


@both
def test_what_a_callback_raises_comes_through(
    features: Callable[..., None], each_top: Callable[..., None]
) -> None:
    class OverError(Exception):
        pass

    called: list[int] = []

    def callback(bid: int, ask: int) -> None:
        called.append(bid)
        if len(called) == 3:
            raise OverError

    with pytest.raises(OverError):
        each_top(*columns([(slot, 1) for slot in range(10)]), LEVELS, callback)
    assert called == [0, 1, 2]


@both
def test_nothing_is_nothing(features: Callable[..., None], each_top: Callable[..., None]) -> None:
    assert table(features, [], LEVELS) == []
    each_top(*columns([]), LEVELS, None)
