"""Hashes of a venue made here, on a feed that loses messages."""

from __future__ import annotations

import random

import pytest
from replay.made import FEED, HashingVenue, Script

from gametape.replay.certificate.hashcheck import STREAK, TRIES, HashCheck
from gametape.replay.session import SessionFold

SIDES = ({"0.50": "10"}, {"0.60": "10"})


def busy(count: int, *, lost: frozenset[int] = frozenset(), whole_at: int = -1) -> Script:
    """A feed of one asset, a message a second; some do not arrive."""
    venue, script, rng = HashingVenue(*SIDES), Script(), random.Random(3)
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


def judged(script: Script, every_us: int = 0) -> tuple[HashCheck, list[dict[str, bool]]]:
    check, fold = HashCheck(every_us), SessionFold()
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


@pytest.mark.parametrize("apart", [3, 1000])
def test_a_book_that_is_known_well_is_checked_now_and_then(apart: int) -> None:
    check, verdicts = judged(busy(60), apart * 1_000_000)
    assert check.seen == 59
    # The book, changes until the streak is there, and of the 39 behind it each third.
    assert check.tally.checked == check.tally.matched == STREAK + 39 // apart
    assert sum(verdict == {"yes": True} for verdict in verdicts) == STREAK + 39 // apart


def test_a_book_that_never_matches_is_not_tried_for_ever() -> None:
    wrong = busy(200, lost=frozenset({2}))
    check, _ = judged(wrong, 1_000 * 1_000_000)
    assert check.tally.checked == TRIES


def test_both_books_of_a_message_are_judged_when_one_is_due() -> None:
    venue, other, script = HashingVenue(*SIDES), HashingVenue(*SIDES, "no"), Script()
    script.link(0, "up")
    script.frame(1, venue.book(1))
    script.frame(1, other.book(1))
    for number in range(2, 60):
        message = venue.change(number, "BUY", f"{0.40 + number / 10_000:.4f}", "1")
        mirror = other.change(number, "BUY", f"{0.40 + number / 10_000:.4f}", "1")
        if number % 7 == 0:  # this one is told of more often
            script.frame(number - 0.5, venue.change(number - 0.5, "BUY", "0.3", str(number)))
            message = venue.change(number, "BUY", f"{0.40 + number / 10_000:.4f}", "2")
        if number != 50:
            changes = [one["price_changes"][0] for one in (message, mirror)]  # type: ignore[index]
            script.frame(number, {**message, "price_changes": changes})
    _, verdicts = judged(script, 10_000_000)
    known = [verdict for verdict in verdicts if len(verdict) == 2]
    assert {"yes": False, "no": False} in known
    assert all(len(set(verdict.values())) == 1 for verdict in known)


def test_while_a_book_is_in_doubt_every_hash_is_checked() -> None:
    script = busy(60)
    check, fold = HashCheck(1_000 * 1_000_000), SessionFold()
    for line in script.lines:
        step = fold.feed(line)
        if step.line.k == "market":
            check.observe(step, doubted=True)
    assert check.tally.checked == 59


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
