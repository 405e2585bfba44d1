"""Hashes of a venue made here, on a feed that loses messages."""

from __future__ import annotations

import random

import pytest
from replay.made import FEED, HashingVenue, Script

from gametape.replay.hashcheck import STREAK, HashCheck
from gametape.replay.session import SessionFold


def busy(count: int, *, lost: frozenset[int] = frozenset(), whole_at: int = -1) -> Script:
    """A feed of one asset, a message a second; some do not arrive."""
    venue, script, rng = HashingVenue({"0.50": "10"}, {"0.60": "10"}), Script(), random.Random(3)
    script.link(0, "up")
    script.frame(1, venue.book(1))
    for number in range(2, count):
        # A new price each time, so that a lost message leaves a trace in every later hash.
        side, price = rng.choice([("BUY", 0.40), ("SELL", 0.61)])
        text = f"{price + number / 10_000:.4f}"
        message = venue.change(number, side, text, str(number))
        if number not in lost:
            script.frame(number, message)
        if number == whole_at:
            script.frame(number + 0.5, venue.book(number + 0.5))
    return script


def judged(script: Script, every: int = 1) -> tuple[HashCheck, list[dict[str, bool]]]:
    check, fold = HashCheck(every), SessionFold()
    steps = [fold.feed(line) for line in script.lines]
    return check, [check.observe(step) for step in steps if step.line.k == "market"]


def test_every_hash_of_a_whole_feed_matches() -> None:
    check, verdicts = judged(busy(60))
    assert (check.tally.checked, check.tally.matched, check.seen) == (59, 59, 59)
    assert all(verdict == {"yes": True} for verdict in verdicts)


def test_a_missed_change_is_refuted_until_the_next_book() -> None:
    check, verdicts = judged(busy(60, lost=frozenset({40}), whole_at=50))
    assert check.tally.checked == 59
    assert check.tally.matched == 49
    refuted = [rank for rank, verdict in enumerate(verdicts) if verdict == {"yes": False}]
    assert refuted == list(range(39, 49))
    assert verdicts[49:] == [{"yes": True}] * 10


def test_a_mismatch_before_a_streak_means_nothing() -> None:
    check, verdicts = judged(busy(STREAK, lost=frozenset({5})))
    assert check.tally.matched == 4
    assert {"yes": False} not in verdicts


@pytest.mark.parametrize("every", [3, 1000])
def test_a_sample_is_checked_and_the_rest_only_seen(every: int) -> None:
    check, _ = judged(busy(60), every)
    assert check.seen == 59
    assert check.tally.checked == check.tally.matched == 1 + 58 // every


def test_a_new_connection_begins_without_a_past() -> None:
    check, _ = judged(busy(60))
    assert check.proves((FEED, "yes"))
    check.forget(FEED)
    assert not check.proves((FEED, "yes"))


def test_the_certificate_tells_of_the_missed_change() -> None:
    told = busy(60, lost=frozenset({40}), whole_at=50).certificate()
    assert told.verdict == "holes"
    (hole,) = told.gaps
    first = busy(60).lines[0].t
    # From the last proof (39 s) to the next (50.5 s).
    assert (hole.cause, hole.from_us - first, hole.to_us - first) == (
        "messages missed",
        39_000_000,
        50_500_000,
    )
    assert busy(60).certificate().gaps == []
