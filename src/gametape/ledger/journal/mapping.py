"""What the columns of somebody's table mean: the mapping file (TOML), one for each kind of export.

name = "my broker"
rows = "executions"          # or "round trips", or "bets"
zone = "America/New_York"    # of times that say none
times = ["%m/%d/%Y %H:%M:%S"]

[columns]
time = ["Date", "Time"]      # joined by a space; so may be any text column
market = "Symbol"
side = "Side"
quantity = "Qty"
price = "Price"
fees = ["Commission", "SEC"] # added up
"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import Literal

import msgspec

from gametape.errors import ParseError

Columns = str | list[str]
"""One column, or several."""

FIELDS = {
    "executions": ("time", "market", "side", "quantity", "price"),
    "round trips": ("opened", "closed", "market", "quantity", "open_price", "close_price"),
    "bets": ("time", "market", "stake", "odds"),
}
"""The columns that each kind of row cannot do without."""


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which column says what; "" is not there.

    `side` of a round trip is that of its opening; it may be missing if `opened` can be later than
    `closed` (a table with the buying and the selling in fixed columns: a short was sold first).
    `result` and `paid` belong to bets: what became of it, and all that came back.
    """

    time: Columns = ""
    opened: Columns = ""
    closed: Columns = ""
    market: Columns = ""
    outcome: Columns = ""
    side: Columns = ""
    quantity: str = ""
    price: str = ""
    open_price: str = ""
    close_price: str = ""
    fees: Columns = ""
    id: Columns = ""
    order: Columns = ""
    product: str = ""
    stake: str = ""
    odds: str = ""
    result: str = ""
    paid: str = ""


class JournalMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping file; see the module for an example.

    The table begins below the first row that holds all named columns and ends at a row without
    any of its text, so that a statement of many sections is read too. `only` keeps rows whose
    column has one of these texts. `patterns` take a column's text apart: the named groups become
    columns. `buys` and `sells` are the words (first word, any case) of the two sides. `fee_sign`
    says what a positive fee is: a cost, or cash (then costs are negative), or a cost whatever the
    sign. `multipliers` are by the text of the `product` column, else `multiplier` (dollars a
    point of one contract). `decimal_comma` reads 1.234,56.
    """

    name: str
    columns: Named
    rows: Literal["executions", "round trips", "bets"] = "executions"
    zone: str = "UTC"
    times: list[str] = []
    delimiter: str = ","
    decimal_comma: bool = False
    only: dict[str, list[str]] = {}
    patterns: dict[str, str] = {}
    buys: tuple[str, ...] = ("BUY", "B", "BOT", "BOUGHT", "BC", "LONG", "BACK")
    sells: tuple[str, ...] = ("SELL", "S", "SOLD", "SS", "SHORT", "LAY")
    fee_sign: Literal["cost", "cash", "absolute"] = "cost"
    odds: Literal["decimal", "american", "fractional"] = "decimal"
    multiplier: Decimal = Decimal(1)
    multipliers: dict[str, Decimal] = {}
    won: tuple[str, ...] = ("WON", "WIN", "W")
    lost: tuple[str, ...] = ("LOST", "LOSS", "LOSE", "L")
    returned: tuple[str, ...] = (
        "PUSH",
        "VOID",
        "VOIDED",
        "REFUND",
        "REFUNDED",
        "CANCELLED",
        "CANCELED",
    )


def parse_mapping(text: str) -> JournalMap:
    """Read a mapping file; raises ParseError with what is wrong in it."""
    try:
        mapping = msgspec.convert(tomllib.loads(text), JournalMap, strict=False)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
        raise ParseError(f"mapping file: {error}") from None
    check_mapping(mapping)
    return mapping


def check_mapping(mapping: JournalMap) -> None:
    """Raise ParseError for a mapping that cannot work whatever the table."""
    missing = [field for field in FIELDS[mapping.rows] if not names(mapping.columns, field)]
    if missing:
        raise ParseError(f"mapping file: {mapping.rows} need a column for {', '.join(missing)}.")
    if mapping.rows == "executions" and not mapping.columns.side:
        raise ParseError("mapping file: executions need a column for side.")
    if len(mapping.delimiter) != 1 or mapping.delimiter in '"\r\n\0':
        raise ParseError("mapping file: the delimiter is one character, no quote and no line end.")
    for pattern in mapping.patterns.values():
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise ParseError(f"mapping file: pattern {pattern[:40]!r}: {error}.") from None
    for factor in (mapping.multiplier, *mapping.multipliers.values()):
        if not factor.is_finite() or not 0 < factor < 10**9:
            raise ParseError("mapping file: a multiplier is a number above 0.")


def names(columns: Named, field: str) -> list[str]:
    """The table's columns for a field."""
    value: Columns = getattr(columns, field)
    return value if isinstance(value, list) else [value] if value else []
