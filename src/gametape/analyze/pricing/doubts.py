"""Which of many windows of a course cannot be believed, and why."""

from __future__ import annotations

import numpy as np

from gametape.analyze.course import Course, Int64s

FINE = -1
OUTSIDE = -2
"""Codes of a window that is believed, and of one that lies outside the recording."""

NOT_RECORDED = "not recorded"


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

    def reason(self, code: int) -> str:
        """In words; "" for a window that is believed."""
        if code == FINE:
            return ""
        return NOT_RECORDED if code == OUTSIDE else self._course.bad[code].reason
