"""The truth log: everything that happened, so that a recording can be judged against it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from gametape.errors import UsageError
from gametape.model.book import Level, OrderBook, Side
from gametape.model.grid import UNIFORM
from gametape.model.trading import Fill
from gametape.simulate.venue.truth.blind import Span, blind_spans
from gametape.simulate.venue.truth.records import (
    FaultTruth,
    FillTruth,
    HoleTruth,
    LevelsTruth,
    LinkTruth,
    ListedTruth,
    OrderTruth,
    PrintTruth,
    Record,
)

_KEYFRAME_EVERY = 256


class TrueBook(NamedTuple):
    """A book in its asset's own cells, best levels first."""

    bids: list[Level]
    asks: list[Level]


class FaultInterval(NamedTuple):
    """When a fault was on, wall microseconds; `to_us` is None while it still is."""

    name: str
    target: str
    from_us: int
    to_us: int | None


class _Past:
    """A market's level changes in order, with whole books now and then to start from."""

    def __init__(self, listed: ListedTruth) -> None:
        self.assets = tuple(outcome.asset for outcome in listed.rules.outcomes)
        self._times: list[int] = []
        self._changes: list[LevelsTruth] = []
        self._now: dict[tuple[Side, int], int] = {}
        self._keyframes: list[dict[tuple[Side, int], int]] = []
        self.add(LevelsTruth(t=listed.t, market=listed.rules.market, levels=listed.levels))

    def add(self, change: LevelsTruth) -> None:
        if len(self._changes) % _KEYFRAME_EVERY == 0:
            self._keyframes.append(dict(self._now))
        self._times.append(change.t)
        self._changes.append(change)
        _apply(self._now, change)

    def at(self, wall_us: int) -> dict[tuple[Side, int], int]:
        count = bisect_right(self._times, wall_us)
        start = min(count // _KEYFRAME_EVERY, len(self._keyframes) - 1)
        levels = dict(self._keyframes[start])
        for change in self._changes[start * _KEYFRAME_EVERY : count]:
            _apply(levels, change)
        return levels

    def between(self, from_us: int, to_us: int) -> Iterator[dict[tuple[Side, int], int]]:
        levels = self.at(from_us)
        yield levels
        first, last = bisect_right(self._times, from_us), bisect_right(self._times, to_us)
        for change in self._changes[first:last]:
            _apply(levels, change)
            yield levels


def _apply(levels: dict[tuple[Side, int], int], change: LevelsTruth) -> None:
    if change.wiped:
        levels.clear()
    for side, cell, size in change.levels:
        if size:
            levels[side, cell] = size
        else:
            levels.pop((side, cell), None)


def _true_book(levels: dict[tuple[Side, int], int], outcome: int) -> TrueBook:
    sides: dict[Side, list[Level]] = {side: [] for side in Side}
    for (side, cell), size in levels.items():
        if outcome == 0:
            sides[side].append((cell, size))
        else:
            sides[side.opposite].append((UNIFORM.mirror(cell), size))
    return TrueBook(sorted(sides[Side.BUY], reverse=True), sorted(sides[Side.SELL]))


class TruthLog:
    """Holds the truth in memory, and writes it to `sink` as JSON lines if there is one.

    With `keep` false only the sink gets it: memory stays flat over a day.
    """

    def __init__(self, sink: IO[bytes] | None = None, *, keep: bool = True) -> None:
        self.records: list[Record] = []
        self._sink = sink
        self._keep = keep
        self._pasts: dict[str, _Past] = {}
        self._encoder = msgspec.json.Encoder()

    def add(self, record: Record) -> None:
        """Put a record down; records come in order of time."""
        if self._sink is not None:
            self._sink.write(self._encoder.encode(record) + b"\n")
        if not self._keep:
            return
        self.records.append(record)
        if isinstance(record, ListedTruth):
            past = _Past(record)
            for asset in (record.rules.market, *past.assets):
                self._pasts[asset] = past
        elif isinstance(record, LevelsTruth):
            self._pasts[record.market].add(record)

    @classmethod
    def load(cls, path: Path) -> TruthLog:
        """A log read back from a sink's file; a torn last line is left out."""
        log = cls()
        decoder = msgspec.json.Decoder(Record)
        for line in path.read_bytes().split(b"\n")[:-1]:
            log.add(decoder.decode(line))
        return log

    def book_at(self, asset: str, wall_us: int) -> TrueBook:
        """An asset's whole book at a moment; empty before it was listed.

        Raises UsageError for an asset the venue never listed.
        """
        past = self._past(asset)
        return _true_book(past.at(wall_us), past.assets.index(asset))

    def books_between(self, asset: str, from_us: int, to_us: int) -> Iterator[TrueBook]:
        """Every book the asset had from one moment to another, that at `from_us` included."""
        past = self._past(asset)
        for levels in past.between(from_us, to_us):
            yield _true_book(levels, past.assets.index(asset))

    def was_true(self, asset: str, book: OrderBook, from_us: int, to_us: int) -> bool:
        """Whether a book was the asset's at any moment of a span (messages take time to arrive)."""
        mine = TrueBook(list(book.bids()), list(book.asks()))
        return any(mine == true for true in self.books_between(asset, from_us, to_us))

    @property
    def fills(self) -> dict[tuple[str, str], Fill]:
        """Own fills by key, each with its last status."""
        return {r.fill.key: r.fill for r in self.records if isinstance(r, FillTruth)}

    @property
    def orders(self) -> dict[str, OrderTruth]:
        """Own orders by the venue's id, each in its last state."""
        return {r.order_id: r for r in self.records if isinstance(r, OrderTruth)}

    @property
    def prints(self) -> list[PrintTruth]:
        """All public prints."""
        return [r for r in self.records if isinstance(r, PrintTruth)]

    @property
    def links(self) -> list[LinkTruth]:
        """What became of each socket."""
        return [r for r in self.records if isinstance(r, LinkTruth)]

    @property
    def holes(self) -> list[HoleTruth]:
        """Spans in which a socket was not told everything."""
        return [r for r in self.records if isinstance(r, HoleTruth)]

    def blind_spans(
        self, scope: str, from_us: int, to_us: int, channel: str = "market"
    ) -> list[Span]:
        """Spans in which no socket knew an asset (or the user or sports channel) fully."""
        return blind_spans(self.records, scope, from_us, to_us, channel)

    def fault_intervals(self, name: str = "") -> list[FaultInterval]:
        """When each fault was on, in order of its beginning."""
        intervals: list[FaultInterval] = []
        for record in self.records:
            if not isinstance(record, FaultTruth) or name not in ("", record.name):
                continue
            if record.state == "begins":
                intervals.append(FaultInterval(record.name, record.target, record.t, None))
                continue
            for rank, open_one in enumerate(intervals):
                if open_one.name == record.name and open_one.to_us is None:
                    intervals[rank] = open_one._replace(to_us=record.t)
                    break
        return intervals

    def _past(self, asset: str) -> _Past:
        past = self._pasts.get(asset)
        if past is None or asset not in past.assets:
            raise UsageError(f"the venue never listed asset {asset}.")
        return past
