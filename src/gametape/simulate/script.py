"""The script of an evening: what happens at a venue, in venue time, before it becomes messages.

A synthetic game writes one; the loopback venue performs it and turns each action into the
messages Polymarket would send.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, Protocol

import msgspec

from gametape.model.book import Level, Side
from gametape.model.market import MarketRules


class _Action(msgspec.Struct, frozen=True, kw_only=True):
    at_us: int
    """When, in microseconds since the script's start."""


class SetLevels(_Action, frozen=True, kw_only=True):
    """New absolute sizes (micro-shares) of levels of a market's first outcome; 0 removes.

    The venue mirrors them to the second outcome. All levels travel in one `price_change`. Sizes
    are other people's: what the recorded trader has resting at a price comes on top.
    """

    market: str
    levels: tuple[tuple[Side, int, int], ...]


class PrintTrade(_Action, frozen=True, kw_only=True):
    """A taker walks a market's book on the first outcome: prints and a fresh book follow.

    `side` is the taker's; `size` micro-shares; the venue walks its own book, the recorded
    trader's resting orders included: each stands behind what rested at its price when it came, and
    what stands before it never exceeds what others have there. `trader` names who took, for the
    labels; empty means anybody.
    """

    market: str
    side: Side
    size: int
    trader: str = ""


class PlaceOrder(_Action, frozen=True, kw_only=True):
    """The recorded trader sends an order on outcome `outcome` (0 or 1) of a market.

    Price in cells of that outcome, size in micro-shares. A marketable part takes at once, the
    rest rests (`GTC`) or is cancelled (`FAK`); an order that is marketable on arrival is matched
    as a whole `taker_delay_us` later. `label` is the behaviour this order was planted to show
    (`panic`, `fomo`, `patient`, ...), empty for none.
    """

    order: str
    market: str
    outcome: int
    side: Side
    cell: int
    size: int
    order_type: Literal["GTC", "FAK"] = "GTC"
    label: str = ""


class CancelOrder(_Action, frozen=True, kw_only=True):
    """The recorded trader cancels an order."""

    order: str


class MovePairs(_Action, frozen=True, kw_only=True):
    """The recorded trader moves `size` micro-shares of both outcomes without a trade.

    A split makes pairs of dollars, a merge dollars of pairs; a redemption fetches what a decided
    market pays for everything held there. More than is held does nothing.
    """

    market: str
    kind: Literal["SPLIT", "MERGE", "REDEEM"]
    size: int = 0


class ChangeTick(_Action, frozen=True, kw_only=True):
    """A market's tick becomes `new` dollars."""

    market: str
    new: Decimal


class WipeBook(_Action, frozen=True, kw_only=True):
    """The venue cancels every resting order of a market (game start)."""

    market: str


class ListMarket(_Action, frozen=True, kw_only=True):
    """A market of the event appears while the evening runs, with this first book."""

    rules: MarketRules
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]


class GameUpdate(_Action, frozen=True, kw_only=True):
    """The sports feed speaks; fields as in polymarket-api.md section 6.1."""

    score: str
    period: str
    elapsed: str = ""
    status: str = "InProgress"
    live: bool = True
    ended: bool = False
    text: str = ""
    win_probability: float | None = None


class Resolve(_Action, frozen=True, kw_only=True):
    """A market pays: dollars a share for each outcome."""

    market: str
    payouts: tuple[Decimal, Decimal]


Action = (
    SetLevels
    | PrintTrade
    | PlaceOrder
    | CancelOrder
    | MovePairs
    | ChangeTick
    | WipeBook
    | ListMarket
    | GameUpdate
    | Resolve
)


class Script(Protocol):
    """An evening ready to be performed.

    `markets` are listed from the start, with `opening` books (first outcome: bids, asks);
    `actions()` can be called again and gives the same actions, in order of `at_us`. As nobody
    knows yet when it will be performed, `game_start_us` of its rules counts from the script's
    start, like `at_us`; the performer adds its own start.
    """

    event_slug: str
    title: str
    sport: str
    home: str
    away: str
    game_id: int
    duration_us: int
    markets: tuple[MarketRules, ...]
    opening: dict[str, tuple[tuple[Level, ...], tuple[Level, ...]]]

    def actions(self) -> Iterator[Action]:
        """Everything that happens, in order of time."""
        ...


class RetoldScript:
    """The facts of another script, for one that changes what happens in it: see `Script`.

    `actions` are for whoever derives from this to say.
    """

    def __init__(self, script: Script) -> None:
        self._script = script
        self.event_slug = script.event_slug
        self.title = script.title
        self.sport = script.sport
        self.home = script.home
        self.away = script.away
        self.game_id = script.game_id
        self.duration_us = script.duration_us
        self.markets = script.markets
        self.opening = script.opening
