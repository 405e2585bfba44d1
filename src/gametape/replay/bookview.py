"""The book of one asset at one moment, in the words and keys that people and programs rely on."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from gametape.model.amounts import micro_text
from gametape.model.book import Level, Side
from gametape.model.grid import NONE, PriceGrid
from gametape.model.odds import OddsGrid
from gametape.replay.gathering import Hole
from gametape.replay.state import AssetBook

Pair = tuple[str, str]
"""(price, size) as decimal text."""


class Native(msgspec.Struct, frozen=True):
    """Betfair's own ladders: (odds, stake)."""

    available_to_back: list[Pair]
    available_to_lay: list[Pair]


class BookView(msgspec.Struct, frozen=True):
    """A book as `gametape book --json` prints it; prices and sizes are decimal text.

    `question` and `outcome` are the words for the market and the asset, empty where none are known.
    """

    session: str
    market: str
    asset: str
    at_us: int
    seq: int | None
    valid: bool
    reason: str
    bids: list[Pair]
    asks: list[Pair]
    mid: str | None
    spread: str | None
    depth_bid_5: str
    depth_ask_5: str
    question: str = ""
    outcome: str = ""
    native: Native | msgspec.UnsetType = msgspec.UNSET


def view_book(
    held: AssetBook | None,
    session: str,
    market: str,
    asset: str,
    at_us: int,
    depth: int,
    hole: Hole | None,
) -> BookView:
    """A book for people and programs; `depth` levels a side (0: all)."""
    if held is None:
        return BookView(
            session, market, asset, at_us, None, False, "no book of this asset by then",
            [], [], None, None, "0", "0",
        )  # fmt: skip
    book, grid = held.book, held.grid
    bids, asks = list(book.bids()), list(book.asks())
    shown = depth or None
    return BookView(
        session=session,
        market=market or held.market,
        asset=asset,
        at_us=at_us,
        seq=held.seq,
        valid=held.valid and hole is None,
        reason=held.reason if hole is None else f"hole: {hole.cause}",
        bids=_texts(bids[:shown], grid),
        asks=_texts(asks[:shown], grid),
        mid=_mid(grid, book.best_bid, book.best_ask),
        spread=_spread(grid, book.best_bid, book.best_ask),
        depth_bid_5=micro_text(book.depth(Side.BUY)),
        depth_ask_5=micro_text(book.depth(Side.SELL)),
        native=_native(grid, bids[:shown], asks[:shown]),
    )


def _texts(levels: Iterable[Level], grid: PriceGrid) -> list[Pair]:
    return [(grid.text(cell), micro_text(size)) for cell, size in levels]


def _mid(grid: PriceGrid, bid: int, ask: int) -> str | None:
    if NONE in (bid, ask):
        return None
    return _plain(f"{(grid.price(bid) + grid.price(ask)) / 2:f}")


def _spread(grid: PriceGrid, bid: int, ask: int) -> str | None:
    if NONE in (bid, ask):
        return None
    return _plain(f"{grid.price(ask) - grid.price(bid):f}")


def _plain(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def _native(
    grid: PriceGrid, bids: Iterable[Level], asks: Iterable[Level]
) -> Native | msgspec.UnsetType:
    if not isinstance(grid, OddsGrid):
        return msgspec.UNSET
    return Native(available_to_back=grid.native(asks), available_to_lay=grid.native(bids))
