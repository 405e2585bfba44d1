"""Times as people write them."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from gametape.cli.record_times import at_us, until
from gametape.errors import UsageError
from gametape.record.plan.ending import Until

NOW = 1_800_000_000 * 1_000_000


def test_a_time_of_day_is_the_next_one() -> None:
    moment = datetime.fromtimestamp(at_us("19:25") / 1e6).astimezone()
    assert (moment.hour, moment.minute, moment.second) == (19, 25, 0)
    assert 0 < at_us("19:25") / 1e6 - time.time() <= 25 * 3600


def test_iso_is_taken_as_it_stands() -> None:
    assert at_us("2026-01-25T19:25:00Z") == 1_769_369_100_000_000


@pytest.mark.parametrize("text", ["25:00", "19:61", "soon", "", "19", "1e9h"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        at_us(text)


@pytest.mark.parametrize(
    ("text", "seconds"), [("5s", 5), ("90m", 5400), ("90min", 5400), ("1.5h", 5400)]
)
def test_a_duration_counts_from_the_start(text: str, seconds: int) -> None:
    assert until(text, 900, NOW).at_us == NOW + seconds * 1_000_000


@pytest.mark.parametrize("text", ["9000h", f"{'9' * 400}h"])
def test_a_duration_that_nobody_means_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="a year"):
        until(text, 900, NOW)


def test_a_duration_counts_from_now_without_a_start() -> None:
    end_us = until("10s", 900).at_us
    assert end_us is not None
    assert 0 < end_us / 1e6 - time.time() <= 10


def test_the_end_and_nothing() -> None:
    assert until("end", 60) == Until(end=True, quiet_us=60_000_000)
    assert until("", 60) == Until(quiet_us=60_000_000)


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(UsageError, match="before"):
        until("2026-01-25T19:25:00Z", 900, NOW)
