"""Moments as people write them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replay.made import T0

from gametape.errors import UsageError
from gametape.model.times import iso_text
from gametape.replay.moments import moment_us

SECOND = 1_000_000


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("+47:23", T0 + (47 * 60 + 23) * SECOND),
        ("47:23", T0 + (47 * 60 + 23) * SECOND),
        ("+1:34:00", T0 + 5640 * SECOND),
        ("125:00.5", T0 + 7_500_500_000),
        ("+90s", T0 + 90 * SECOND),
        ("+90", T0 + 90 * SECOND),
        ("+0.25s", T0 + 250_000),
        ("2025-10-09T08:53:20Z", T0),
        ("2025-10-09 10:53:20+02:00", T0),
        ("2025-10-09", 1_759_968_000_000_000),
        ("1760000000", T0),
        ("1760000000000", T0),
        (" 1760000000000001 ", T0 + 1),
    ],
)
def test_what_a_person_may_write(text: str, us: int) -> None:
    assert moment_us(text, T0) == us


@pytest.mark.parametrize(
    "text",
    [
        "7",
        "1:99:10",
        "10:60",
        "99:99:99",
        "90",
        "1900-01-01",
        "",
        "soon",
        "+",
        "+5x",
        "1:2",
        "12.5",
        "-3",
        "99:99:99:99",
        "99999999999:00:00",
    ],
)
def test_what_is_no_moment_is_said(text: str) -> None:
    with pytest.raises(UsageError, match="is not a moment"):
        moment_us(text, T0)


@given(st.text(max_size=30))
def test_any_text_is_a_moment_or_is_said_to_be_none(text: str) -> None:
    with suppress(UsageError):
        assert iso_text(moment_us(text, T0))
