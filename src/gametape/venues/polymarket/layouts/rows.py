"""Reading rows back: typed by msgspec, numbers from doubles made exact again."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

import msgspec

from gametape.errors import ParseError
from gametape.model.grid import NONE

Row = TypeVar("Row")
_MOST = Decimal(2**63 // 1_000_000)


def row_reader(row_type: type[Row]) -> Callable[[bytes], Row]:
    """A function from a raw row to its struct that raises only ParseError."""
    decoder = msgspec.json.Decoder(row_type)

    def read(raw: bytes) -> Row:
        try:
            return decoder.decode(raw)
        except (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError) as error:
            raise ParseError(f"row: {error}.") from None

    return read


def price(value: Decimal) -> Decimal:
    """A price from 0 to 1; raises ParseError."""
    if not value.is_finite() or not 0 <= value <= 1:
        raise ParseError(f"price {str(value)[:40]} is not from 0 to 1.")
    return value


def cell(value: Decimal) -> int:
    """Cell of a price; NONE if it lies between two cells. Raises ParseError off 0 to 1."""
    scaled = price(value) * 10_000
    return int(scaled) if scaled == scaled.to_integral_value() else NONE


def size(value: Decimal) -> int:
    """Micro-shares of a size that went through a double: the nearest millionth.

    Sizes have at most six places on chain, so this gives back what the double was made from
    (`206.60124000000002` was 206.60124). Raises ParseError if negative or out of range.
    """
    if not value.is_finite() or not 0 <= value < _MOST:
        raise ParseError(f"size {str(value)[:40]} is out of range.")
    return int((value * 1_000_000).to_integral_value())
