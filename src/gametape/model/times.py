"""Times as integer microseconds since 1970, UTC, from the many forms venues send."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gametape.errors import ParseError

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def epoch_us(value: str | int | float) -> int:
    """Epoch time of unknown unit to microseconds, the unit decided by magnitude.

    Below 1e11 it is seconds, below 1e14 milliseconds, below 1e17 microseconds, else nanoseconds
    (polymarket-api.md section 1: user-channel frames mix seconds and milliseconds).
    """
    try:
        number = float(value) if isinstance(value, str) and "." in value else value
        number = int(number) if isinstance(number, str) else number
    except ValueError:
        raise ParseError(f"time {str(value)[:40]!r} is not a number.") from None
    if not 0 <= number < 1e20:
        raise ParseError(f"time {str(value)[:40]!r} is out of range.")
    if number < 1e11:
        return round(number * SECOND)
    if number < 1e14:
        return round(number * 1000)
    return int(number) if number < 1e17 else int(number) // 1000


def iso_us(text: str) -> int:
    """ISO 8601 (`Z`, an offset, a space for `T`, or a bare date) to microseconds; UTC if unsaid."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ParseError(f"time {text[:40]!r} is not ISO 8601.") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(microseconds=1)


def iso_text(us: int) -> str:
    """Microseconds to ISO 8601 in UTC with milliseconds, for people and JSON."""
    return (_EPOCH + timedelta(microseconds=us)).isoformat(timespec="milliseconds")[:-6] + "Z"
