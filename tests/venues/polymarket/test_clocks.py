"""The venue's clock, which tells whole seconds, against ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.times import SECOND
from gametape.venues.polymarket.clocks import VenueTime, clock_offset, parse_time

NOW = 1_700_000_000 * SECOND


def reading(sent_us: int, there_us: int, back_us: int, offset_us: int) -> VenueTime:
    """Asked at `sent_us`, read by the venue `there_us` later on a clock off by `offset_us`."""
    venue = sent_us + there_us + offset_us
    return VenueTime(venue - venue % SECOND, sent_us, sent_us + there_us + back_us)


legs = st.integers(0, 300_000)


@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.tuples(st.integers(0, 10**7), legs, legs), min_size=1, max_size=8),
)
def test_the_true_offset_lies_within(offset_us: int, asked: list[tuple[int, int, int]]) -> None:
    readings = [reading(NOW + at, there, back, offset_us) for at, there, back in asked]
    told = clock_offset(readings)
    assert abs(told.offset_us - offset_us) <= told.within_us / 2 + 1
    assert told.within_us <= min(SECOND + one.recv_us - one.sent_us for one in readings)


def test_more_readings_narrow_it_to_the_round_trip() -> None:
    readings = [reading(NOW + at * 110_000, 20_000, 20_000, 123_456) for at in range(10)]
    assert clock_offset(readings[:1]).within_us > SECOND
    assert clock_offset(readings).within_us <= 150_000


def test_a_stepped_clock_is_told_by_its_latest_readings() -> None:
    before = [reading(NOW, 1000, 1000, 0)]
    after = [reading(NOW + SECOND, 1000, 1000, 60 * SECOND)]
    assert abs(clock_offset(before + after).offset_us - 60 * SECOND) < SECOND


def test_no_readings_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no readings"):
        clock_offset([])


@pytest.mark.parametrize("body", [b"1762776367", b'"1762776367"', b" 1762776367 ", b"1762776367.9"])
def test_a_body_of_time(body: bytes) -> None:
    assert parse_time(body) == 1_762_776_367


@pytest.mark.parametrize(
    "body", [b"", b"null", b"0", b"-5", b"1e30", b"{}", b"OK", b'"NaN"', b"\xff"]
)
def test_other_bodies_are_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse_time(body)
