"""Moments as people write them: a clock time, an epoch number, or an offset into the session."""

from __future__ import annotations

import re

from gametape.errors import ParseError, UsageError
from gametape.model.times import HOUR, MINUTE, SECOND, epoch_us, iso_us

_OFFSET = re.compile(
    r"\+?(?:(\d+):([0-5]?\d)|(\d{1,3})):([0-5]\d(?:\.\d{1,6})?)|\+(\d+(?:\.\d{1,6})?)s?"
)
_LONGEST = 60
_YEAR_10000_US = 253_402_300_800 * SECOND
"""Later than this no calendar of ours can tell."""

_YEAR_2000_US = 946_684_800 * SECOND
"""A bare number before it is a slip for an offset: "7" is no moment of 1970."""


def moment_us(text: str, start_us: int) -> int:
    """Microseconds since 1970 of `text`, for a session that began at `start_us`.

    Accepts ISO 8601 (UTC unless it says otherwise), epoch seconds, milliseconds or microseconds,
    and offsets: `+47:23`, `1:34:00`, `+90s`. Raises UsageError for anything else.
    """
    written = text.strip()
    offset = _OFFSET.fullmatch(written) if len(written) <= _LONGEST else None
    try:
        if offset is not None:
            us = start_us + _offset_us(offset)
        else:
            us = epoch_us(written) if written.isdigit() else iso_us(written)
    except ParseError:
        us = -1
    if not 0 <= us < _YEAR_10000_US or (written.isdigit() and us < _YEAR_2000_US):
        raise UsageError(
            f"{text[:60]!r} is not a moment.",
            "Write an offset (+47:23, +90s), ISO 8601 (2026-01-25T19:30:05Z) or an epoch time.",
        )
    return us


def _offset_us(offset: re.Match[str]) -> int:
    hours, minutes, alone, seconds, bare = offset.groups()
    if bare is not None:
        return _fraction_us(bare)
    return int(hours or 0) * HOUR + int(minutes or alone) * MINUTE + _fraction_us(seconds)


def _fraction_us(seconds: str) -> int:
    whole, _, fraction = seconds.partition(".")
    return int(whole) * SECOND + int(fraction.ljust(6, "0")[:6] or 0)
