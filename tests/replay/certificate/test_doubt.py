"""From proof to proof: what is a hole, and what only a reordering."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.model.times import SECOND
from gametape.replay.certificate.doubt import HOLE_US, Doubted, Doubts

KEY = ("feed#1", "yes")


def told(*moments: tuple[float, str]) -> tuple[Doubts, list[Doubted]]:
    doubts, found = Doubts(), []
    for at_s, word in moments:
        now_us = round(at_s * SECOND)
        if word == "proved":
            doubts.proved(KEY, now_us)
        elif word == "refuted":
            doubts.refuted(KEY, now_us)
        elif word == "gone":
            found += doubts.forget(KEY[0], now_us)
        found += doubts.ended(now_us)
    return doubts, found


def test_a_doubt_reaches_from_proof_to_proof() -> None:
    doubts, found = told((1, "proved"), (4, "refuted"), (6, "refuted"), (7, "proved"), (9, ""))
    assert found == [Doubted(*KEY, 1 * SECOND, 7 * SECOND)]
    assert doubts.brief == 0


def test_a_reordering_is_counted_and_is_no_hole() -> None:
    doubts, found = told((1, "proved"), (1.2, "refuted"), (1.3, "proved"), (3, ""))
    assert found == []
    assert doubts.brief == 1


def test_a_reordering_after_a_long_quiet_is_no_hole() -> None:
    doubts, found = told((1, "proved"), (300, "refuted"), (300.05, "proved"), (302, ""))
    assert (found, doubts.brief) == ([], 1)


def test_a_snapshot_that_came_late_explains_what_came_before_it() -> None:
    doubts = Doubts()
    doubts.proved(KEY, SECOND, venue_us=10)
    doubts.refuted(KEY, 300 * SECOND, venue_us=70)
    doubts.proved(KEY, 300 * SECOND + 5_000, venue_us=70, whole=True)
    assert doubts.ended(302 * SECOND) == []
    assert doubts.brief == 1


def test_a_newer_snapshot_heals_and_explains_nothing() -> None:
    doubts = Doubts()
    doubts.proved(KEY, SECOND, venue_us=10)
    doubts.refuted(KEY, 7 * SECOND, venue_us=70)
    doubts.proved(KEY, 7 * SECOND + 5_000, venue_us=75, whole=True)
    assert doubts.ended(9 * SECOND) == [Doubted(*KEY, SECOND, 7 * SECOND + 5_000)]


def test_a_short_relapse_is_the_same_doubt() -> None:
    moments = [(1, "proved"), (3, "refuted"), (4, "proved"), (4.5, "refuted"), (5, "proved")]
    _, found = told(*moments, (7, ""))
    assert found == [Doubted(*KEY, 1 * SECOND, 5 * SECOND)]


def test_a_doubt_ends_with_its_connection() -> None:
    doubts, found = told((1, "proved"), (3, "refuted"), (8, "gone"))
    assert found == [Doubted(*KEY, 1 * SECOND, 8 * SECOND)]
    assert doubts.finish(9 * SECOND) == []


def test_what_is_open_for_long_can_be_asked() -> None:
    doubts, _ = told((1, "proved"), (1.5, "refuted"))
    assert doubts.open_since(round(2.4 * SECOND)) == {}
    assert doubts.open_since(round(2.5 * SECOND)) == {KEY: SECOND}
    assert doubts.finish(5 * SECOND) == [Doubted(*KEY, SECOND, 5 * SECOND)]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), max_size=30))
def test_every_refutation_lies_in_a_hole_or_in_a_brief_doubt(
    script: list[tuple[int, bool]],
) -> None:
    doubts, found, now_us, refuted = Doubts(), [], 0, []
    for wait, right in script:
        now_us += wait * HOLE_US // 4
        if right:
            doubts.proved(KEY, now_us)
        else:
            doubts.refuted(KEY, now_us)
            refuted.append(now_us)
        found += doubts.ended(now_us)
    found += doubts.finish(now_us)
    outside = [at for at in refuted if not any(hole.from_us <= at <= hole.to_us for hole in found)]
    assert bool(outside) <= (doubts.brief > 0)
    assert all(hole.to_us - hole.from_us >= HOLE_US for hole in found)
    assert all(one.to_us <= two.from_us for one, two in pairwise(found))
