"""The venue's state, moved by a script's actions; pure: time comes in, happenings come out.

Where a script and own orders interfere, the venue stays a venue: its book is never crossed. A
level set at or through other people's levels on the other side removes those (the newest statement
stands); set at or through own orders, it is a taker that meets them first and rests with the rest.
"""

from __future__ import annotations

from collections.abc import Callable

from gametape.errors import UsageError
from gametape.model.book import Side
from gametape.simulate.script import (
    Action,
    CancelOrder,
    ChangeTick,
    GameUpdate,
    ListMarket,
    MovePairs,
    PlaceOrder,
    PrintTrade,
    Resolve,
    Script,
    SetLevels,
    WipeBook,
)
from gametape.simulate.venue.exchange import handles
from gametape.simulate.venue.exchange.agenda import Agenda
from gametape.simulate.venue.exchange.clearing import SettlementPlan, Taker, Trader
from gametape.simulate.venue.exchange.happenings import (
    BookCleared,
    GameSaid,
    Happening,
    LevelEntry,
    Listed,
    Moment,
    Resolved,
    TickMoved,
)
from gametape.simulate.venue.exchange.market_book import MarketBook
from gametape.simulate.venue.exchange.own_desk import OwnDesk
from gametape.simulate.venue.exchange.showing import (
    book_shown,
    level_entries,
    levels_changed,
    tops,
)


class Exchange:
    """All markets of an evening, the recorded trader's desk, and what is still to come."""

    def __init__(
        self,
        script: Script,
        trader: Trader,
        now: Moment,
        plan: SettlementPlan | None = None,
        *,
        wipe_as_changes: bool = False,
    ) -> None:
        self.agenda = Agenda()
        self.desk = OwnDesk(trader, plan or SettlementPlan(), self.agenda)
        self.books: dict[str, MarketBook] = {}
        self.by_asset: dict[str, tuple[MarketBook, int]] = {}
        self.game: GameUpdate | None = None
        self._wipe_as_changes = wipe_as_changes
        self._takers = 0
        self._ticks = 0
        self.opening = [
            happening
            for rules in script.markets
            for happening in self._list_market(
                ListMarket(
                    at_us=0,
                    rules=rules,
                    bids=script.opening[rules.market][0],
                    asks=script.opening[rules.market][1],
                ),
                now,
            )
        ]

    def perform(self, action: Action, now: Moment) -> list[Happening]:
        """Let an action happen; raises UsageError for a market the script never listed."""
        match action:
            case GameUpdate():
                self.game = action
                return [GameSaid(update=action)]
            case ListMarket():
                return self._list_market(action, now)
            case CancelOrder():
                order = self.desk.orders.get(action.order)
                if order is None:
                    return []  # it was refused when it came
                book = self._book(order.market)
                return _with_tops(book, lambda: self.desk.cancel(book, action, now))
            case MovePairs():
                self.desk.move(self._book(action.market), action, now)
                return []  # no channel tells of it; the wallet's history does
            case _:
                book = self._book(action.market)
                if book.payouts is not None and not isinstance(action, PlaceOrder):
                    return []  # closed: whatever the script goes on doing there is not heard
                return _with_tops(book, lambda: self._in_market(book, action, now))

    def follow_up(self, now: Moment) -> list[Happening]:
        """Do the next thing on the agenda."""
        market, deed = self.agenda.pop()
        return _with_tops(self._book(market), lambda: deed(now))

    def _in_market(
        self,
        book: MarketBook,
        action: SetLevels | PrintTrade | PlaceOrder | ChangeTick | WipeBook | Resolve,
        now: Moment,
    ) -> list[Happening]:
        match action:
            case SetLevels():
                return self._set_levels(book, action, now)
            case PrintTrade():
                taker = self._anybody(action.trader, action.side)
                matches = book.take(action.side, action.size)
                return self.desk.settle(book, matches, taker, now, action.trader)
            case PlaceOrder():
                return self.desk.place(book, action, now)
            case ChangeTick():
                return self._change_tick(book, action, now)
            case WipeBook():
                return self._cancel_all(book, "INVALID", now, as_changes=self._wipe_as_changes)
            case Resolve():
                told = self._cancel_all(book, "CANCELED_MARKET_RESOLVED", now, as_changes=True)
                book.payouts = action.payouts
                return [*told, Resolved(rules=book.rules, payouts=action.payouts)]

    def _book(self, market: str) -> MarketBook:
        try:
            return self.books[market]
        except KeyError:
            raise UsageError(
                f"the script acts on market {market}, which it never listed."
            ) from None

    def _list_market(self, action: ListMarket, now: Moment) -> list[Happening]:
        book = MarketBook(action.rules)
        sides = ((Side.BUY, action.bids), (Side.SELL, action.asks))
        levels = tuple((side, cell, size) for side, ladder in sides for cell, size in ladder)
        for side, cell, size in levels:
            book.set_others(side, cell, size)
        book.changed_ms = now.venue_ms
        self.books[action.rules.market] = book
        for outcome, asset in enumerate(book.assets):
            self.by_asset[asset] = (book, outcome)
        return [Listed(rules=action.rules, levels=levels)]

    def _set_levels(self, book: MarketBook, action: SetLevels, now: Moment) -> list[Happening]:
        told: list[Happening] = []
        entries: list[LevelEntry] = []
        # Reductions first, so that no token's book is crossed between the entries of one message.
        for side, cell, size in sorted(
            action.levels, key=lambda level: level[2] > book.others(level[0], level[1])
        ):
            taken = 0
            for opposite in book.crossing(side, cell) if size else ():
                if book.others(side.opposite, opposite):
                    book.set_others(side.opposite, opposite, 0)
                    entries += level_entries(book, side.opposite, opposite, now)
            matches = book.take(side, size, cell) if size else []
            if matches:
                told += [levels_changed(book, entries)] if entries else []
                entries = []
                taken = sum(match.size for match in matches)
                told += self.desk.settle(book, matches, self._anybody("", side), now)
            book.set_others(side, cell, size - taken)
            entries += level_entries(book, side, cell, now)
        return [*told, levels_changed(book, entries)] if entries else told

    def _change_tick(self, book: MarketBook, action: ChangeTick, now: Moment) -> list[Happening]:
        old, book.tick = book.tick_text, action.new
        book.changed_ms = now.venue_ms
        tick = TickMoved(market=action.market, assets=book.assets, old=old, new=book.tick_text)
        books = [book_shown(book, 0), book_shown(book, 1)]
        # Which comes first is not promised; a capture had the books 7 ms early.
        self._ticks += 1
        return [tick, *books] if self._ticks % 2 else [*books, tick]

    def _cancel_all(
        self, book: MarketBook, status: str, now: Moment, *, as_changes: bool
    ) -> list[Happening]:
        places = [(side, cell) for side in Side for cell, _ in book.levels(side)]
        told: list[Happening] = []
        for order in book.own_resting():
            told += self.desk.drop(book, order, status, now, show=False)
        entries: list[LevelEntry] = []
        for side, cell in places:
            book.set_others(side, cell, 0)
            entries += level_entries(book, side, cell, now) if as_changes else []
        book.changed_ms = now.venue_ms
        if as_changes:
            return [*told, levels_changed(book, entries)] if entries else told
        cleared = BookCleared(market=book.rules.market)
        return [*told, cleared, book_shown(book, 0), book_shown(book, 1)]

    def _anybody(self, trader: str, side: Side) -> Taker:
        self._takers += 1
        name = trader or f"somebody {self._takers % 211}"
        return Taker(
            handles.hash_id("taker", self._takers),
            handles.uuid_id("taker", name),
            handles.wallet("taker", name),
            0,
            side,
            None,
        )


def _with_tops(book: MarketBook, act: Callable[[], list[Happening]]) -> list[Happening]:
    """What `act` tells, and the best prices if they moved."""
    before = book.best(Side.BUY), book.best(Side.SELL)
    told = act()
    return told if (book.best(Side.BUY), book.best(Side.SELL)) == before else [*told, *tops(book)]
