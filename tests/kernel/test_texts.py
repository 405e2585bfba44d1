"""Texts of a side: both twins give the same text after any changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel.twins import BOTH, compiled

from gametape.kernel.choice import PURE, Kernel

_TEXT = st.text(max_size=8)
_LEVEL = st.tuples(st.integers(0, 12), _TEXT, _TEXT)
_LOADED = st.one_of(
    st.lists(_LEVEL, max_size=8),
    st.lists(_LEVEL, max_size=8, unique_by=lambda one: one[0]).map(sorted),
    st.lists(_LEVEL, max_size=8, unique_by=lambda one: one[0]).map(lambda a: sorted(a)[::-1]),
)
_STEP = st.one_of(
    st.tuples(st.just("set"), _LEVEL, st.booleans()), st.tuples(st.just("load"), _LOADED)
)


def texts(kernel: Kernel, falling: bool, steps: list[Any]) -> list[str]:
    side = kernel.TextSide(falling)
    found = [side.text()]
    for name, *what in steps:
        if name == "set":
            (cell, price, size), empty = what
            side.set(cell, price, size, empty)
        else:
            side.load(*([one[at] for one in what[0]] for at in range(3)))
        found.append(side.text())
    return found


@given(falling=st.booleans(), steps=st.lists(_STEP, max_size=12))
def test_the_twins_say_the_same(falling: bool, steps: list[Any]) -> None:
    assert texts(compiled(), falling, steps) == texts(PURE, falling, steps)


@pytest.mark.parametrize("kernel", BOTH)
def test_what_is_too_long_or_no_text_is_refused(kernel: Kernel) -> None:
    side = kernel.TextSide(True)
    with pytest.raises(ValueError, match="40 bytes"):
        side.set(1, "0" * 41, "1", False)
    with pytest.raises(ValueError, match="40 bytes"):
        side.load([1], ["1"], ["é" * 21])
    with pytest.raises((ValueError, TypeError)):
        side.load([1], ["1"], [])
