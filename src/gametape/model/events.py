"""The one list of event types: everything that can happen on a tape, decoded.

`seq` is the tape's sequence number, `recv_us` our receive time, `venue_us` the venue's own time
(None where it sends none); times are microseconds since 1970, UTC. Prices are cells of the
asset's grid, sizes micro-shares. All events of one `seq` belong to one message and are applied
together: between them the state means nothing.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

from gametape.model.book import Level, Side
from gametape.model.market import MarketRules
from gametape.model.trading import ChangeKind, Fill, Order, OrderAction


class _Event(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    seq: int
    recv_us: int
    venue_us: int | None = None


class BookSnapshot(_Event, frozen=True, gc=False, kw_only=True):
    """The whole book of an asset; replaces what was known."""

    asset: str
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    market: str = ""
    hash: str = ""
    tick: Decimal | None = None


class BookCheckpoint(_Event, frozen=True, gc=False, kw_only=True):
    """A book read over REST to be compared with the fold; it changes no state by itself."""

    asset: str
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    market: str = ""
    hash: str = ""


class LevelChange(_Event, frozen=True, gc=False, kw_only=True):
    """The new total size of one price level; 0 removes it.

    `best_bid` and `best_ask` are what the venue says the best prices are after the change (NONE:
    that side is empty; None: the venue did not say).
    """

    asset: str
    side: Side
    cell: int
    size: int
    best_bid: int | None = None
    best_ask: int | None = None
    market: str = ""
    hash: str = ""


class Trade(_Event, frozen=True, gc=False, kw_only=True):
    """A public print, `price` in dollars a share.

    `side` is the taker's (None: unknown); `cell` is NONE for a price off the grid (an average
    over levels).
    """

    asset: str
    price: Decimal
    cell: int
    size: int
    side: Side | None = None
    market: str = ""
    transaction: str = ""


class TopOfBook(_Event, frozen=True, gc=False, kw_only=True):
    """Best prices as the venue states them, without sizes (NONE: that side is empty)."""

    asset: str
    best_bid: int
    best_ask: int
    market: str = ""


class PricePoint(_Event, frozen=True, gc=False, kw_only=True):
    """A price somebody sampled, in dollars a share: neither a print nor a quote."""

    asset: str
    price: Decimal
    market: str = ""


class TickChange(_Event, frozen=True, gc=False, kw_only=True):
    """The smallest price step of an asset changed, in dollars."""

    asset: str
    old: Decimal | None
    new: Decimal
    market: str = ""


class MarketListed(_Event, frozen=True, gc=False, kw_only=True):
    """The venue announced a market."""

    market: str
    assets: tuple[str, ...]
    question: str = ""
    event_slug: str = ""


class MarketResolved(_Event, frozen=True, gc=False, kw_only=True):
    """The venue named the winner; the payouts themselves come with the rules."""

    market: str
    winner: str


class RulesRead(_Event, frozen=True, gc=False, kw_only=True):
    """A market's rules as read at this moment."""

    rules: MarketRules


class OrderUpdate(_Event, frozen=True, gc=False, kw_only=True):
    """One's own order was placed, partly matched, cancelled, or read back over REST."""

    action: OrderAction
    order: Order


class FillUpdate(_Event, frozen=True, gc=False, kw_only=True):
    """One's own fill, first seen or with a new status; the same key is one fill."""

    fill: Fill


class PositionChange(_Event, frozen=True, gc=False, kw_only=True):
    """One's own positions or cash moved without a trade (a split, a merge, a rebate, ...).

    The same `change_id` is the same change. `size` is micro-shares (of each outcome for a split
    and a merge), `cash` micro-dollars as the venue states them, unsigned; None: not said. `market`
    and `asset` are "" where the venue names none. `at_us` is when it happened.
    """

    change_id: str
    kind: ChangeKind
    market: str
    asset: str
    size: int
    cash: int | None
    at_us: int
    transaction: str = ""


class GameEvent(_Event, frozen=True, gc=False, kw_only=True):
    """Something in the game itself, or a tag the trader set.

    `name` is the field's word (`score`, `period`, `status`, `point`, `wicket`, `tag`, ...);
    `score`, `period` and `game_clock` are the feed's own text. `happened_us` is when it happened
    if that is known to differ from when it was received ("2 s ago").
    """

    name: str
    text: str = ""
    game: str = ""
    score: str = ""
    period: str = ""
    game_clock: str = ""
    status: str = ""
    team: str = ""
    live: bool | None = None
    ended: bool | None = None
    happened_us: int | None = None


LinkState = Literal["up", "subscribed", "stale", "down", "rotated"]


class LinkChange(_Event, frozen=True, gc=False, kw_only=True):
    """A connection's state; `connection` is the tape's name of it (`polymarket.market#1`).

    `assets` are those subscribed, or those a `stale` concerns (empty: all of the connection).
    `since_us`: a `stale` says from when on what the connection told is not to be believed.
    """

    connection: str
    state: LinkState
    detail: str = ""
    assets: tuple[str, ...] = ()
    since_us: int | None = None


class Gap(_Event, frozen=True, gc=False, kw_only=True):
    """A hole: what was missed, from when to when, and why.

    `scope` is the assets or channels it concerns; empty means everything.
    """

    from_us: int
    to_us: int
    cause: str
    scope: tuple[str, ...] = ()


class Note(_Event, frozen=True, gc=False, kw_only=True):
    """The trader's own words at a moment."""

    text: str
    at_us: int


class ClockReading(_Event, frozen=True, gc=False, kw_only=True):
    """How far apart clocks are.

    `offset_us` is the venue's clock minus ours with `round_trip_us` of uncertainty (venue
    readings); `step_us` is how far our own wall clock has moved from the tape's clock.
    """

    offset_us: int | None = None
    round_trip_us: int | None = None
    step_us: int | None = None


Event = (
    BookSnapshot
    | BookCheckpoint
    | LevelChange
    | Trade
    | TopOfBook
    | PricePoint
    | TickChange
    | MarketListed
    | MarketResolved
    | RulesRead
    | OrderUpdate
    | FillUpdate
    | PositionChange
    | GameEvent
    | LinkChange
    | Gap
    | Note
    | ClockReading
)
"""Every event there is."""
