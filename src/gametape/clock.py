"""Time as an argument: the clock that shells read and hand down, in integer microseconds."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """What a shell needs to know of time."""

    def wall_us(self) -> int:
        """Microseconds since 1970 (UTC) by the system's wall clock; may step."""
        ...

    def mono_us(self) -> int:
        """Microseconds of a clock that never steps; its zero means nothing."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def wall_us(self) -> int:
        """See `Clock.wall_us`."""
        return time.time_ns() // 1000

    def mono_us(self) -> int:
        """See `Clock.mono_us`."""
        return time.monotonic_ns() // 1000


class TapeClock:
    """The one clock of a recording: wall time at the start, monotonic from there.

    A step of the wall clock (NTP, a laptop waking up) must not reorder an evening, so receive
    times are `anchor + elapsed`; `drift_us` says how far the wall clock has moved away, and the
    recorder writes that on the tape.
    """

    def __init__(self, clock: Clock, not_before_us: int = 0) -> None:
        self._clock = clock
        self._anchor_us = max(clock.wall_us(), not_before_us) - clock.mono_us()

    def now_us(self) -> int:
        """Receive time in microseconds since 1970 (UTC); never decreases."""
        return self._anchor_us + self._clock.mono_us()

    def drift_us(self) -> int:
        """Wall clock minus tape clock, in microseconds; 0 until the wall clock is stepped."""
        return self._clock.wall_us() - self.now_us()
