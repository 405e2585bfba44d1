"""Every hash is checked below 500 frames a second, above it a sample by the rate."""

from __future__ import annotations

import pytest

from gametape.model.times import SECOND
from gametape.record.hash_pace import BUSY_RATE, HashPace
from gametape.replay.hashcheck import HashCheck


def sampled(rate: int, seconds: int, at_once: int = 1) -> list[int]:
    """`every` as it stands for each frame of a steady rate, taken in so many at a time."""
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
        found += [hashes.every] * count
        at += count
    return found


def test_a_quiet_feed_is_checked_whole() -> None:
    assert set(sampled(BUSY_RATE - 1, 4)) == {1}


@pytest.mark.parametrize("rate", [1_000, 5_000, 60_000])
def test_a_busy_feed_is_sampled_by_its_rate(rate: int) -> None:
    found = sampled(rate, 2)
    assert set(found[:BUSY_RATE]) == {1}
    assert found[-1] == 4 * rate // BUSY_RATE
    # From the 501st frame of the first second on the rate is known well enough.
    assert all(one >= found[-1] // 2 for one in found[BUSY_RATE + 1 :])


@pytest.mark.parametrize("at_once", [2, 33, 10_000])
def test_frames_taken_in_together_are_sampled_alike(at_once: int) -> None:
    assert sampled(3_000, 3, at_once) == sampled(3_000, 3)


def test_it_goes_back_to_all_when_it_is_quiet_again() -> None:
    hashes = HashCheck()
    pace = HashPace(hashes)
    for number in range(2_000):
        pace.ahead(SECOND + number * 400)
        pace.took(1)
    assert hashes.every > 1
    for second in (2, 3):
        pace.ahead(second * SECOND)
        pace.took(1)
    assert hashes.every == 1
