"""Layout: Parquet of top-of-book ladders of up/down markets, and of how those markets ended.

There are no token ids: `MARKET:UP` and `MARKET:DOWN` stand for the two assets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from gametape.errors import ParseError
from gametape.model.book import Level
from gametape.model.events import BookSnapshot, Event, RulesRead
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.grid import NONE, UNIFORM, PriceGrid
from gametape.model.market import MarketRules, Outcome
from gametape.venues.polymarket.layouts.documents import time_of
from gametape.venues.polymarket.layouts.notices import Notices, counted
from gametape.venues.polymarket.layouts.parquet import parquet_columns, parquet_rows, row_raw
from gametape.venues.polymarket.layouts.rows import cell, price, row_reader, size

SOURCE = "polymarket.resolved-books"
"""The source name of rows of both files."""

_BOOKS = {"market_id", "ts", "side", "bid_px", "bid_sz", "ask_px", "ask_sz"}
_MARKETS = {"market_id", "slug", "start_ts", "end_ts", "payout_up", "payout_down"}


class _Row(msgspec.Struct):
    market_id: str
    ts: int | None = None
    side: str = ""
    bid_px: list[Decimal] = []
    bid_sz: list[Decimal] = []
    ask_px: list[Decimal] = []
    ask_sz: list[Decimal] = []
    slug: str | None = None
    question: str = ""
    start_ts: int | None = None
    outcome_up: str = ""
    outcome_down: str = ""
    payout_up: Decimal | None = None
    payout_down: Decimal | None = None


_row = row_reader(_Row)


class ResolvedBooksDecoder:
    """Rows of books and of settled markets; see `gametape.model.decoder.Decoder`."""

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        row = _row(raw)
        if row.slug is not None:
            return (RulesRead(seq=seq, recv_us=recv_us, rules=_rules(row)),)
        if row.ts is None or not row.side:
            raise ParseError("row is neither a book nor a market.")
        return (
            BookSnapshot(
                seq=seq,
                recv_us=recv_us,
                venue_us=time_of(row.ts),
                asset=f"{row.market_id}:{row.side}",
                bids=_levels(row.bid_px, row.bid_sz),
                asks=_levels(row.ask_px, row.ask_sz),
                market=row.market_id,
            ),
        )


def _levels(prices: list[Decimal], sizes: list[Decimal]) -> tuple[Level, ...]:
    if len(prices) != len(sizes):
        raise ParseError("a side has more prices than sizes, or fewer.")
    levels = tuple((cell(one), size(much)) for one, much in zip(prices, sizes, strict=True))
    if any(at == NONE for at, _ in levels):
        raise ParseError("a level's price is not a multiple of 1/10000.")
    return levels


def _rules(row: _Row) -> MarketRules:
    known = row.payout_up is not None and row.payout_down is not None
    payouts = (price(row.payout_up or Decimal()), price(row.payout_down or Decimal()))
    return MarketRules(
        market=row.market_id,
        question=row.question,
        outcomes=(
            Outcome(f"{row.market_id}:UP", row.outcome_up),
            Outcome(f"{row.market_id}:DOWN", row.outcome_down),
        ),
        slug=row.slug or "",
        game_start_us=time_of(row.start_ts),
        closed=True if known else None,
        payouts=payouts if known else None,
    )


class ResolvedBooks:
    """A Parquet table of books, or of settled markets."""

    name = "Polymarket resolved up/down books"
    clock: RecordedClock = "receiver"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        columns = parquet_columns(file)
        return columns >= _BOOKS or columns >= _MARKETS

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        notices = Notices(warnings)
        one_sided = crossed = 0
        books = parquet_columns(file) >= _BOOKS
        for row in parquet_rows(file):
            at_us = time_of(row["ts"] if books else row["end_ts"]) or notices.last_us
            raw = row_raw(row)
            notices.row(at_us, raw)
            if books:
                bids, asks = row["bid_px"] or [], row["ask_px"] or []
                one_sided += not bids or not asks
                crossed += bool(bids and asks and max(bids) >= min(asks))
            yield Frame(Kind.MARKET if books else Kind.RULES, SOURCE, at_us, raw)
        if books:
            notices.say(
                f"{counted(notices.count, 'book')}, thinned by their publisher; "
                f"crossed: {crossed:,}, one-sided: {one_sided:,}."
            )
        notices.close()
