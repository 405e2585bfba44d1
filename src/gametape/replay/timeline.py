"""The timeline of a session: everything that is no order book, as the page gets it.

Every entry has `seq`, its line on the tape, and `at_us`, when it was received (microseconds since
1970, UTC, never falling): what could be known when. Lists are in that order and hold what took
effect: a report that changed nothing, or was older than what was known, is left out, so that the
last entry of a key up to a moment is the state at that moment. Prices and ticks are decimal text
in dollars a share, `cell` the price's cell where it is on the grid; sizes are micro-shares, fees
micro-dollars. Texts of strangers stand as they came.
"""

from __future__ import annotations

import msgspec

from gametape.model.book import Side
from gametape.model.events import LinkState
from gametape.model.foreign import RecordedClock
from gametape.model.trading import ChangeKind, FillStatus, OrderAction, Role


class OutcomeFacts(msgspec.Struct, frozen=True):
    """One side of a market: the venue's id and its label."""

    asset: str
    label: str


class FeeFacts(msgspec.Struct, frozen=True):
    """A fee of `rate * (p * (1 - p)) ** exponent` a share; see `model.market.FeeSchedule`."""

    rate: str
    exponent: str
    taker_only: bool
    rebate_rate: str


class MarketFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A market as it was known when the session began; how it ended is in `rules`."""

    market: str
    question: str
    slug: str
    event_slug: str
    type: str
    line: str
    neg_risk: bool | None
    tick: str | None
    min_size: int | None
    taker_delay_us: int | None
    game_start_us: int | None
    fees: FeeFacts | None
    outcomes: list[OutcomeFacts]


class TrackFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A track: which asset, its price grid, how many rows, and bytes of it on the wire."""

    index: int
    asset: str
    market: str
    label: str
    grid: str
    rows: int
    bytes: int


class TrackOf(msgspec.Struct, frozen=True):
    """Where an asset's book is: in this track, and mirrored there or not."""

    track: int
    mirror: bool


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was told by line `seq` of the tape, received at `at_us`."""

    seq: int
    at_us: int


class RulesEntry(Entry, frozen=True, kw_only=True):
    """A market's rules from here on; `payouts` in dollars a share, by outcome."""

    market: str
    neg_risk: bool | None
    tick: str | None
    min_size: int | None
    taker_delay_us: int | None
    game_start_us: int | None
    fees: FeeFacts | None
    closed: bool | None
    resolution: str
    payouts: list[str] | None


class ValidityEntry(Entry, frozen=True, kw_only=True):
    """Whether an asset's book can be believed from here on, and why not."""

    valid: bool
    reason: str


class GapEntry(Entry, frozen=True, kw_only=True):
    """A hole, told at `at_us`; an empty scope means everything."""

    from_us: int
    to_us: int
    cause: str
    scope: list[str]


class LinkEntry(Entry, frozen=True, kw_only=True):
    """A connection's state changed."""

    connection: str
    state: LinkState
    detail: str


class GameEntry(Entry, frozen=True, kw_only=True):
    """Something in the game, or (`tag`) what the trader marked."""

    happened_us: int | None
    name: str
    text: str
    game: str
    score: str
    period: str
    game_clock: str
    status: str
    team: str
    live: bool | None
    ended: bool | None
    tag: bool


class OrderEntry(Entry, frozen=True, kw_only=True):
    """One's own order as it stands from here on; `resting` says whether it waits in the book."""

    action: OrderAction
    order_id: str
    asset: str
    market: str
    side: Side
    price: str
    cell: int | None
    size: int
    matched: int
    status: str
    order_type: str
    resting: bool


class FillEntry(Entry, frozen=True, kw_only=True):
    """One's own fill as it stands from here on; `key` is trade and order id."""

    key: str
    asset: str
    market: str
    side: Side
    price: str
    cell: int | None
    size: int
    fee: int | None
    role: Role
    status: FillStatus
    matched_us: int
    precision_us: int


class ChangeEntry(Entry, frozen=True, kw_only=True):
    """One's own positions or cash moved without a trade; see `model.events.PositionChange`.

    `key` names the change; `happened_us` is when it happened (`at_us` when it was heard of).
    """

    key: str
    kind: ChangeKind
    market: str
    asset: str
    size: int
    cash: int | None
    happened_us: int
    transaction: str


class OddTradeEntry(Entry, frozen=True, kw_only=True):
    """A public trade whose price is off the grid (an average), with its exact price."""

    asset: str
    price: str
    size: int
    side: Side | None


class NoteEntry(Entry, frozen=True, kw_only=True):
    """The trader's own words, spoken at `noted_us`."""

    text: str
    noted_us: int


class ClockEntry(Entry, frozen=True, kw_only=True):
    """The venue's clock minus ours, and how far our wall clock has moved from the tape's."""

    offset_us: int | None
    step_us: int | None


class ResolvedEntry(Entry, frozen=True, kw_only=True):
    """The venue named the winner."""

    market: str
    winner: str


class Lists(msgspec.Struct, kw_only=True):
    """All that happened, by what it is about; also what a live page gets as news."""

    rules: list[RulesEntry] = []
    validity: dict[str, list[ValidityEntry]] = {}
    gaps: list[GapEntry] = []
    links: list[LinkEntry] = []
    game: list[GameEntry] = []
    orders: list[OrderEntry] = []
    fills: list[FillEntry] = []
    changes: list[ChangeEntry] = []
    odd_trades: list[OddTradeEntry] = []
    notes_on_tape: list[NoteEntry] = []
    clock_readings: list[ClockEntry] = []
    resolved: list[ResolvedEntry] = []


class Timeline(Lists, kw_only=True):
    """A session without its books; `version` is that of its tracks, `clock` whose the times are."""

    session: str
    title: str
    venue: str
    version: str
    from_us: int
    to_us: int
    live: bool
    clock: RecordedClock
    markets: list[MarketFacts]
    tracks: list[TrackFacts]
    assets: dict[str, TrackOf]


class Hello(msgspec.Struct, kw_only=True, tag_field="type", tag="hello"):
    """The first message to a page that follows a recording; `number` is of the last `News`."""

    number: int
    timeline: Timeline


class News(Lists, kw_only=True, tag_field="type", tag="events"):
    """What a recording has added since the message before; `number` counts them from 1.

    `now_us` is the server's clock, `to_us` the last line's receive time. `tracks`, `assets` and
    `markets` are whole, and there only when one was added.
    """

    number: int
    now_us: int
    to_us: int
    tracks: list[TrackFacts] | msgspec.UnsetType = msgspec.UNSET
    assets: dict[str, TrackOf] | msgspec.UnsetType = msgspec.UNSET
    markets: list[MarketFacts] | msgspec.UnsetType = msgspec.UNSET
