"""What a market's book shows of itself: whole books, changed levels, best prices."""

from __future__ import annotations

from collections.abc import Iterable

from gametape.model.book import Side
from gametape.simulate.venue.exchange.happenings import (
    BookShown,
    LevelEntry,
    LevelsChanged,
    Moment,
    TopMoved,
)
from gametape.simulate.venue.exchange.market_book import MarketBook
from gametape.simulate.venue.exchange.own_orders import seen_from


def book_shown(book: MarketBook, outcome: int) -> BookShown:
    """One token's book as it stands, with the time of its last change."""
    return BookShown(
        market=book.rules.market,
        asset=book.assets[outcome],
        timestamp=book.changed_ms,
        hash=book.hash(outcome),
        bids=book.text(outcome, Side.BUY),
        asks=book.text(outcome, Side.SELL),
        tick=book.tick_text,
        last_trade=book.last_trade,
    )


def level_entries(book: MarketBook, side: Side, cell: int, now: Moment) -> list[LevelEntry]:
    """A level's present size as both tokens show it; the book counts as changed now."""
    book.changed_ms = now.venue_ms
    total = book.total(side, cell)
    return [
        LevelEntry(
            outcome,
            side if outcome == 0 else side.opposite,
            seen_from(outcome, cell),
            total,
            book.hash(outcome),
            book.best_text(outcome, Side.BUY),
            book.best_text(outcome, Side.SELL),
        )
        for outcome in (0, 1)
    ]


def levels_changed(book: MarketBook, entries: Iterable[LevelEntry]) -> LevelsChanged:
    """Entries as one change of their market."""
    return LevelsChanged(market=book.rules.market, assets=book.assets, entries=tuple(entries))


def level_changes(
    book: MarketBook, places: Iterable[tuple[Side, int]], now: Moment
) -> LevelsChanged:
    """The present sizes of these levels (of outcome 0) as one change."""
    entries = [entry for side, cell in places for entry in level_entries(book, side, cell, now)]
    return levels_changed(book, entries)


def tops(book: MarketBook) -> list[TopMoved]:
    """Best prices of both tokens."""
    return [
        TopMoved(
            market=book.rules.market,
            asset=book.assets[outcome],
            best_bid=book.best_text(outcome, Side.BUY),
            best_ask=book.best_text(outcome, Side.SELL),
        )
        for outcome in (0, 1)
    ]
