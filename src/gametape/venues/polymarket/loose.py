"""JSON values whose type the venue does not keep: the same field as number, text, empty or null.

Fields are decoded as `msgspec.Raw` and read here from their own text, so no price or size ever
passes through a float. Examples of the disorder: polymarket-api.md sections 5.2, 5.3 and 7.2.
"""

from __future__ import annotations

from decimal import Context, Decimal, InvalidOperation

import msgspec

from gametape.errors import ParseError
from gametape.model.amounts import MICRO
from gametape.model.times import epoch_us, iso_us

Loose = msgspec.Raw
"""The type of a field to be read by this module."""

ABSENT = msgspec.Raw(b"")
"""The default of such a field."""

UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)
"""What the JSON decoder raises on bytes from anywhere: syntax, types, UTF-8, too deep nesting."""

_STRING = msgspec.json.Decoder(str)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_LONGEST_NUMBER = 100
_MOST_MICRO = 2**63 - 1
_EXACT = Context(prec=2 * _LONGEST_NUMBER)


def text(value: Loose) -> str:
    """The value as text: a string's content, a number's own digits, `""` for null or absent.

    Raises ParseError for an object or a list.
    """
    raw = bytes(value)
    if raw in (b"", b"null"):
        return ""
    if raw[:1] in b"{[":
        raise ParseError(f"{raw[:40]!r} stands where a text or a number belongs.")
    if raw[:1] != b'"':
        return raw.decode("ascii", "replace")
    try:
        return _STRING.decode(raw)
    except UNREADABLE as error:
        raise ParseError(f"text {raw[:40]!r}: {error}.") from None


def number(value: Loose) -> Decimal | None:
    """The value as an exact number; None for null, absent or `""`.

    Raises ParseError for what is no number, or so large or fine that no price, size or time is.
    """
    digits = text(value).strip()
    if not digits:
        return None
    try:
        result = Decimal(digits[: _LONGEST_NUMBER + 1])
    except InvalidOperation:
        raise ParseError(f"{digits[:40]!r} is not a number.") from None
    if not result.is_finite() or len(digits) > _LONGEST_NUMBER or abs(result.adjusted()) > 40:
        raise ParseError(f"number {digits[:40]!r} is out of range.")
    return result


def amount(value: Loose, rounded: bool = False) -> int | None:
    """The value in millionths (micro-shares, micro-dollars); None for null, absent or `""`.

    The chain counts in millionths, so more digits are the noise of a float: `rounded` takes the
    nearest millionth, else they are refused. Raises ParseError for those and for negatives.
    """
    result = number(value)
    if result is None:
        return None
    scaled = _EXACT.multiply(result, Decimal(MICRO))
    whole = int(scaled.to_integral_value(context=_EXACT))
    if not 0 <= whole <= _MOST_MICRO or (whole != scaled and not rounded):
        raise ParseError(f"amount {text(value)[:40]!r} is not a size or a sum of money.")
    return whole


def moment_us(value: Loose) -> int | None:
    """The value as microseconds since 1970; None for null, absent, `""` or 0.

    Reads epoch seconds, milliseconds and so on by magnitude, and ISO 8601 in the venue's three
    forms (`Z`, `2026-04-05 15:10:00+00`, date only). Raises ParseError for anything else.
    """
    words = text(value).strip()
    if words in ("", "0"):
        return None
    if words.replace(".", "", 1).isdecimal():
        return epoch_us(words[:_LONGEST_NUMBER])
    try:
        return iso_us(words)
    except OverflowError:
        raise ParseError(f"time {words[:40]!r} is out of range.") from None


def items(value: Loose) -> list[Loose]:
    """The elements of a list, be it a JSON list or one inside a JSON string.

    Empty for null, absent and `""`. Raises ParseError for anything else.
    """
    raw = bytes(value)
    if raw[:1] == b'"' or raw in (b"", b"null"):
        raw = text(value).encode("utf-8", "replace").strip()
    if not raw:
        return []
    try:
        return _LIST.decode(raw)
    except UNREADABLE as error:
        raise ParseError(f"list {raw[:40]!r}: {error}.") from None


def texts(value: Loose) -> list[str]:
    """The elements of such a list as texts; see `items` and `text`."""
    return [text(item) for item in items(value)]
