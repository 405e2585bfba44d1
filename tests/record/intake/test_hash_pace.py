"""Every hash is checked up to 2,000 frames a second, above it each book's five times a second."""

from __future__ import annotations

import pytest

from gametape.model.times import SECOND
from gametape.record.intake.hash_pace import BUSY_RATE, BUSY_US, HashPace
from gametape.replay.certificate.hashcheck import HashCheck


def sampled(rate: int, seconds: int, at_once: int = 1) -> list[int]:
    """`every_us` as it stands for each frame of a steady rate, taken in so many at a time."""
    hashes = HashCheck()
    pace, found = HashPace(hashes), []
    times = [SECOND + number * SECOND // rate for number in range(rate * seconds)]
    at = 0
    while at < len(times):
        most, until_us = pace.ahead(times[at])
        count = 1
        while count < min(most, at_once) and at + count < len(times):
            if times[at + count] >= until_us:
                break
            count += 1
        pace.took(count)
        found += [hashes.every_us] * count
        at += count
    return found


def test_a_quiet_feed_is_checked_whole() -> None:
    assert set(sampled(BUSY_RATE - 1, 3)) == {0}


@pytest.mark.parametrize("rate", [BUSY_RATE, 5_000, 60_000])
def test_a_busy_feed_is_sampled_once_it_is_known_to_be(rate: int) -> None:
    found = sampled(rate, 2)
    assert set(found[:BUSY_RATE]) == {0}
    assert set(found[BUSY_RATE:]) == {BUSY_US}


@pytest.mark.parametrize("at_once", [2, 33, 10_000])
def test_frames_taken_in_together_are_sampled_alike(at_once: int) -> None:
    assert sampled(3_000, 3, at_once) == sampled(3_000, 3)


def test_it_goes_back_to_all_when_it_is_quiet_again() -> None:
    hashes = HashCheck()
    pace = HashPace(hashes)
    for number in range(2 * BUSY_RATE):
        pace.ahead(SECOND + number * 200)
        pace.took(1)
    assert hashes.every_us == BUSY_US
    for second in (2, 3):
        pace.ahead(second * SECOND)
        pace.took(1)
    assert hashes.every_us == 0
