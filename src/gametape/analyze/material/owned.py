"""What is one's own in a line's market: resting orders, to be left out of depth, and trades."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.material.ladder import Changes
from gametape.analyze.material.material import Material, ToldOrder
from gametape.ledger.steps import Line
from gametape.model.book import Side
from gametape.model.trading import FillStatus

TOP = 10_000

Sides = tuple[dict[int, int], dict[int, int]]
"""Micro-shares by cell of the line's asset: bids, asks."""


class Own:
    """One's own orders and trades of one line, by when they were told."""

    def __init__(self, line: Line, orders: Sequence[ToldOrder], prints: Sequence[tuple[int, int]]):
        mine = [told for told in orders if told.asset in (line.asset, line.opposite)]
        self._line = line
        self._times = [told.told_us for told in mine]
        self._orders = mine
        self._states: list[Sides] = [({}, {})]
        self._resting: dict[str, ToldOrder] = {}
        told = np.array(prints, np.int64).reshape(-1, 2)
        self.prints: tuple[NDArray[np.int64], NDArray[np.int64]] = (told[:, 0], told[:, 1])

    @classmethod
    def of(cls, material: Material, line: Line) -> Own:
        """Of everything that was told; each fill counts once, from its first report on."""
        seen: set[tuple[str, str]] = set()
        prints = []
        for told in material.fills:
            fill = told.fill
            mine = fill.asset in (line.asset, line.opposite)
            if mine and fill.key not in seen and fill.status is not FillStatus.FAILED:
                seen.add(fill.key)
                prints.append((told.told_us, fill.size))
        return cls(line, material.orders, prints)

    def resting(self, at_us: int) -> Sides:
        """What rested at a moment, as it was known then. Do not write to it."""
        known = bisect_right(self._times, at_us)
        for told in self._orders[len(self._states) - 1 : known]:
            if told.resting and told.cell is not None:
                self._resting[told.order_id] = told
            else:
                self._resting.pop(told.order_id, None)
            self._states.append(self._sides())
        return self._states[known]

    def changes(self) -> Changes:
        """The resting sizes by level, change by change."""
        return own_changes(self._line, self._orders)

    def _sides(self) -> Sides:
        sides: Sides = ({}, {})
        for told in self._resting.values():
            number, cell = _level(self._line, told)
            side = sides[number]
            side[cell] = side.get(cell, 0) + told.size - told.matched
        return sides


def own_changes(line: Line, orders: Iterable[ToldOrder]) -> Changes:
    """One's own resting sizes by level of a line, in order of time."""
    resting: dict[str, tuple[int, int, int]] = {}
    levels: dict[tuple[int, int], int] = {}
    rows: list[tuple[int, int, int, int]] = []
    for told in orders:
        if told.asset not in (line.asset, line.opposite):
            continue
        touched = []
        if (before := resting.pop(told.order_id, None)) is not None:
            levels[before[:2]] -= before[2]
            touched.append(before[:2])
        if told.resting and told.cell is not None and told.size > told.matched:
            key = _level(line, told)
            resting[told.order_id] = (*key, told.size - told.matched)
            levels[key] = levels.get(key, 0) + told.size - told.matched
            touched.append(key)
        rows += [(told.told_us, *key, levels[key]) for key in dict.fromkeys(touched)]
    table = np.array(rows, np.int64).reshape(-1, 4)
    return Changes(
        table[:, 0], table[:, 1].astype(np.uint8), table[:, 2].astype(np.int32), table[:, 3]
    )


def _level(line: Line, told: ToldOrder) -> tuple[int, int]:
    """The side (0 bid, 1 ask) and the cell of the line's asset at which an order rests."""
    assert told.cell is not None
    opposite = told.asset == line.opposite
    side = 0 if (told.side is Side.BUY) != opposite else 1
    return side, TOP - told.cell if opposite else told.cell
