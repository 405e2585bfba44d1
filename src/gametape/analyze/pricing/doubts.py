"""Which of many moments and windows of a course cannot be believed, and why."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.material.course import Course, Int64s

FINE = -1
OUTSIDE = -2
ONE_SIDED = -3
UNFILLED = -4
THIN = -5
WAITED = -6
UNDECIDED = -7
ENDLESS = -8
TOO_EARLY = -9
STANDING = -10
NO_BOOK = -11
NOT_MEANT = -12
NARROW = -13
OPEN = -14
NO_START = -15
OVER = -16

_WORDS = {
    FINE: "",
    OUTSIDE: "not recorded",
    ONE_SIDED: "one side of the book was empty",
    UNFILLED: "nothing was filled",
    THIN: "the book did not hold enough",
    WAITED: "it waited in the book",
    UNDECIDED: "the market is not decided",
    ENDLESS: "the recording ends before the game does",
    TOO_EARLY: "too little was recorded before it",
    STANDING: "the order had not ended",
    NO_BOOK: "the book of this market was not recorded",
    NOT_MEANT: "it does not apply",
    NARROW: "the price moved less than two ticks",
    OPEN: "the trade is still open",
    NO_START: "it was not placed before the game",
    OVER: "the game had ended",
}
"""Why a number is withheld. Codes from 0 on count the bad times of a course."""


class Doubts:
    """`Course.bad_in` of many windows: codes to ask `reason` for."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._from = np.array([span.from_us for span in course.bad], np.int64)
        ends = np.array([span.to_us for span in course.bad], np.int64)
        self._reached = np.maximum.accumulate(ends) if len(ends) else ends

    def of(self, from_us: Int64s, to_us: Int64s) -> Int64s:
        """The first bad time that each window [from, to] meets, FINE or OUTSIDE."""
        codes = np.full(len(from_us), FINE, np.int64)
        if len(self._from):
            begun = self._from.searchsorted(to_us, "right")
            # Ends reach a new maximum exactly at the first span that lasts long enough.
            first = self._reached.searchsorted(from_us, "left")
            codes = np.where(first < begun, first, codes)
        outside = (to_us < self._course.first_us) | (from_us > self._course.last_us)
        return np.where((codes == FINE) & outside, OUTSIDE, codes)

    def one(self, from_us: int, to_us: int) -> int:
        """The code of one window."""
        return int(self.of(np.array([from_us]), np.array([to_us]))[0])

    def reason(self, code: int) -> str:
        """In words; "" for a window that is believed."""
        return self._course.bad[code].reason if code >= 0 else _WORDS[code]


def words(code: int) -> str:
    """Why, for a code that is no bad time."""
    return _WORDS[code]


def first_of(*codes: NDArray[np.int64]) -> Int64s:
    """The first doubt of each row among several columns of codes."""
    found = codes[0]
    for others in codes[1:]:
        found = np.where(found == FINE, others, found)
    return found
