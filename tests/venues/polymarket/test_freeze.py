"""Frozen or quiet: only a book read over REST that has moved on says frozen."""

import pytest

from gametape.venues.polymarket.freeze import FreezeWatch, Sighting, Verdict, judge

SECOND = 1_000_000
AT = 1_700_000_000 * SECOND
LONG = 6 * SECOND


def seen(after_ms: int, book_hash: str = "") -> Sighting:
    return Sighting(AT + after_ms * 1000, book_hash)


@pytest.mark.parametrize(
    ("feed", "rest", "levels_equal", "waited_us", "verdict"),
    [
        (seen(0, "aa"), seen(0, "aa"), None, 0, Verdict.QUIET),
        (seen(11, "aa"), seen(0, "aa"), None, 0, Verdict.QUIET),
        (seen(11), seen(0), None, 0, Verdict.QUIET),
        (seen(0, "aa"), seen(9000, "bb"), True, 0, Verdict.QUIET),
        (seen(0, "aa"), seen(9000, "bb"), None, 0, Verdict.WAIT),
        (seen(0, "aa"), seen(9000, "bb"), False, LONG, Verdict.FROZEN),
        (seen(0, "aa"), seen(9000, "bb"), None, LONG, Verdict.FROZEN),
        (seen(0, "aa"), seen(0, "bb"), False, LONG, Verdict.FROZEN),
        (seen(500, "aa"), seen(0, "bb"), False, LONG, Verdict.UNKNOWN),
        (None, seen(0, "bb"), None, LONG, Verdict.FROZEN),
        (None, seen(0, "bb"), None, 0, Verdict.WAIT),
        (Sighting(None), seen(0), None, LONG, Verdict.UNKNOWN),
        (seen(0), Sighting(None), None, LONG, Verdict.UNKNOWN),
        (Sighting(None, "aa"), Sighting(None, "bb"), None, LONG, Verdict.FROZEN),
        (seen(0), Sighting(None), False, LONG, Verdict.FROZEN),
    ],
)
def test_verdicts(
    feed: Sighting | None, rest: Sighting, levels_equal: bool | None, waited_us: int,
    verdict: Verdict,
) -> None:  # fmt: skip
    assert judge(feed, rest, levels_equal, waited_us) is verdict


def test_silent_assets_come_longest_silence_first_until_found_quiet() -> None:
    watch = FreezeWatch(["11", "22", "33"], AT)
    watch.heard(AT + 5 * SECOND, "11", AT)
    watch.heard(AT + 70 * SECOND, "33", AT)
    assert watch.suspects(AT + 71 * SECOND) == ["22", "11"]
    watch.compared(AT + 71 * SECOND, "22")
    assert watch.suspects(AT + 72 * SECOND) == ["11"]
    assert watch.suspects(AT + 131 * SECOND) == ["11", "33", "22"]


def test_the_last_message_is_remembered_and_a_print_voids_the_hash() -> None:
    watch = FreezeWatch(["11"], AT)
    assert watch.last("11") is None
    watch.heard(AT, "11", AT - 5, "aa")
    assert watch.last("11") == Sighting(AT - 5, "aa")
    watch.heard(AT + 1, "11", None)
    assert watch.last("11") == Sighting(AT - 5, "")
