"""Both twins find the last row of every moment, in whatever order they are asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel.twins import compiled

from gametape.analyze.material.seeking import last_rows_plainly

MOMENTS = st.lists(st.integers(-3, 60), max_size=40)


@given(times=st.sets(st.integers(0, 50)), asked=MOMENTS, rises=st.booleans())
def test_the_last_row_is_that_of_a_look_at_each(
    times: set[int], asked: list[int], rises: bool
) -> None:
    told = np.array(sorted(times), np.int64)
    moments = np.array(sorted(asked) if rises else asked, np.int64)
    said = [sum(time <= at_us for time in told.tolist()) - 1 for at_us in moments.tolist()]
    rows = np.full(len(moments), -7, np.int64)
    last_rows_plainly(told, moments, rows)
    assert rows.tolist() == said
    rows[:] = -7
    getattr(compiled(), "last_rows", last_rows_plainly)(told, moments, rows)
    assert rows.tolist() == said


def test_columns_that_do_not_belong_together_are_refused() -> None:
    last_rows = getattr(compiled(), "last_rows", last_rows_plainly)
    times = np.arange(4)
    for twin in (last_rows, last_rows_plainly):
        with pytest.raises(ValueError, match="equally long"):
            twin(times, np.arange(3), np.zeros(2, np.int64))
    if last_rows is not last_rows_plainly:
        with pytest.raises(ValueError, match="8 aligned bytes"):
            last_rows(times.astype(np.int32), times, times.copy())
