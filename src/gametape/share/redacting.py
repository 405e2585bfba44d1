"""What a shared timeline tells of one's own orders: as little as was chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec
import numpy as np

from gametape.model.times import SECOND
from gametape.replay.film.blocks import is_level
from gametape.replay.film.rows import Int64s, Rows
from gametape.replay.timeline import FillEntry, Lists, OddTradeEntry, Timeline
from gametape.share.choice import Choice
from gametape.share.entries import first_outcomes, without_bankroll, without_marks
from gametape.share.parts import in_parts, renamed

NEAR_US = 5 * SECOND
"""A public print this near to an own fill at its price may be that fill."""


class Hushed(NamedTuple):
    """Prints of this cell of a track (any, if None) between two times lose their size."""

    cell: int | None
    from_us: int
    to_us: int


def redacted(lists: Lists, timeline: Timeline, choice: Choice) -> Lists:
    """The lists without what was not chosen; links of the own channel say no more than up or down.

    Without `sizes` own sizes are parts of the largest position (see `parts`), and what moved
    without a trade (a split, a redemption) is left out; with sizes and without `money` the fees
    and cash that the venue told are.
    """
    fills, orders, changes = lists.fills, lists.orders, lists.changes
    odd = lists.odd_trades
    if not choice.sizes:
        changes = []
        odd = [_hushed_odd(one, timeline.fills) for one in odd]
        fills, orders = in_parts(fills, orders, first_outcomes(timeline))
    elif not choice.money:
        fills = [msgspec.structs.replace(fill, fee=None) for fill in fills]
        changes = [msgspec.structs.replace(one, cash=None) for one in changes]
    if not choice.wallet:
        fills, orders = renamed(fills, orders)
        changes = [
            msgspec.structs.replace(one, key=f"c{number}", transaction="")
            for number, one in enumerate(changes, 1)
        ]
    links = [
        msgspec.structs.replace(link, detail="") if ".user" in link.connection else link
        for link in lists.links
    ]
    kept = msgspec.structs.replace(
        lists, fills=fills, orders=orders, changes=changes, odd_trades=odd, links=links
    )
    if not choice.money:
        kept = without_bankroll(kept)
    return kept if choice.notes else without_marks(kept)


def hush_of(index: int, cells: int, timeline: Timeline) -> Callable[[Rows], Int64s]:
    """Sizes for the rows of a track in which no print tells the size of an own fill."""
    windows = _windows(index, cells, timeline)

    def hush(rows: Rows) -> Int64s:
        hidden = np.zeros(len(rows), np.bool_)
        for cell, start, end in windows:
            first, last = np.searchsorted(rows.times, [start, end + 1])
            if first < last:
                here = slice(int(first), int(last))
                hidden[here] |= True if cell is None else rows.cells[here] == cell
        hidden &= ~is_level(rows.kinds)
        return np.where(hidden, 0, rows.sizes)

    return hush


def _windows(index: int, cells: int, timeline: Timeline) -> set[Hushed]:
    windows = set()
    for fill in timeline.fills:
        place = timeline.assets.get(fill.asset)
        if place is None or place.track != index:
            continue
        cell = fill.cell
        if cell is not None and place.mirror:
            cell = cells - 1 - cell
        windows.add(Hushed(cell, *_around(fill)))
    return windows


def _around(fill: FillEntry) -> tuple[int, int]:
    times = (fill.at_us, fill.matched_us)
    reach = NEAR_US + fill.precision_us
    return min(times) - reach, max(times) + reach


def _hushed_odd(odd: OddTradeEntry, fills: list[FillEntry]) -> OddTradeEntry:
    for fill in fills:
        start, end = _around(fill)
        if start <= odd.at_us <= end:
            return msgspec.structs.replace(odd, size=0)
    return odd
