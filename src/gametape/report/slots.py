"""Slots: `{{E17.ratio}}` in a text, and the value of the ledger that is written in its place.

How a value is written depends on its unit alone (methods 6.3): pct without decimals, x with one,
usd and cents signed with two and one, counts whole. `{{T3.net.size}}` writes money without its
sign, for sentences whose words carry it ("lost $4.20"); the verifier holds words to the sign.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from gametape.analyze.evidence import Field
from gametape.report.facts import Facts, known
from gametape.report.strangers import NOTE_LENGTH, TITLE_LENGTH, cleaned

SLOT = re.compile(r"\{\{([A-Z][A-Z0-9]{0,7})\.([a-z][a-z0-9_]*)(\.size)?\}\}")
"""Id, field, and whether the sign is left away."""

MINUS = "\u2212"
UNKNOWN = "\u2013"
TIED = "\u00a0"
"""A space at which no line is broken: between a number and its unit."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAMED_ID = re.compile(r"\b([TOL])([0-9]{1,4})\b")
_WORDS = {"T": "trade", "O": "order", "L": "label"}


def filled(text: str, facts: Facts) -> str:
    """The text as a person reads it. A slot that leads nowhere is a dash."""

    def value(match: re.Match[str]) -> str:
        found = facts.field(match[1], match[2])
        length = NOTE_LENGTH if match[2] == "title" else TITLE_LENGTH  # titles of items are our own
        return text_of(found or Field(None, "name"), signed=match[3] is None, length=length)

    pieces: list[str] = []
    at = 0
    for match in SLOT.finditer(text):  # names are put in last, so that nothing in them is read
        pieces += [_ids_in_words(text[at : match.start()]), value(match)]
        at = match.end()
    words = "".join([*pieces, _ids_in_words(text[at:])])
    return words[:1].upper() + words[1:]


def text_of(field: Field, *, signed: bool = True, length: int = TITLE_LENGTH) -> str:
    """A field in words, by its unit, names cut to a length; a dash for what could not be told."""
    value = field.value
    if not known(field) or value is None:
        return UNKNOWN
    if isinstance(value, str):
        return _price(value) if field.unit == "price" else cleaned(value, length)
    match field.unit:
        case "usd":
            return _money(value, signed)
        case "cents":
            return _number(value, 1, signed) + "c"
        case "pct":
            return _number(value * 100, 0) + TIED + "%"
        case "x":
            return _number(value, 1) + "x"
        case "shares":
            return _trimmed(Decimal(value) / 1_000_000)
        case "seconds":
            return span(value)
        case "clock":
            return _clock(int(value))
        case "score":
            return _number(value, 2)
        case "price":
            return _price(str(value))
        case _:
            return _number(value, 0)


def span(seconds: float) -> str:
    """A length of time in the two units that matter: "8.4 s", "47 s", "3 min 5 s", "2 h 5 min"."""
    return _span(seconds).replace(" ", TIED)


def _span(seconds: float) -> str:
    sign, length = (MINUS if seconds < 0 else ""), abs(seconds)
    if length < 9.95 and length != int(length):
        return f"{sign}{length:.1f} s"
    whole = round(length)
    if whole < 60:
        return f"{sign}{whole} s"
    if whole < 600:
        minutes, rest = divmod(whole, 60)
        return f"{sign}{minutes} min {rest} s" if rest else f"{sign}{minutes} min"
    hours, minutes = divmod(round(length / 60), 60)
    if not hours:
        return f"{sign}{minutes} min"
    return f"{sign}{hours:,} h {minutes} min" if minutes else f"{sign}{hours:,} h"


def _money(micros: float, signed: bool) -> str:
    cents = _rounded(Decimal(micros) / 10_000, 0)
    text = f"${abs(cents) / 100:,.2f}"
    if not cents or not signed:
        return text
    return (MINUS if cents < 0 else "+") + text


def _number(value: float, places: int, signed: bool | None = None) -> str:
    """Rounded half away from zero; `signed` None writes a minus only, False no sign at all."""
    exact = _rounded(Decimal(repr(value)), places)
    text = f"{abs(exact):,.{places}f}"
    if not exact or signed is False:
        return text
    if exact < 0:
        return MINUS + text
    return "+" + text if signed else text


def _rounded(value: Decimal, places: int) -> Decimal:
    try:
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:  # more digits than the context holds: as it is
        return value


def _trimmed(value: Decimal) -> str:
    text = f"{_rounded(value, 2):,.2f}"
    return text.rstrip("0").rstrip(".").replace("-", MINUS)


def _price(text: str) -> str:
    """Dollars a share, at least two decimals: "0.52", "0.525"."""
    try:
        value = Decimal(text)
        if not value.is_finite():
            return UNKNOWN
        exponent = value.normalize().as_tuple().exponent
    except InvalidOperation:
        return UNKNOWN
    places = min(max(2, -exponent if isinstance(exponent, int) else 2), 6)
    return f"{_rounded(value, places):.{places}f}"


def _clock(us: int) -> str:
    try:
        return f"{_EPOCH + timedelta(microseconds=us):%H:%M:%S}{TIED}UTC"
    except OverflowError:
        return UNKNOWN


def _ids_in_words(text: str) -> str:
    return _NAMED_ID.sub(lambda match: f"{_WORDS[match[1]]} {match[2]}", text)
