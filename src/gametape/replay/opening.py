"""The state of all books at the start of a segment, so that a segment can be read alone."""

from __future__ import annotations

from collections.abc import Iterator

from gametape.model.amounts import micro_text
from gametape.model.book import Level
from gametape.replay.state import AssetBook, SessionState
from gametape.tape.records import OpeningBook, encode_record


def opening_books(state: SessionState) -> Iterator[tuple[str, bytes]]:
    """(connection, JSON of an `OpeningBook`) for every book held."""
    for candidates in state.books.values():
        for held in candidates.values():
            yield held.connection, encode_record(_opening(held, state))


def _opening(held: AssetBook, state: SessionState) -> OpeningBook:
    def texts(levels: Iterator[Level]) -> tuple[tuple[str, str], ...]:
        return tuple((held.grid.label(cell), micro_text(size)) for cell, size in levels)

    trade = state.last_trades.get(held.asset)
    return OpeningBook(
        asset=held.asset,
        market=held.market,
        valid=held.valid,
        reason=held.reason,
        q=held.seq,
        bids=texts(held.book.bids()),
        asks=texts(held.book.asks()),
        grid=held.grid.name,
        tick=held.tick,
        last_trade=None if trade is None else trade.price,
        venue_us=held.venue_us,
        snapshot_us=held.snapshot_us or 0,
    )
