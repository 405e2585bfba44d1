"""The venue's clock against ours, from its `/time`, which tells whole seconds only."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from gametape.errors import ParseError
from gametape.model.times import SECOND
from gametape.venues.polymarket import loose

TIME_SOURCE = "polymarket.time"
"""Bodies of the CLOB's `/time`."""

_VALUE = msgspec.json.Decoder(msgspec.Raw)


class VenueTime(msgspec.Struct, frozen=True):
    """One reading: the venue's second, and our times of asking and of the answer, microseconds."""

    venue_us: int
    sent_us: int
    recv_us: int

    @property
    def bounds_us(self) -> tuple[int, int]:
        """The venue's clock minus ours, at least and at most.

        The venue read its clock between our two, in the second that it told.
        """
        return self.venue_us - self.recv_us, self.venue_us + SECOND - self.sent_us


class ClockOffset(msgspec.Struct, frozen=True):
    """The venue's clock minus ours in microseconds, give or take half of `within_us`."""

    offset_us: int
    within_us: int


def clock_offset(readings: Sequence[VenueTime]) -> ClockOffset:
    """The offset that all readings allow; more readings narrow it, down to their round trip.

    Readings that contradict each other (a clock was stepped between them) are answered by the
    last that agree. Raises ValueError for no readings.
    """
    if not readings:
        raise ValueError("no readings of the venue's clock")
    low, high = readings[-1].bounds_us
    for reading in reversed(readings[:-1]):
        least, most = reading.bounds_us
        if max(low, least) > min(high, most):
            break
        low, high = max(low, least), min(high, most)
    return ClockOffset((low + high) // 2, high - low)


def parse_time(raw: bytes) -> int:
    """Epoch seconds of a `/time` body, a number or a text; raises ParseError."""
    try:
        seconds = loose.number(_VALUE.decode(raw))
    except loose.UNREADABLE as error:
        raise ParseError(f"time: {error}.") from None
    if seconds is None or not 0 < seconds < 10**11:
        raise ParseError(f"time {raw[:40]!r} is not epoch seconds.")
    return int(seconds)
