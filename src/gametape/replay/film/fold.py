"""The one pass over a tape that makes film: rows of every track and the timeline beside them."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from gametape.model.events import Trade
from gametape.model.grid import NONE, UNIFORM, PriceGrid, nearest_cell
from gametape.model.odds import ODDS
from gametape.replay.columns.fold import ColumnFold
from gametape.replay.columns.rows import LevelRows, TradeRows
from gametape.replay.film.collecting import Collector
from gametape.replay.film.layout import TRADE_BUY, TRADE_SELL, TRADE_UNKNOWN
from gametape.replay.film.prints import Repeats
from gametape.replay.film.rows import Int64s, Rows, joined
from gametape.replay.film.unlisted import unlisted_markets
from gametape.replay.film.validity import ValidityWatch
from gametape.replay.session import SessionFold, Step
from gametape.replay.timeline import Lists, MarketFacts, TrackOf
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest

GRIDS: dict[str, PriceGrid] = {grid.name: grid for grid in (UNIFORM, ODDS)}
"""Price grids by the name a track gives."""

_KINDS = np.array([TRADE_BUY, TRADE_SELL, TRADE_UNKNOWN])
_MIRRORED = np.array([TRADE_SELL, TRADE_BUY, TRADE_UNKNOWN])
"""Kinds by the side of `TradeRows`: 0 bought, 1 sold, -1 (the last) unknown."""


@dataclass(frozen=True)
class Reel:
    """A track that is being made: `mirror` is the second outcome whose prints it takes too."""

    index: int
    asset: str
    market: str
    label: str
    grid: PriceGrid
    mirror: str | None


class FilmFold:
    """Fed every line of a session in order; pure.

    `both` are markets whose second outcome has a track of its own, since it is no mirror.
    """

    def __init__(self, manifest: Manifest | None, both: Collection[str] = ()) -> None:
        markets = manifest.markets if manifest else []
        self._fold = SessionFold(manifest.wallet if manifest else "")
        self._columns = ColumnFold(markets, both)
        self.collector = Collector(markets)
        self._validity = ValidityWatch()
        self._first_of = {one.second: one.first for one in self._columns.mirrors}
        self._second_of = {one.first: one.second for one in self._columns.mirrors}
        self._repeats = {one.second: Repeats(one.second) for one in self._columns.mirrors}
        self._seen: set[str] = set()
        self._reels: dict[str, Reel] = {}
        self._late: tuple[array[int], array[int]] = array("q"), array("q")
        self.lines = 0
        self.seq = -1
        self.from_us: int | None = None
        self.to_us = 0

    @property
    def reels(self) -> list[Reel]:
        """The tracks so far, by index."""
        return list(self._reels.values())

    def feed(self, line: Line) -> None:
        """Take the next line."""
        if self.from_us is None:
            self.from_us = self.to_us = line.t
        if line.t >= self.to_us:
            self.to_us = line.t
        else:  # times may run back in imported files; what is later on the tape is not earlier
            self._late[0].append(line.q)
            self._late[1].append(self.to_us)
        self.lines += 1
        self.seq = line.q
        step, state = self._fold.feed(line), self._fold.state
        self._columns.observe(step, state)
        self._leave_out_repeats(step)
        if len(self._columns.grids) != len(self._seen):
            self._open()
        self.collector.observe(step, self.to_us, state)
        for asset, entry in self._validity.observe(step, self.to_us, state).items():
            self.collector.lists.validity.setdefault(asset, []).append(entry)

    def _leave_out_repeats(self, step: Step) -> None:
        """A trade is on the track once, though both outcomes print it."""
        prints = [event for event in step.fresh if type(event) is Trade]
        repeated: list[tuple[str, int]] = []
        for place, event in enumerate(prints):
            repeats = self._repeats.get(self._second_of.get(event.asset, event.asset))
            if repeats is not None and repeats.is_repeat(event):
                later = sum(one.asset == event.asset for one in prints[place + 1 :])
                repeated.append((event.asset, len(self._columns.trades[event.asset]) - 1 - later))
        for asset, row in reversed(repeated):
            self._columns.trades[asset].drop(row)

    def missed(self, cause: str) -> None:
        """Lines are absent here: no book is to be believed until the tape tells it anew."""
        self._fold.missed(cause)
        self._columns.missed()
        self._validity.missed()
        if self.from_us is not None:
            self.to_us += 1  # at the last line's own time it was not missed yet
        changed = self._validity.all(self.seq, self.to_us, self._fold.state)
        for asset, entry in changed.items():
            self.collector.lists.validity.setdefault(asset, []).append(entry)

    def finish(self) -> None:
        """There are no more lines."""
        for mirror in self._columns.mirrors:
            mirror.finish(self.to_us)

    def broken(self) -> frozenset[str]:
        """Markets taken for mirrored that are not: the pass must be made again with them."""
        return frozenset(one.market for one in self._columns.mirrors if one.broken)

    def assets(self) -> dict[str, TrackOf]:
        """Where each asset's book is."""
        found: dict[str, TrackOf] = {}
        for reel in self._reels.values():
            found[reel.asset] = TrackOf(reel.index, mirror=False)
            if reel.mirror is not None:
                found[reel.mirror] = TrackOf(reel.index, mirror=True)
        return found

    def markets(self) -> list[MarketFacts]:
        """Every market: as it was described, else as far as its assets and own fills tell."""
        described = self.collector.markets
        uniform = [one for one in self._reels.values() if one.grid is UNIFORM]
        known = {one.market for one in uniform}
        sides = [(one.market, one.asset, one.label) for one in uniform]
        sides += [(market, asset, asset) for market, asset in self.collector.filled()]
        sides = [side for side in sides if side[0] in known]
        return [*described.values(), *unlisted_markets(described, sides)]

    def waiting(self, reel: Reel) -> int:
        """How many rows of a track wait to be drained."""
        names = (reel.asset,) if reel.mirror is None else (reel.asset, reel.mirror)
        trades = sum(len(self._columns.trades.get(name, ())) for name in names)
        return len(self._columns.levels.get(reel.asset, ())) + trades

    def drain(self, reel: Reel) -> Rows:
        """The rows of a track since the last time, whole messages."""
        parts: list[Rows] = []
        levels = self._columns.levels.get(reel.asset)
        if levels:
            parts.append(_level_rows(levels.take()))
        for asset in (reel.asset, reel.mirror):
            trades = self._columns.trades.get(asset) if asset is not None else None
            if trades:
                parts.append(_trade_rows(trades.take(), reel.grid, turned=asset == reel.mirror))
        rows = joined(parts)
        if len(parts) > 1:
            rows = rows.ordered()
        return self._in_time(rows) if self._late[0] else rows

    def take(self) -> Lists:
        """The entries of the timeline since the last time."""
        return self.collector.take()

    def _open(self) -> None:
        """Begin the tracks of assets heard of for the first time."""
        for asset, name in self._columns.grids.items():
            if asset in self._seen:
                continue
            self._seen.add(asset)
            grid = GRIDS[name]
            mirrors = grid is UNIFORM
            owner = self._first_of.get(asset, asset) if mirrors else asset
            if owner not in self._reels:
                held = self._fold.state.book(asset)
                market = self.collector.market_of.get(owner) or (held.market if held else "")
                self._reels[owner] = Reel(
                    index=len(self._reels),
                    asset=owner,
                    market=market,
                    label=self.collector.labels.get(owner) or owner,
                    grid=grid,
                    mirror=self._second_of.get(owner) if mirrors else None,
                )

    def _in_time(self, rows: Rows) -> Rows:
        """The rows with times that never fall over the whole tape."""
        seqs, times = (np.array(column) for column in self._late)
        found = np.minimum(np.searchsorted(seqs, rows.seqs), len(seqs) - 1)
        late = seqs[found] == rows.seqs
        return Rows(np.where(late, times[found], rows.times), *rows.columns[1:])


def _level_rows(taken: LevelRows) -> Rows:
    bids, asks = _ints(taken.best_bid), _ints(taken.best_ask)
    return Rows(
        times=_ints(taken.recv_us),
        seqs=_ints(taken.seq),
        kinds=_ints(taken.side),
        cells=_ints(taken.cell),
        sizes=_ints(taken.size),
        tops=np.where((bids == NONE) | (asks == NONE), 0, bids + asks),
    )


def _trade_rows(taken: TradeRows, grid: PriceGrid, *, turned: bool) -> Rows:
    cells = _ints(taken.cell)
    for row in np.flatnonzero(cells == NONE).tolist():
        cells[row] = nearest_cell(taken.price[row], grid)
    kinds = _MIRRORED if turned else _KINDS
    return Rows(
        times=_ints(taken.recv_us),
        seqs=_ints(taken.seq),
        kinds=kinds[_ints(taken.side)],
        cells=grid.cells - 1 - cells if turned else cells,
        sizes=_ints(taken.size),
        tops=np.full(len(cells), -1),
    )


def _ints(column: array[int]) -> Int64s:
    """A copy as 64-bit integers."""
    return np.array(column, dtype=np.int64)
