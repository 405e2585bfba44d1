"""Decoded events to rows of pure changes: what the trusted book of each asset went through."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import cast

import msgspec

from gametape.model.book import Level, OrderBook, Side
from gametape.model.events import BookSnapshot, Event, LevelChange, Trade
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.model.market import MarketRules
from gametape.replay.columns.mirror import MirrorCheck
from gametape.replay.columns.rows import LevelRows, TradeRows
from gametape.replay.session import Step
from gametape.replay.state import AssetBook, SessionState
from gametape.replay.upset import Upset


class Counts(msgspec.Struct):
    """Where the tape's level changes and trades went.

    `price_changes` and `trades` are counted as the certificate counts them. Every level change
    that a connection delivered is `written`, or `mirrored` (of a second outcome), or `elsewhere`
    (of a connection whose book was not the trusted one); `repeats` were delivered twice.
    `expanded` rows came out of snapshots: levels that vanished, appeared or differ.
    """

    price_changes: int = 0
    repeats: int = 0
    written: int = 0
    mirrored: int = 0
    elsewhere: int = 0
    expanded: int = 0
    trades: int = 0

    def add(self, other: Counts) -> None:
        """Add another's numbers."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class _Written:
    """One asset as a reader of its columns knows it, and whose book that is."""

    __slots__ = ("book", "followed", "mirror", "rows")

    def __init__(self, book: OrderBook, rows: LevelRows | None, mirror: MirrorCheck | None) -> None:
        self.book = book
        self.rows = rows
        self.mirror = mirror
        self.followed = ""


class ColumnFold:
    """Hears of every line after the state has moved, and collects rows until they are taken.

    `both` are markets whose second outcome is written although they have two: it is no mirror.
    """

    def __init__(self, markets: Iterable[MarketRules], both: Collection[str] = ()) -> None:
        self.levels: dict[str, LevelRows] = {}
        self.trades: dict[str, TradeRows] = {}
        self.grids: dict[str, str] = {}
        self.counts = Counts()
        self.mirrors = [
            MirrorCheck(rules.market, rules.outcomes[0].asset, rules.outcomes[1].asset)
            for rules in {rules.market: rules for rules in markets}.values()
            if len(rules.outcomes) == 2 and rules.market not in both
        ]
        self._mirror_of = {one.first: one for one in self.mirrors}
        self._mirror_of |= {one.second: one for one in self.mirrors}
        self._written: dict[str, _Written] = {}
        self._upset = Upset()

    def missed(self) -> None:
        """Lines are absent before the next one; another connection may be trusted now."""
        self._upset.missed()

    def observe(self, step: Step, state: SessionState) -> None:
        """Hear of a line after the state has moved."""
        upset = self._upset.by(step)
        if not upset and self._ordinary(step, state):
            return
        touched: dict[str, None] = dict.fromkeys(state.books) if upset else {}
        delivered = 0
        for event in step.events:
            kind = type(event)
            if kind is LevelChange:
                delivered += 1
                touched[event.asset] = None  # type: ignore[union-attr]
            elif kind is BookSnapshot:
                touched[event.asset] = None  # type: ignore[union-attr]
        if not touched and not step.fresh:
            return
        fresh = sum(type(event) is LevelChange for event in step.fresh)
        self.counts.price_changes += fresh
        self.counts.repeats += delivered - fresh
        for asset in touched:
            held = state.book(asset)
            if held is not None:
                self._follow(asset, held, step)
        self._settle(touched, step.line.t, state)
        self._trades(step)

    def take(self) -> tuple[dict[str, LevelRows], dict[str, TradeRows], Counts]:
        """The rows collected since the last time, by asset; both empty again afterwards."""
        taken = (
            {asset: rows.take() for asset, rows in sorted(self.levels.items()) if rows},
            {asset: rows.take() for asset, rows in sorted(self.trades.items()) if rows},
            self.counts,
        )
        self.counts = Counts()
        return taken

    def _ordinary(self, step: Step, state: SessionState) -> bool:
        """Take a line of level changes alone, all of books that are followed as they are.

        Nine lines in ten are such. False, and nothing done, for any other: those are looked at
        whole. What is written is the same both ways.
        """
        line, events = step.line, step.events
        books: dict[str, tuple[_Written, AssetBook]] = {}
        for event in events:
            if type(event) is not LevelChange:
                return False
            if event.asset not in books:
                written, held = self._written.get(event.asset), state.book(event.asset)
                if written is None or held is None:
                    return False
                if not written.followed == held.connection == line.c:
                    return False
                books[event.asset] = written, held
        counts, seq, at_us = self.counts, line.q, line.t
        fresh = len(step.fresh)
        counts.price_changes += fresh
        counts.repeats += len(events) - fresh
        for change in cast(Sequence[LevelChange], events):
            written, held = books[change.asset]
            side, cell, size = change.side, change.cell, change.size
            written.book.set_level(side, cell, size)
            if written.mirror is not None:
                written.mirror.level(held.asset, side, cell)
            if written.rows is None:
                counts.mirrored += 1
            else:
                counts.written += 1
                best = held.book.best_bid, held.book.best_ask
                written.rows.add(seq, at_us, change.venue_us, side, cell, size, best)
        self._settle(books, at_us, state)
        return True

    def _settle(self, touched: Iterable[str], at_us: int, state: SessionState) -> None:
        """A message has been told whole: look whether mirrors are ones still."""
        for mirror in {id(m): m for a in touched if (m := self._mirror_of.get(a))}.values():
            first, second = state.book(mirror.first), state.book(mirror.second)
            mirror.settle(
                at_us,
                first_known=first is not None and first.valid,
                second_known=second is not None and second.valid,
            )

    def _follow(self, asset: str, held: AssetBook, step: Step) -> None:
        written = self._written.get(asset) or self._open(asset, held.grid)
        events = [e for e in step.events if _changes_book_of(asset, e)]
        changes = sum(type(event) is LevelChange for event in events)
        if held.connection != written.followed and written.followed:
            # Another connection's book is the trusted one now: go over to it as it stands.
            self.counts.elsewhere += changes
            self._become(written, dict(held.book.bids()), dict(held.book.asks()), step, held)
        elif held.connection != step.line.c:
            self.counts.elsewhere += changes
        else:
            self._write(written, events, step, held)
        written.followed = held.connection

    def _write(self, written: _Written, events: list[Event], step: Step, held: AssetBook) -> None:
        for event in events:
            if type(event) is LevelChange:
                if written.rows is None:
                    self.counts.mirrored += 1
                else:
                    self.counts.written += 1
                self._store(written, event.side, event.cell, event.size, step, held, event.venue_us)
            elif type(event) is BookSnapshot:
                bids, asks = dict(event.bids), dict(event.asks)
                self._become(written, bids, asks, step, held, event.venue_us)

    def _become(
        self,
        written: _Written,
        bids: dict[int, int],
        asks: dict[int, int],
        step: Step,
        held: AssetBook,
        venue_us: int | None = None,
    ) -> None:
        """Store what differs from these levels: zeros for the vanished, then the new sizes."""
        for side, levels in ((Side.BUY, bids), (Side.SELL, asks)):
            before: dict[int, int] = dict(written.book.levels(side))
            changed: list[Level] = [(cell, 0) for cell in before if not levels.get(cell)]
            changed += [pair for pair in levels.items() if before.get(pair[0], 0) != pair[1]]
            if written.rows is not None:
                self.counts.expanded += len(changed)
            for cell, size in changed:
                self._store(written, side, cell, size, step, held, venue_us)

    def _store(
        self,
        written: _Written,
        side: Side,
        cell: int,
        size: int,
        step: Step,
        held: AssetBook,
        venue_us: int | None,
    ) -> None:
        written.book.set_level(side, cell, size)
        if written.mirror is not None:
            written.mirror.level(held.asset, side, cell)
        if written.rows is not None:
            book, line = held.book, step.line
            best = book.best_bid, book.best_ask
            written.rows.add(line.q, line.t, venue_us, side, cell, size, best)

    def _open(self, asset: str, grid: PriceGrid) -> _Written:
        mirror = self._mirror_of.get(asset) if grid is UNIFORM else None
        second = mirror is not None and asset == mirror.second
        rows = None if second else LevelRows()
        if rows is not None:
            self.levels[asset] = rows
            self.grids[asset] = grid.name
        book = OrderBook(grid.cells)
        if mirror is not None:
            book = mirror.second_book if second else mirror.first_book
        self._written[asset] = written = _Written(book, rows, mirror)
        return written

    def _trades(self, step: Step) -> None:
        for event in step.fresh:
            if type(event) is Trade:
                self.counts.trades += 1
                self.grids.setdefault(event.asset, step.grid.name)
                self.trades.setdefault(event.asset, TradeRows()).add(event)


def _changes_book_of(asset: str, event: Event) -> bool:
    kind = type(event)
    return (kind is LevelChange or kind is BookSnapshot) and event.asset == asset  # type: ignore[union-attr]
