"""What may be shown of how much, and what is still missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.analyze.statistics.gates import (
    CALIBRATION,
    HAZARD,
    Gate,
    Shown,
    gate,
    missing,
    sessions_needed,
)


@pytest.mark.parametrize(
    ("n", "sessions", "told"),
    [
        (0, 0, Gate(Shown.NOTHING, "10 more trades and 5 more sessions")),
        (4, 4, Gate(Shown.LIST, "6 more trades and 1 more session")),
        (9, 9, Gate(Shown.COUNTS, "1 more trade")),
        (200, 4, Gate(Shown.COUNTS, "1 more session")),
        (10, 5, Gate(Shown.RATE, "10 more trades and 3 more sessions")),
        (20, 7, Gate(Shown.RATE, "1 more session")),
        (20, 8, Gate(Shown.INTERVAL, "")),
    ],
)
def test_the_steps(n: int, sessions: int, told: Gate) -> None:
    assert gate(n, sessions) == told


def test_other_needs() -> None:
    assert missing(HAZARD, 59, 12) == "1 more exit"
    assert missing(CALIBRATION, 100, 38) == "2 more games"
    with pytest.raises(ValueError, match="effect of 0"):
        sessions_needed(0)


ORDER = list(Shown)


@given(st.integers(0, 50), st.integers(0, 20), st.integers(0, 9), st.integers(0, 9))
def test_more_never_shows_less(n: int, sessions: int, more: int, further: int) -> None:
    before, after = gate(n, sessions), gate(n + more, sessions + further)
    assert ORDER.index(after.shown) >= ORDER.index(before.shown)
    assert (after.missing == "") == (after.shown is Shown.INTERVAL)
