"""Percentiles from a histogram stay close to those of the values themselves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gametape.metrics import Histogram


@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=200),
    st.sampled_from([0.01, 0.5, 0.9, 0.99, 1.0]),
)
def test_percentiles_are_within_five_percent(values: list[int], share: float) -> None:
    histogram = Histogram()
    for value in values:
        histogram.add(value)
    rank = max(1, -(-int(share * len(values) * 1_000_000) // 1_000_000))
    exact = sorted(values)[rank - 1]
    found = histogram.percentile(share)
    assert found is not None
    assert abs(found - exact) <= 0.05 * abs(exact) + 1
    assert histogram.count == len(values)
    assert histogram.largest == max(*values, 0)


def test_nothing_counted_has_no_percentile() -> None:
    assert Histogram().percentile(0.5) is None
