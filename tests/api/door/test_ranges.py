"""Byte ranges as RFC 9110 has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.api.door.ranges import UnsatisfiableError, byte_range

SIZES = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-499", (0, 499)), ("bytes=500-999", (500, 999)), ("bytes=-500", (9500, 9999)),
        ("bytes=9500-", (9500, 9999)), ("bytes=0-0", (0, 0)), ("bytes=-1", (9999, 9999)),
        ("bytes=0-", (0, 9999)), ("bytes=9000-99999", (9000, 9999)), ("bytes=-99999", (0, 9999)),
        ("Bytes= 0-9 ", (0, 9)),
        ("", None), ("bytes=", None), ("bytes=-", None), ("bytes=5-4", None), ("lines=0-4", None),
        ("bytes=0-4,6-9", None), ("bytes=a-b", None), ("bytes=٣-٤", None), ("bytes=+1-2", None),
    ],
)  # fmt: skip
def test_ranges_of_ten_thousand_bytes(header: str, span: tuple[int, int] | None) -> None:
    assert byte_range(header, 10_000) == span


@pytest.mark.parametrize(
    ("header", "size"),
    [("bytes=10000-", 10_000), ("bytes=0-", 0), ("bytes=-0", 5), ("bytes=-5", 0)],
)
def test_a_range_without_bytes(header: str, size: int) -> None:
    with pytest.raises(UnsatisfiableError):
        byte_range(header, size)


@given(st.text(max_size=40) | st.from_regex(r"bytes=\d{0,25}-\d{0,25}"), SIZES)
def test_what_is_given_lies_inside(header: str, size: int) -> None:
    try:
        span = byte_range(header, size)
    except UnsatisfiableError:
        return
    if span is not None:
        assert 0 <= span[0] <= span[1] < size


@given(SIZES, SIZES, SIZES)
def test_a_range_is_the_slice_it_names(first: int, last: int, size: int) -> None:
    data = bytes(n % 251 for n in range(size))
    try:
        span = byte_range(f"bytes={first}-{last}", size)
    except UnsatisfiableError:
        assert data[first:] == b""
        return
    if span is None:
        assert last < first
    else:
        assert data[span[0] : span[1] + 1] == data[first : last + 1]
