"""A moment: all that is known of one outcome at one time. The page's twin gives the same."""

from __future__ import annotations

from typing import Protocol

import msgspec

from gametape.ledger.exposure import Quoted, exposure
from gametape.model.book import Level, Side
from gametape.replay.film.fold import GRIDS
from gametape.replay.film.knowledge import NO_BOOK, Knowledge
from gametape.replay.film.track import Track
from gametape.replay.game import clock_after
from gametape.replay.timeline import Timeline

AFTER_THE_END = "the recording had ended by then; this is the last book it knew"


class MomentBook(msgspec.Struct, frozen=True):
    """A book: (cell, micro-shares) best first; `seq` is the last line its track had a row of."""

    valid: bool
    reason: str
    seq: int | None
    bids: list[Level]
    asks: list[Level]


class MomentTrade(msgspec.Struct, frozen=True):
    """The last public trade, at the cell nearest to its price; the taker's side if known."""

    cell: int
    size: int
    side: Side | None
    at_us: int


class MomentGame(msgspec.Struct, frozen=True):
    """The game as far as it was told; `text` is one line of it."""

    score: str
    period: str
    game_clock: str
    status: str
    live: bool | None
    ended: bool | None
    text: str


class MomentOrder(msgspec.Struct, frozen=True):
    """One's own order that rests in the book."""

    order_id: str
    asset: str
    side: Side
    cell: int | None
    price: str
    size: int
    matched: int


class MomentPnl(msgspec.Struct, frozen=True):
    """Money of the whole market in micro-dollars; see `ledger.exposure`."""

    cash: int
    value: int | None
    total: int | None
    fees: int | None
    why: str
    settled: bool


class Moment(msgspec.Struct, frozen=True):
    """What was known of an asset and its market at `at_us`; `seq` is the last line that told."""

    at_us: int
    seq: int | None
    asset: str
    market: str
    book: MomentBook
    last_trade: MomentTrade | None
    game: MomentGame
    orders: list[MomentOrder]
    positions: dict[str, int]
    pnl: MomentPnl


class Reels(Protocol):
    """Where tracks come from; a live one may still be empty."""

    def track(self, index: int) -> Track:
        """The track of an index; raises TapeError if it cannot be read."""
        ...


def moment_at(
    known: Knowledge, reels: Reels, asset: str, at_us: int, *, hindsight: bool = False
) -> Moment:
    """The moment of an asset; moves the books of its market's tracks.

    With `hindsight` the book is doubted as `gametape book` does: also for a hole that was told
    later, and after the recording's end. Everything else is what was known by then.
    """
    market = known.market_of(asset)
    books = {
        other: _book(known, reels, other, at_us, hindsight=hindsight)
        for other in dict.fromkeys((asset, *known.outcomes(market)))
    }
    book, trade, _ = books[asset]
    fills = known.fills(market, at_us)
    quoted = {
        other: Quoted(one.bids, one.asks, GRIDS[grid], one.reason if not one.valid else "")
        for other, (one, _, grid) in books.items()
    }
    rules = known.rules(market, at_us)
    money = exposure(fills, rules, quoted, known.moved(rules, at_us))
    seqs = [seq for seq in (known.last_seq(at_us), book.seq) if seq is not None]
    return Moment(
        at_us=at_us,
        seq=max(seqs, default=None),
        asset=asset,
        market=market,
        book=book,
        last_trade=trade,
        game=game_at(known, at_us),
        orders=[
            MomentOrder(
                one.order_id, one.asset, one.side, one.cell, one.price, one.size, one.matched
            )
            for one in known.orders(market, at_us)
        ],
        positions=dict(sorted(money.positions.items())),
        pnl=MomentPnl(money.cash, money.value, money.total, money.fees, money.why, money.settled),
    )


def game_at(known: Knowledge, at_us: int) -> MomentGame:
    """The game at a moment: of each thing the last that was said."""
    score = period = clock = status = ""
    live: bool | None = None
    ended: bool | None = None
    for entry in known.game(at_us):
        clock = clock_after(entry, period, clock)
        score = entry.score or score
        period = entry.period or period
        status = entry.status or status
        live = live if entry.live is None else entry.live
        ended = ended if entry.ended is None else entry.ended
    text = f"{score} {period} {clock}".strip() or status
    return MomentGame(score, period, clock, status, live, ended, text)


def _book(
    known: Knowledge, reels: Reels, asset: str, at_us: int, *, hindsight: bool
) -> tuple[MomentBook, MomentTrade | None, str]:
    where = known.timeline.assets.get(asset)
    if where is None:
        return MomentBook(False, NO_BOOK, None, [], []), None, "uniform"
    track = reels.track(where.track)
    owner = track.header.asset
    row = track.seek(at_us)
    bids, asks = track.bids(), track.asks()
    last = track.last_trade(row)
    trade = None if last is None else MomentTrade(last.cell, last.size, last.side, last.at_us)
    if where.mirror:
        top = track.header.cells - 1
        bids, asks = _turned(asks, top), _turned(bids, top)
        if trade is not None:
            side = None if trade.side is None else trade.side.opposite
            trade = MomentTrade(top - trade.cell, trade.size, side, trade.at_us)
    valid, reason = doubt(known, owner, at_us, hindsight=hindsight)
    seq = track.seq_of(row - 1) if row else None
    return MomentBook(valid, reason, seq, bids, asks), trade, track.header.grid


def doubt(known: Knowledge, asset: str, at_us: int, *, hindsight: bool) -> tuple[bool, str]:
    """Whether the book of an asset with a track could be believed, and why not."""
    trust = known.trust(asset, at_us)
    if trust is None:
        return False, NO_BOOK
    gap = known.gap(asset, at_us, hindsight=hindsight)
    if gap is not None:
        return False, f"hole: {gap.cause}"
    timeline: Timeline = known.timeline
    if hindsight and trust[0] and at_us > timeline.to_us and not timeline.live:
        return False, AFTER_THE_END
    return trust


def _turned(levels: list[Level], top: int) -> list[Level]:
    """Levels of one outcome as the other's: prices complement, the order stays best first."""
    return [(top - cell, size) for cell, size in levels]
