"""The texts of cells: amounts as people and programs write them, times, odds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation

from gametape.errors import ParseError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING = {"", "-", "--", "n/a", "na", "none", "null"}
_LONGEST = 60
_SWAPPED = str.maketrans(".,", ",.")
_LARGEST = Decimal(10) ** 15
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?")
"""With commas between thousands (or lakhs): elsewhere a comma is a decimal point, or a slip."""


def amount(text: str, *, decimal_comma: bool = False) -> Decimal | None:
    """`1,234.56`, `$(62.90)`, `-$1.00`, `1.5%` or `--` (None); raises ParseError for words.

    With `decimal_comma` `1.234,56`. What would be another number in the other notation (`1,5`) is
    refused, since to guess wrong is to be wrong by a factor of ten.
    """
    cell = text.strip()
    if cell.lower() in _NOTHING:
        return None
    negative = cell.startswith("(") or "(" in cell[:4]
    plain = re.sub(r"[()$€£%\s]|USDC|USD|EUR|GBP", "", cell)
    if decimal_comma:
        plain = plain.translate(_SWAPPED)
    if "," in plain and not _THOUSANDS.fullmatch(plain):
        sign = "point" if decimal_comma else "comma"
        raise ParseError(f"{cell[:40]!r} has a {sign} that parts no thousands")
    plain = plain.replace(",", "")
    if len(cell) > _LONGEST or not re.fullmatch(
        r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", plain
    ):
        raise ParseError(f"{cell[:40]!r} is not a number")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise ParseError(f"{cell[:40]!r} is not a number") from None
    if abs(value) > _LARGEST:
        raise ParseError(f"{cell[:40]!r} is too large")
    return -value if negative else value


def needed(text: str, what: str, *, decimal_comma: bool = False) -> Decimal:
    """An amount that must be there."""
    value = amount(text, decimal_comma=decimal_comma)
    if value is None:
        raise ParseError(f"no {what}")
    return value


def moment(text: str, formats: list[str], zone: tzinfo) -> int:
    """Microseconds since 1970 of a time in one of `formats`, or in ISO 8601; raises ParseError.

    `zone` is where a time that names none was written down.
    """
    cell = " ".join(text.split())
    if not cell or len(cell) > _LONGEST:
        raise ParseError("no time")
    for form in [*formats, ""]:
        try:
            read = datetime.strptime(cell, form) if form else datetime.fromisoformat(cell)  # noqa: DTZ007
            aware = read if read.tzinfo is not None else read.replace(tzinfo=zone)
            us = (aware.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)
        except (ValueError, OverflowError, re.error):
            continue
        if us >= 0:
            return us
    raise ParseError(f"{cell[:40]!r} is not a time in the form of the mapping")


def decimal_odds(text: str, kind: str, *, decimal_comma: bool = False) -> Decimal:
    """Decimal odds, six places, of odds as a book writes them; raises ParseError."""
    cell = text.strip().replace("−", "-")
    if kind == "fractional":
        over, _, under = cell.partition("/")
        top, bottom = needed(over, "odds"), needed(under or "1", "odds")
        if bottom <= 0:
            raise ParseError(f"{cell[:40]!r} are no fractional odds")
        odds = top / bottom + 1
    else:
        odds = needed(cell, "odds", decimal_comma=decimal_comma)
        if kind == "american":
            if abs(odds) < 100:
                raise ParseError(f"{cell[:40]!r} are no American odds")
            odds = 1 + (odds / 100 if odds > 0 else 100 / -odds)
    if odds <= 1:
        raise ParseError(f"odds {cell[:40]!r} pay nothing")
    return odds.quantize(Decimal("0.000001"))
