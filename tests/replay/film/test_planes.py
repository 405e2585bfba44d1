"""Byte planes give back what they were given."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.replay.film.planes import from_planes, joined_plainly, to_planes


@pytest.mark.parametrize(("width", "signed"), [(1, False), (2, False), (4, False), (8, False),
                                               (4, True), (8, True)])  # fmt: skip
@given(data=st.data())
def test_every_value_comes_back(width: int, signed: bool, data: st.DataObject) -> None:
    bits = 8 * width - signed
    low, high = (-(1 << bits) if signed else 0), min((1 << bits) - 1, (1 << 63) - 1)
    values = data.draw(st.lists(st.integers(low, high), max_size=50))
    planes = to_planes(np.array(values, np.int64), width)
    assert len(planes) == width * len(values)
    assert from_planes(planes, width, len(values), signed=signed).tolist() == values
    plain = joined_plainly(planes, width, len(values))
    assert (plain.view(f"i{width}") if signed else plain).tolist() == values
    with pytest.raises(ValueError):
        from_planes(planes + b"x", width, len(values), signed=signed)


def test_planes_hold_the_lowest_bytes_first() -> None:
    assert to_planes(np.array([0x0102, 0x0304]), 2) == bytes([2, 4, 1, 3])
