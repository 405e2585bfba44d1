"""Start and end of a recording as people write them."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta

from gametape.errors import ParseError, UsageError
from gametape.model.times import SECOND, iso_us
from gametape.record.plan.ending import Until

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|min|h)")
_LONGEST_S = 366 * 86_400
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600}


def at_us(text: str) -> int:
    """`19:25` (today, or tomorrow if that has passed; local time) or ISO 8601, in microseconds.

    Raises UsageError for anything else.
    """
    if re.fullmatch(r"\d{1,2}:\d{2}", text):
        hour, minute = map(int, text.split(":"))
        now = datetime.now().astimezone().replace(tzinfo=None)
        try:
            moment = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        except ValueError:
            raise UsageError(f"{text!r} is not a time of day.") from None
        if moment <= now:
            moment += timedelta(days=1)
        # The offset of that moment, not of now: clocks may change in between.
        return int(moment.astimezone().timestamp()) * SECOND
    try:
        return iso_us(text)
    except ParseError:
        raise UsageError(
            f"{text[:40]!r} is not a time.", 'Write "19:25" or 2026-01-25T19:25:00Z.'
        ) from None


def until(text: str, quiet_s: float, start_us: int | None = None) -> Until:
    """What `--until` means: `end`, a duration (`90m`), a time of day or ISO 8601; empty: nothing.

    A duration counts from `start_us` (None: now). Raises UsageError.
    """
    start_us = time.time_ns() // 1000 if start_us is None else start_us
    quiet_us = int(quiet_s * SECOND)
    if not text:
        return Until(quiet_us=quiet_us)
    if text == "end":
        return Until(end=True, quiet_us=quiet_us)
    duration = _DURATION.fullmatch(text.strip())
    if duration is not None:
        seconds = float(duration[1]) * _UNITS[duration[2]]
        if seconds > _LONGEST_S:
            raise UsageError(f"--until {text[:40]} is longer than a year.")
        return Until(at_us=start_us + int(seconds * SECOND), quiet_us=quiet_us)
    end_us = at_us(text)
    if end_us <= start_us:
        raise UsageError(f"--until {text} lies before the recording would start.")
    return Until(at_us=end_us, quiet_us=quiet_us)
