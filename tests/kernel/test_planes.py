"""Byte planes: both twins give back what was split, and refuse what does not fit."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel.twins import BOTH, compiled

from gametape.kernel.choice import PURE, Kernel

CODES = {1: "B", 2: "H", 4: "I", 8: "Q"}


def planes(values: list[int], width: int) -> bytes:
    return b"".join(bytes(value >> 8 * rank & 255 for value in values) for rank in range(width))


@st.composite
def columns(draw: st.DrawFn) -> tuple[list[int], int]:
    width = draw(st.sampled_from(list(CODES)))
    return draw(st.lists(st.integers(0, 256**width - 1), max_size=40)), width


@pytest.mark.parametrize("kernel", BOTH)
@given(column=columns())
def test_joined_planes_are_the_integers_again(
    kernel: Kernel, column: tuple[list[int], int]
) -> None:
    values, width = column
    into = array(CODES[width], [0] * len(values))
    kernel.join_planes(planes(values, width), width, into)
    assert list(into) == values


def summed(kernel: Kernel, values: list[int], width: int, first: int, unit: int) -> object:
    into = array("q", [0] * len(values))
    try:
        kernel.add_up_planes(planes(values, width), width, first, unit, into)
    except OverflowError as error:
        return str(error)
    return list(into)


@given(
    column=columns(),
    first=st.integers(-(2**62), 2**62),
    unit=st.sampled_from([0, 1, 10, 1_000_000, 2**40]),
)
def test_the_twins_add_up_alike(column: tuple[list[int], int], first: int, unit: int) -> None:
    values, width = column
    found = summed(compiled(), values, width, first, unit)
    assert found == summed(PURE, values, width, first, unit)
    total, sums = first, []
    for value in values:
        total += unit * value
        sums.append(total)
    fits = all(one < 2**63 for one in (*sums, *values, *(unit * one for one in values)))
    if fits:
        assert found == sums


@pytest.mark.parametrize("kernel", BOTH)
def test_what_does_not_fit_is_refused(kernel: Kernel) -> None:
    with pytest.raises(ValueError, match="width"):
        kernel.join_planes(b"", 3, array("B"))
    with pytest.raises(ValueError, match="2 aligned"):
        kernel.join_planes(b"1234", 2, array("B", b"1234"))
    with pytest.raises(ValueError, match="equally long"):
        kernel.join_planes(b"1234", 2, array("H", [1]))
    with pytest.raises(ValueError, match="every place"):
        kernel.add_up_planes(b"1234", 2, 0, 1, array("q", [1]))
    with pytest.raises(ValueError, match="8 aligned"):
        kernel.add_up_planes(b"1", 1, 0, 1, array("B", [1]))
