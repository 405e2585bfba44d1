"""Sizes and money as integers: micro-shares and micro-dollars, exact from the venue's own text."""

from __future__ import annotations

from decimal import Decimal

from gametape.errors import ParseError

MICRO = 1_000_000
"""Micro-shares in a share, micro-dollars in a dollar."""

LONGEST = 40
"""Characters of an amount; longer text is no amount of anything, and slow to read as one."""


def micro(text: str) -> int:
    """Decimal text (`"110000"`, `"7.52"`, `".5"`) to millionths; raises ParseError if inexact."""
    whole, _, fraction = text.partition(".")
    digits = fraction.rstrip("0")
    if (
        len(text) > LONGEST
        or len(digits) > 6
        or not (whole + fraction).isdigit()
        or not text.isascii()
    ):
        raise ParseError(f"amount {text[:40]!r} is not a plain decimal with up to six places.")
    return int(whole or "0") * MICRO + int(digits.ljust(6, "0"))


def micro_of(value: Decimal) -> int:
    """Decimal to millionths; raises ParseError if that loses digits, or for no amount at all."""
    if not value.is_finite() or (value and abs(value.adjusted()) > LONGEST):
        raise ParseError(f"amount {str(value)[:40]} is out of range.")
    # Not by `scaleb`: the decimal context would round what has more than 28 digits.
    numerator, denominator = value.as_integer_ratio()
    whole, rest = divmod(numerator * MICRO, denominator)
    if rest:
        raise ParseError(f"amount {str(value)[:40]} has more than six decimal places.")
    return whole


def micro_text(amount: int) -> str:
    """Millionths to the shortest decimal text (`1420000000` gives `"1420"`)."""
    sign, amount = ("-", -amount) if amount < 0 else ("", amount)
    whole, fraction = divmod(amount, MICRO)
    return f"{sign}{whole}" + (f".{fraction:06d}".rstrip("0") if fraction else "")


def micro_decimal(amount: int) -> Decimal:
    """Millionths to an exact Decimal."""
    return Decimal(amount).scaleb(-6)
