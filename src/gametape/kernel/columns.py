"""Frames to columns of integers, plainly: the twin of kernel/src/columns.c.

A row is a level change, a print, or the best prices as stated. A whole book is a row that empties
it and then its levels, so that a fold needs no other rule. A frame that is not ordinary (see
`ordinary`) is one row of kind REFUSED, and whoever wants it reads it the long way.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple

from gametape.kernel.ordinary import NO_CELL, Ordinary, read_ordinary

BID, ASK, BOUGHT, SOLD = 0, 1, 2, 3
"""Kinds of rows: the new size of a bid or ask level, and prints by the side of the taker."""

CLEAR, TOP, REFUSED = 5, 6, 255
"""The book of an asset is empty now; best prices were stated; the frame was not ordinary."""

UNSAID = -2
"""Best prices of a row that states none (`NO_CELL`, -1, is a stated empty side)."""


class Columns(NamedTuple):
    """Columns of equal length.

    `frame` counts the frames of the data from 0, `time` is the venue's in microseconds, `asset`
    the place in the list of assets (-1 where refused), `cell` and `size` are the level's in
    micro-shares, `bid` and `ask` the best cells as stated.
    """

    frame: array[int]
    time: array[int]
    asset: array[int]
    kind: bytearray
    cell: array[int]
    size: array[int]
    bid: array[int]
    ask: array[int]

    @classmethod
    def of(cls, rows: int) -> Columns:
        """Columns with room for so many rows."""
        four, eight = bytes(4 * rows), bytes(8 * rows)
        return cls(
            array("i", four),
            array("q", eight),
            array("i", four),
            bytearray(rows),
            array("i", four),
            array("q", eight),
            array("i", four),
            array("i", four),
        )


_Row = tuple[int, int, int, int, int, int, int]


def parse_columns(data: bytes, assets: tuple[str, ...], into: Columns) -> tuple[int, int, int]:
    """Read frames, one a line, into columns: (rows, frames, bytes) read.

    It stops before a frame for which there is no room: go on behind the bytes that were read.
    Raises ValueError for columns that are not as `Columns.of` makes them, or an asset twice.
    """
    places = {asset: place for place, asset in enumerate(assets)}
    if len(places) != len(assets):
        raise ValueError("an asset twice")
    row = frames = at = 0
    room = min(map(len, into))
    while at < len(data):
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        message = read_ordinary(data[at:end])
        rows = None if message is None else list(_rows(message, places))
        # As much room is asked for as the frame would take, even if its assets are unknown.
        if room - row < (1 if message is None else _wanted(message)):
            break
        if rows is None or any(one[1] < 0 for one in rows):
            rows = [(0, -1, REFUSED, NO_CELL, 0, UNSAID, UNSAID)]
        for one in rows:
            for column, value in zip(into, (frames, *one), strict=True):
                column[row] = value
            row += 1
        frames += 1
        at = end + 1
    return row, frames, min(at, len(data))


def _wanted(message: Ordinary) -> int:
    if message.kind == "price_change":
        return len(message.changes)
    return 1 + len(message.bids) + len(message.asks)


def _rows(message: Ordinary, places: dict[str, int]) -> list[_Row]:
    at_us = message.venue_us
    if message.kind == "price_change":
        return [
            (at_us, places.get(one.asset, -1), ASK if one.ask else BID, one.cell, one.size,
             one.best_bid, one.best_ask)
            for one in message.changes
        ]  # fmt: skip
    asset = places.get(message.asset, -1)
    if message.kind == "best_bid_ask":
        return [(at_us, asset, TOP, NO_CELL, 0, *message.best)]
    if message.kind == "last_trade_price":
        sold, cell, size = message.trade
        return [(at_us, asset, SOLD if sold else BOUGHT, cell, size, UNSAID, UNSAID)]
    rows = [(at_us, asset, CLEAR, NO_CELL, 0, UNSAID, UNSAID)]
    for kind, levels in ((BID, message.bids), (ASK, message.asks)):
        rows += [(at_us, asset, kind, cell, size, UNSAID, UNSAID) for cell, size in levels]
    return rows
