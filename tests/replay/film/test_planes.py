"""Byte planes give back what they were given."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.replay.film.planes import from_planes, joined_plainly, least_width, to_planes


@pytest.mark.parametrize("width", range(9))
@given(data=st.data())
def test_every_value_comes_back(width: int, data: st.DataObject) -> None:
    most = min(256**width, 1 << 63) - 1
    values = data.draw(st.lists(st.integers(0, most), max_size=50))
    planes = to_planes(np.array(values, np.int64), width)
    assert len(planes) == width * len(values)
    assert from_planes(planes, width, len(values)).tolist() == values
    assert joined_plainly(planes, width, len(values)).tolist() == values
    with pytest.raises(ValueError):
        from_planes(planes + b"x", width, len(values))


@given(st.lists(st.integers(0, (1 << 63) - 1), max_size=9))
def test_the_least_width_holds_every_value(values: list[int]) -> None:
    width = least_width(np.array(values, np.int64))
    assert all(value < 256**width for value in values)
    assert width == 0 or any(value >= 256 ** (width - 1) for value in values)


def test_planes_hold_the_lowest_bytes_first() -> None:
    assert to_planes(np.array([0x0102, 0x0304]), 2) == bytes([2, 4, 1, 3])
