"""Made-up rows of one busy market for the measures of film, and the same as a track file.

Polymarket-shaped: two of a hundred are trades, a quarter removes a level, bursts of messages within
a millisecond, a middle that wanders, some 50 levels a side at a tick of 0.01 and 130 at 0.001.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gametape.model.grid import UNIFORM
from gametape.replay.film.layout import ASK, BID, TRADE_BUY
from gametape.replay.film.rows import Rows
from gametape.replay.film.seconds import SecondsFold
from gametape.replay.film.stack import RowStack
from gametape.replay.film.writing import new_header, track_bytes

START_US = 1_790_000_000_000_000
MILLISECOND = 1_000


class Market(NamedTuple):
    """Rows of a market with the tick of its prices in cells."""

    name: str
    rows: Rows
    tick: int


def market(events: int, hours: float, tick: int, reach: float, span: int, name: str) -> Market:
    """So many events over so many hours.

    Levels stand some `reach` ticks from the middle, which wanders within `span` ticks of a half.
    """
    rng = np.random.default_rng(events)
    bursts = rng.integers(0, 3, events) > 0
    gaps = np.where(bursts, 0, rng.exponential(3 * hours * 3.6e6 / events, events))
    times = START_US + np.cumsum(gaps).astype(np.int64) * MILLISECOND
    moves = rng.choice(np.array([-1, 1]), events) * (rng.random(events) < 0.004)
    middle = np.cumsum(moves)
    middle = 5_000 // tick + np.abs(middle % (4 * span) - 2 * span) - span
    steps = np.diff(middle, prepend=middle[0])
    kinds = np.where(rng.random(events) < 0.02, TRADE_BUY + rng.integers(0, 2, events),
                     rng.integers(BID, ASK + 1, events))  # fmt: skip
    away = 1 + rng.geometric(1 / reach, events)
    ticks = np.where(kinds == BID, middle - away, np.where(kinds == ASK, middle + away, middle))
    sizes = np.rint(rng.lognormal(4.5, 1.4, events) * 100).astype(np.int64) * 10_000 + 10_000
    sizes[(rng.random(events) < 0.25) & (kinds <= ASK)] = 0
    # Where the middle moves, the level it moves onto is gone.
    kinds, ticks = (
        np.where(steps > 0, ASK, np.where(steps < 0, BID, kinds)),
        np.where(steps != 0, middle, ticks),
    )
    sizes[steps != 0] = 0
    cells = np.clip(ticks, 1, 10_000 // tick - 1) * tick
    tops = np.where(kinds >= TRADE_BUY, -1, 2 * np.clip(middle, 1, 9_999) * tick)
    numbers = np.arange(events, dtype=np.int64)
    return Market(name, Rows(times, numbers, kinds.astype(np.int64), cells, sizes, tops), tick)


def one_million() -> Market:
    """The set `1M` of the house's measures: tick 0.01, two and a half hours."""
    return market(1_000_000, 2.5, 100, 12.0, 30, "1M")


def five_million() -> Market:
    """The set `5M`: tick 0.001, nearly seven hours."""
    return market(5_000_000, 6.8, 10, 35.0, 300, "5M")


def track_of(made: Market) -> bytes:
    """The market as a packed track."""
    header = new_header(
        session="bench", asset="yes", market="m", grid=UNIFORM.name, cells=UNIFORM.cells,
        codec="zstd", basis="bench",
    )  # fmt: skip
    stack, seconds = RowStack(UNIFORM.cells), SecondsFold()
    stack.add(made.rows)
    seconds.add(made.rows)
    return track_bytes(header, stack.blocks(all_of_them=True), seconds.finish())
