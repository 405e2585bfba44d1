"""Texts of Polymarket's messages as values: prices, sizes, sides and times, exact or refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from gametape.errors import ParseError
from gametape.model.amounts import micro
from gametape.model.book import Side
from gametape.model.grid import NONE, UNIFORM
from gametape.model.times import epoch_us

_TOP_CELL = UNIFORM.cells - 1
_MOST_SIZE = 2**63 - 1
_LONGEST = 40
_MEMO_SIZE = 1 << 16
_SIDES = {"BUY": Side.BUY, "SELL": Side.SELL, "buy": Side.BUY, "sell": Side.SELL}


class Memo(dict[str, int]):
    """Text to integer, remembered; emptied when full, so that odd input cannot fill memory."""

    def __init__(self, read: Callable[[str], int]) -> None:
        self._read = read

    def __missing__(self, text: str) -> int:
        if len(self) >= _MEMO_SIZE:
            self.clear()
        value = self[text] = self._read(text)
        return value


def _cell(text: str) -> int:
    if len(text) > _LONGEST:
        raise ParseError(f"price {text[:40]!r} is out of range.")
    return UNIFORM.cell(text)


def _size(text: str) -> int:
    size = micro(text) if len(text) <= _LONGEST else _MOST_SIZE + 1
    if size > _MOST_SIZE:
        raise ParseError(f"size {text[:40]!r} is out of range.")
    return size


CELLS = Memo(_cell)
"""`CELLS["0.52"]`: the cell of a price; raises ParseError."""

SIZES = Memo(_size)
"""`SIZES["7.52"]`: micro-shares that fit 64 bits; raises ParseError."""


def best_cell(text: str | None) -> int | None:
    """A stated best price as a cell: NONE for an empty side, None where nothing was said.

    No order rests at 0 or at 1, so besides `""` these are the venue's ways to say "empty".
    """
    if text is None:
        return None
    cell = CELLS[text] if text else NONE
    return cell if 0 < cell < _TOP_CELL else NONE


def trade_cell(price: str) -> int:
    """Cell of a print's price; NONE for an average that lies between two cells."""
    try:
        return CELLS[price]
    except ParseError:
        return NONE


def dollars(text: str) -> Decimal:
    """Plain decimal text from 0 to 1 as an exact Decimal; raises ParseError."""
    if len(text) <= _LONGEST and text.isascii() and text.replace(".", "", 1).isdigit():
        value = Decimal(text)
        if value <= 1:
            return value
    raise ParseError(f"price {text[:40]!r} is not a decimal from 0 to 1.")


def side(text: str) -> Side:
    """BUY or SELL in either case; raises ParseError."""
    known = _SIDES.get(text)
    if known is None:
        raise ParseError(f"side {text[:20]!r} is neither BUY nor SELL.")
    return known


def venue_us(timestamp: str | int | None) -> int | None:
    """The venue's time of a message in microseconds; None where it says none."""
    if timestamp is None or timestamp == "":
        return None
    if isinstance(timestamp, str) and len(timestamp) == 13 and timestamp.isdecimal():
        return int(timestamp) * 1000
    return epoch_us(timestamp)
