"""Byte ranges of HTTP (RFC 9110 section 14): pure."""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class UnsatisfiableError(ValueError):
    """No byte of the range exists; the answer is 416."""


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that a Range header asks of `size` bytes; None means all of them.

    Several ranges and other units are answered with everything, as the standard allows. Raises
    UnsatisfiableError where the range begins behind the end.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None:
        return None
    first, last = found.groups()
    if not first:
        if not last:
            return None
        if int(last) == 0 or size == 0:
            raise UnsatisfiableError
        return max(0, size - int(last)), size - 1
    if last and int(last) < int(first):
        return None  # not a range at all; the standard says to ignore it
    if int(first) >= size:
        raise UnsatisfiableError
    return int(first), min(int(last), size - 1) if last else size - 1
