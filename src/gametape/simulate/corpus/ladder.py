"""Whole books of a world at any time: made from its arrays when they are asked for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.material.ladder import Changes
from gametape.model.amounts import MICRO
from gametape.model.book import Level
from gametape.model.times import SECOND
from gametape.simulate.corpus.scoring import STEP_S, Floats
from gametape.simulate.corpus.world import World
from gametape.simulate.taping import START_US

STEP_US = int(STEP_S * SECOND)
TICK = 100
"""Cells in a tick of one cent."""

TOP = 10_000
_NEAR = 4
_DEEP = 10
"""Levels a side: the first four hold the depth within three cents, the others as much each."""


class Rested(NamedTuple):
    """An own order while it waits: cell and side of the line's asset, micro-shares."""

    from_us: int
    to_us: int
    bid: bool
    cell: int
    size: int


class WorldBooks:
    """See `gametape.analyze.material.course.Books`; own orders that rest stand in them too."""

    def __init__(self, world: World, rested: list[Rested]) -> None:
        self._world = world
        self._rested = rested

    def levels(self, at_us: int) -> tuple[list[Level], list[Level]]:
        """See `Books.levels`."""
        world = self._world
        step = (at_us - START_US) // STEP_US
        if step < 0:
            return [], []
        step = min(step, len(world.mid) - 1)
        bids = _side(int(world.bid[step]), -1, float(world.depth[0][step]))
        asks = _side(int(world.ask[step]), 1, float(world.depth[1][step]))
        for own in self._rested:
            if own.from_us <= at_us < own.to_us:
                side = bids if own.bid else asks
                side[own.cell] = side.get(own.cell, 0) + own.size
        return sorted(bids.items(), reverse=True), sorted(asks.items())

    def changes(self) -> Changes:
        """See `TellsChanges.changes`: every step's book against the one before, all at once."""
        world = self._world
        times = START_US + np.arange(len(world.mid), dtype=np.int64) * STEP_US
        sides = (_dense(world.bid, -1, world.depth[0]), _dense(world.ask, 1, world.depth[1]))
        for own in self._rested:
            first, last = times.searchsorted([own.from_us, own.to_us])
            sides[0 if own.bid else 1][first:last, own.cell // TICK] += own.size
        found = []
        for side, sizes in enumerate(sides):
            before = np.vstack([np.zeros((1, sizes.shape[1]), np.int64), sizes[:-1]])
            step, tick = np.nonzero(sizes != before)
            found.append((step, np.full(len(step), side, np.int64), tick, sizes[step, tick]))
        steps, which, ticks, new = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.lexsort((ticks, which, steps))
        return Changes(
            times[steps[order]],
            which[order].astype(np.uint8),
            (ticks[order] * TICK).astype(np.int32),
            new[order],
        )


def _dense(best: NDArray[np.int64], way: int, depth: Floats) -> NDArray[np.int64]:
    """Micro-shares of each step and tick of one side."""
    size = np.maximum(1, np.rint(depth / _NEAR)).astype(np.int64) * MICRO
    apart = (np.arange(TOP // TICK)[None, :] - best[:, None]) * way
    there = (apart >= 0) & (apart < _DEEP)
    there[:, 0] = False
    return np.asarray(np.where(there, size[:, None], 0), np.int64)


def _side(best: int, way: int, depth: float) -> dict[int, int]:
    """Levels from the best outward, all of one size; none beyond the ends of the grid."""
    size = max(1, round(depth / _NEAR)) * MICRO
    ticks = range(best, best + way * _DEEP, way)
    return {tick * TICK: size for tick in ticks if 0 < tick * TICK < TOP}


def us_of(second: float) -> int:
    """A second of the game as a time of the recording, microseconds."""
    return START_US + round(second * SECOND)
