"""Times from the many forms in which venues send them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.times import epoch_us, iso_text, iso_us

NOW_S = 1_788_887_014


@pytest.mark.parametrize(
    "value",
    [
        NOW_S, str(NOW_S), NOW_S * 1000, str(NOW_S * 1000), NOW_S * 10**6, NOW_S * 10**9,
        str(NOW_S * 10**9), float(NOW_S), f"{NOW_S}.0",
    ],
)  # fmt: skip
def test_the_unit_is_told_by_the_magnitude(value: str | int | float) -> None:
    assert epoch_us(value) == NOW_S * 10**6


@pytest.mark.parametrize("value", ["", "soon", "-5", -1, 10**21, "nan", "1e400", float("inf")])
def test_what_is_no_time_is_refused(value: str | int | float) -> None:
    with pytest.raises(ParseError):
        epoch_us(value)


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-05T15:10:00Z", "2026-04-05 15:10:00+00", "2026-04-05T11:10:00-04:00",
        "2026-04-05T15:10:00", " 2026-04-05 15:10 ",
    ],
)  # fmt: skip
def test_iso_times_in_the_forms_that_are_sent(text: str) -> None:
    moment = datetime(2026, 4, 5, 15, 10, tzinfo=UTC)
    assert iso_us(text) == int(moment.timestamp()) * 10**6


@given(st.integers(0, 4_000_000_000_000))
def test_iso_text_is_read_back_to_the_millisecond(ms: int) -> None:
    assert iso_us(iso_text(ms * 1000)) == ms * 1000


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "12:00"])
def test_what_is_no_iso_time_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        iso_us(text)
