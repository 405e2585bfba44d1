"""What is one's own in a line's market: resting orders, to be left out of depth, and trades."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

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
        self._states: dict[int, Sides] = {0: ({}, {})}
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
        if known not in self._states:
            self._states[known] = self._resting(self._orders[:known])
        return self._states[known]

    def _resting(self, orders: Sequence[ToldOrder]) -> Sides:
        latest = {told.order_id: told for told in orders}
        sides: Sides = ({}, {})
        for told in latest.values():
            if told.resting and told.cell is not None:
                opposite = told.asset == self._line.opposite
                bids = (told.side is Side.BUY) != opposite
                cell = TOP - told.cell if opposite else told.cell
                side = sides[0 if bids else 1]
                side[cell] = side.get(cell, 0) + told.size - told.matched
        return sides
