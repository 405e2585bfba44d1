"""Lateness: seconds in which messages reached the tape much later than usual.

A recorder that gets no processor hears of everything late, of a lost connection too, and its books
are then those of seconds ago. Nothing in the messages is wrong, so the tape has to be asked: by
the venue's own stamps. Only messages in the venue's order count. One that bears a later stamp than
the message before and yet came a second late was late in truth; an old stamp among new ones was
only old.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque

import msgspec

from gametape.model.times import SECOND

LATE_MS = 1_000
"""How much later than usual is late: less than this is told by the percentiles of the latency."""

USUAL_S = 300
"""What is usual is the lower quartile of the worst delays of so many seconds with messages.

If the venue's clock was read, no more than the clocks' disagreement and half of `LATE_MS`: who is
late all the time is late.
"""

SURE_ROUND_TRIP_US = 500_000
"""A reading of the venue's clock that took longer says too little."""

_OPEN = 2
"""Seconds that may still change: several connections are heard one after the other."""


class Late(msgspec.Struct, frozen=True):
    """Whole seconds of receive time in which messages were late, at the worst by `worst_ms`."""

    from_us: int
    to_us: int
    worst_ms: int


class Lateness:
    """Hears how long messages took, second by second."""

    def __init__(self) -> None:
        self._worst: dict[int, int] = {}
        self._window: deque[int] = deque()
        self._sorted: list[int] = []
        self._found: list[Late] = []
        self._offsets: list[int] = []

    def clock(self, offset_us: int, round_trip_us: int) -> None:
        """The venue's clock was read: it is so far before ours."""
        if round_trip_us <= SURE_ROUND_TRIP_US:
            insort(self._offsets, offset_us)

    def heard(self, recv_us: int, delay_ms: int) -> None:
        """A message in the venue's order came at `recv_us`, so long after the venue's stamp."""
        second = recv_us // SECOND
        worst = self._worst.get(second)
        if worst is None:
            self._worst[second] = delay_ms
            for over in [one for one in self._worst if one < second - _OPEN]:
                self._close(over, self._worst.pop(over))
        elif delay_ms > worst:
            self._worst[second] = delay_ms

    def stretches(self) -> list[Late]:
        """All there have been so far."""
        found = list(self._found)
        for second, worst_ms in sorted(self._worst.items()):
            _add(found, second, worst_ms - self._usual(worst_ms))
        return found

    def _close(self, second: int, worst_ms: int) -> None:
        _add(self._found, second, worst_ms - self._usual(worst_ms))
        self._window.append(worst_ms)
        insort(self._sorted, worst_ms)
        if len(self._window) > USUAL_S:
            del self._sorted[bisect_left(self._sorted, self._window.popleft())]

    def _usual(self, worst_ms: int) -> int:
        """The usual delay before this second; nothing is late before anything is usual."""
        usual_ms = self._sorted[len(self._sorted) // 4] if self._sorted else worst_ms
        if not self._offsets:
            return usual_ms
        apart_ms = -self._offsets[len(self._offsets) // 2] // 1000
        return min(usual_ms, apart_ms + LATE_MS // 2)


def _add(found: list[Late], second: int, late_ms: int) -> None:
    if late_ms <= LATE_MS:
        return
    from_us = second * SECOND
    if found and from_us - found[-1].to_us <= SECOND:
        before = found.pop()
        from_us, late_ms = before.from_us, max(before.worst_ms, late_ms)
    found.append(Late(from_us, (second + 1) * SECOND, late_ms))
