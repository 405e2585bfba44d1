"""What the exchange says has happened: facts, before they become messages or truth."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

import msgspec

from gametape.model.book import Side
from gametape.model.market import MarketRules
from gametape.simulate.script import GameUpdate


class Moment(NamedTuple):
    """One moment on three clocks, in microseconds.

    `script_us` counts from the script's start, `wall_us` is this machine's wall clock, `venue_us`
    the venue's: the same but for an injected step.
    """

    script_us: int
    wall_us: int
    venue_us: int

    @property
    def venue_ms(self) -> str:
        """The venue's time as its market messages print it."""
        return str(self.venue_us // 1000)


class _Happening(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    pass


class LevelEntry(NamedTuple):
    """A new level size as one token shows it, with hash and best prices after it."""

    outcome: int
    side: Side
    cell: int
    size: int
    hash: str
    best_bid: str
    best_ask: str


class LevelsChanged(_Happening, frozen=True, gc=False, kw_only=True):
    """Levels of a market have new total sizes, both tokens, in order."""

    market: str
    assets: tuple[str, ...]
    entries: tuple[LevelEntry, ...]


class LevelsTaken(_Happening, frozen=True, gc=False, kw_only=True):
    """Total sizes on outcome 0 after a trade; told by fresh books, not by changes."""

    market: str
    levels: tuple[tuple[Side, int, int], ...]


class BookShown(_Happening, frozen=True, gc=False, kw_only=True):
    """One token's whole book; levels are JSON array elements in wire order."""

    market: str
    asset: str
    timestamp: str
    hash: str
    bids: str
    asks: str
    tick: str
    last_trade: str


class BookCleared(_Happening, frozen=True, gc=False, kw_only=True):
    """Nothing rests in a market any more."""

    market: str


class Printed(_Happening, frozen=True, gc=False, kw_only=True):
    """A public print: part of a taker's match with one maker, on the taker's token."""

    market: str
    asset: str
    side: Side
    cell: int
    size: int
    fee_bps: str
    transaction: str
    trader: str = ""


class TopMoved(_Happening, frozen=True, gc=False, kw_only=True):
    """One token's best prices changed; wire text, empty for a side without levels."""

    market: str
    asset: str
    best_bid: str
    best_ask: str


class TickMoved(_Happening, frozen=True, gc=False, kw_only=True):
    """A market's tick changed; wire text."""

    market: str
    assets: tuple[str, ...]
    old: str
    new: str


class Listed(_Happening, frozen=True, gc=False, kw_only=True):
    """A market appeared, with this opening book on outcome 0."""

    rules: MarketRules
    levels: tuple[tuple[Side, int, int], ...]


class Resolved(_Happening, frozen=True, gc=False, kw_only=True):
    """A market pays."""

    rules: MarketRules
    payouts: tuple[Decimal, Decimal]


class OrderMoved(_Happening, frozen=True, gc=False, kw_only=True):
    """An own order was placed, matched or cancelled; sizes in micro-shares, cell of its outcome."""

    action: Literal["PLACEMENT", "UPDATE", "CANCELLATION"]
    order_id: str
    name: str
    label: str
    market: str
    asset: str
    outcome: str
    side: Side
    cell: int
    size: int
    matched: int
    status: str
    order_type: str
    created_us: int
    trades: tuple[str, ...]


class OrderRefused(_Happening, frozen=True, gc=False, kw_only=True):
    """An own order never reached the book."""

    name: str
    market: str
    reason: str


class MakerRow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One maker of a trade, in its own outcome's terms."""

    order_id: str
    owner: str
    wallet: str
    asset: str
    outcome: str
    outcome_index: int
    side: Side
    cell: int
    size: int
    mine: bool


class OwnTrade(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A trade the recorded trader took part in; top-level fields are the taker's.

    `price` is the size-weighted average over the rows, rounded; `fee` is what the taker pays, in
    micro-dollars; `matched_us` is the venue's time.
    """

    trade_id: str
    market: str
    taker_order_id: str
    owner: str
    wallet: str
    asset: str
    outcome: str
    outcome_index: int
    side: Side
    size: int
    price: Decimal
    fee: int
    role: Literal["TAKER", "MAKER"]
    rows: tuple[MakerRow, ...]
    bucket: int
    transaction: str
    fee_bps: str
    matched_us: int


class TradeMoved(_Happening, frozen=True, gc=False, kw_only=True):
    """An own trade has this status now."""

    trade: OwnTrade
    status: str


class GameSaid(_Happening, frozen=True, gc=False, kw_only=True):
    """The sports feed speaks."""

    update: GameUpdate


Happening = (
    LevelsChanged
    | LevelsTaken
    | BookShown
    | BookCleared
    | Printed
    | TopMoved
    | TickMoved
    | Listed
    | Resolved
    | OrderMoved
    | OrderRefused
    | TradeMoved
    | GameSaid
)
"""Everything the exchange can say."""
