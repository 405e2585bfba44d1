"""The fold: what is known of books, orders, fills and the game after each message.

Live view, replay, checks and analysis all move this one state forward by the same events. A book
is kept per asset *and connection*, because a venue's order of messages is only certain within a
connection; `book` picks the one to trust.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from gametape.model.book import OrderBook, Side
from gametape.model.events import (
    BookSnapshot,
    Event,
    FillUpdate,
    GameEvent,
    Gap,
    LevelChange,
    LinkChange,
    OrderUpdate,
    PositionChange,
    PricePoint,
    RulesRead,
    TickChange,
    TopOfBook,
    Trade,
)
from gametape.model.grid import PriceGrid
from gametape.model.market import MarketRules
from gametape.model.times import SECOND
from gametape.model.trading import Fill, FillStatus, Order, OrderAction
from gametape.replay.game import Games, GameState

NO_SNAPSHOT = "no snapshot of the book yet"

WATCHED_US = SECOND
"""A hole told of so long after its end was watched to its end: it takes no trust away any more."""

_RANK = {
    FillStatus.MATCHED: 0,
    FillStatus.MINED: 1,
    FillStatus.RETRYING: 1,
    FillStatus.CONFIRMED: 2,
    FillStatus.FAILED: 2,
}
"""A fill never goes back to a lower status: reports of two channels overtake one another."""


class AssetBook:
    """The book of one asset as one connection told it.

    `valid` says whether it can be believed; if not, `reason` says why, and the levels are the
    best guess. Times are microseconds; `snapshot_us` is when the last snapshot was received.
    """

    __slots__ = (
        "asset", "book", "connection", "grid", "hash", "market", "reason", "recv_us", "seq",
        "snapshot_us", "tick", "valid", "venue_us",
    )  # fmt: skip

    def __init__(self, asset: str, connection: str, grid: PriceGrid) -> None:
        self.asset = asset
        self.connection = connection
        self.grid = grid
        self.book = OrderBook(grid.cells)
        self.valid = False
        self.reason = NO_SNAPSHOT
        self.market = ""
        self.hash = ""
        self.seq = 0
        self.recv_us = 0
        self.venue_us: int | None = None
        self.snapshot_us: int | None = None
        self.tick: Decimal | None = None

    def invalidate(self, reason: str) -> None:
        """Stop believing this book until its next snapshot."""
        self.valid = False
        self.reason = reason


class SessionState:
    """Everything known at one point of a session."""

    def __init__(self) -> None:
        self.books: dict[str, dict[str, AssetBook]] = {}
        self.rules: dict[str, MarketRules] = {}
        self.orders: dict[str, Order] = {}
        self.fills: dict[tuple[str, str], Fill] = {}
        self.position_changes: dict[str, PositionChange] = {}
        self.links: dict[str, LinkChange] = {}
        self.last_trades: dict[str, Trade] = {}
        self.tops: dict[str, TopOfBook] = {}
        self.price_points: dict[str, PricePoint] = {}
        self._games = Games()
        self._game_names: set[str] = set()
        self.seq = 0
        self.recv_us = 0
        self._cancelled: set[str] = set()
        self._reported: set[tuple[str, str, Side]] = set()

    def book(self, asset: str) -> AssetBook | None:
        """The book to trust: the first valid connection's, else the one heard of last."""
        candidates = self.books.get(asset)
        if not candidates:
            return None
        for candidate in candidates.values():
            if candidate.valid:
                return candidate
        return max(candidates.values(), key=lambda candidate: candidate.seq)

    def standing_fills(self) -> list[Fill]:
        """Fills that count: everything not FAILED, in order of first report."""
        return [fill for fill in self.fills.values() if fill.status is not FillStatus.FAILED]

    @property
    def game(self) -> GameState:
        """The session's own game, as far as its feeds have told."""
        return self._games.counted

    def apply(
        self, connection: str, grid: PriceGrid, seq: int, recv_us: int, events: Iterable[Event]
    ) -> None:
        """Move forward by the events of one message; the state is meaningful only in between."""
        self.seq = seq
        self.recv_us = recv_us
        for event in events:
            if type(event) is LevelChange:
                held = self.held(event.asset, connection, grid)
                held.book.set_level(event.side, event.cell, event.size)
                held.seq = seq
                held.recv_us = recv_us
                held.venue_us = event.venue_us
                held.hash = event.hash
            elif type(event) is BookSnapshot:
                self.forget_others(event.asset, connection)
                self._snapshot(event, connection, grid)
            else:
                self._other(event, connection, grid)

    def lose(self, reason: str) -> None:
        """Stop believing every book: nobody knows what was missed."""
        for candidates in self.books.values():
            for held in candidates.values():
                held.invalidate(reason)

    def held(self, asset: str, connection: str, grid: PriceGrid) -> AssetBook:
        """The book of an asset as one connection tells it, made if there is none."""
        try:
            return self.books[asset][connection]
        except KeyError:
            held = AssetBook(asset, connection, grid)
            self.books.setdefault(asset, {})[connection] = held
            return held

    def restore(self, connection: str, grid: PriceGrid, events: Iterable[Event]) -> None:
        """Take over a book as it was left: its levels, and whether it was believed."""
        for event in events:
            if type(event) is BookSnapshot:
                self._snapshot(event, connection, grid)
            else:
                self._other(event, connection, grid)

    def _snapshot(self, event: BookSnapshot, connection: str, grid: PriceGrid) -> None:
        held = self.held(event.asset, connection, grid)
        held.book.replace(event.bids, event.asks)
        held.valid, held.reason = True, ""
        held.market = event.market or held.market
        held.seq, held.recv_us, held.venue_us = event.seq, event.recv_us, event.venue_us
        held.snapshot_us = event.recv_us
        held.hash = event.hash
        held.tick = event.tick or held.tick

    def forget_others(self, asset: str, connection: str) -> None:
        """Let go of what other connections no longer know: every reconnect would add a book."""
        candidates = self.books.get(asset, {})
        if len(candidates) > 1 or connection not in candidates:
            for name in list(candidates):
                if name != connection and not candidates[name].valid:
                    del candidates[name]

    def _other(self, event: Event, connection: str, grid: PriceGrid) -> None:
        match event:
            case Trade():
                self.last_trades[event.asset] = event
            case TopOfBook():
                self.tops[event.asset] = event
            case PricePoint():
                self.price_points[event.asset] = event
            case OrderUpdate() | FillUpdate() | PositionChange():
                self._own(event)
            case RulesRead():
                rules = event.rules
                self.rules[rules.market] = rules
                self._game_names |= {rules.event_slug, rules.slug, rules.game_id} - {""}
            case GameEvent():
                if event.name != "tag":
                    self._games.hear(event, self._game_names)
            case TickChange():
                self.held(event.asset, connection, grid).tick = event.new
            case LinkChange():
                self._link(event)
            case Gap():
                self._gap(event)
            case _:
                pass

    def _own(self, event: OrderUpdate | FillUpdate | PositionChange) -> None:
        match event:
            case OrderUpdate():
                self._order(event)
            case FillUpdate():
                self._fill(event.fill)
            case PositionChange():
                self.position_changes.setdefault(event.change_id, event)

    def _order(self, event: OrderUpdate) -> None:
        """Take an order over unless it is known better: answers over REST may be stale."""
        order = event.order
        known = self.orders.get(order.order_id)
        if known is not None and order.matched < known.matched:
            return
        if event.action is OrderAction.CANCELLATION:
            self._cancelled.add(order.order_id)
        elif known is not None and order.order_id in self._cancelled:
            if order.matched > known.matched:
                self.orders[order.order_id] = msgspec.structs.replace(known, matched=order.matched)
            return
        self.orders[order.order_id] = order

    def _fill(self, fill: Fill) -> None:
        """Take a fill over; a wallet's row of what a report with its order told is none.

        A history joined afterwards lists everything once more, under names of its own.
        """
        trace = (fill.transaction.lower(), fill.asset, fill.side)
        if not fill.order_id and trace in self._reported:
            return
        if fill.order_id and fill.transaction and fill.status is not FillStatus.FAILED:
            self._reported.add(trace)
        known = self.fills.get(fill.key)
        if known is None or _RANK[fill.status] >= _RANK[known.status]:
            self.fills[fill.key] = fill

    def _link(self, event: LinkChange) -> None:
        self.links[event.connection] = event
        if event.state not in ("up", "stale", "down", "rotated"):
            return
        for asset, candidates in self.books.items():
            held = candidates.get(event.connection)
            if held is not None and (not event.assets or asset in event.assets):
                held.invalidate(event.detail or f"connection {event.state}")

    def _gap(self, event: Gap) -> None:
        if event.recv_us - event.to_us >= WATCHED_US:
            return
        for asset, candidates in self.books.items():
            for connection, held in candidates.items():
                concerned = not event.scope or asset in event.scope or connection in event.scope
                refreshed = held.snapshot_us is not None and held.snapshot_us > event.from_us
                if concerned and not refreshed:
                    held.invalidate(event.cause)
