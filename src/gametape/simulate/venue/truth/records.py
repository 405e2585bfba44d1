"""Lines of the truth log: what really happened at the venue, with wall time in microseconds."""

from __future__ import annotations

from typing import Literal

import msgspec

from gametape.model.book import Side
from gametape.model.market import MarketRules
from gametape.model.trading import Fill

LinkWord = Literal[
    "opened",
    "subscribed",
    "unsubscribed",
    "closed by client",
    "closed by venue",
    "reset",
    "refused",
]
"""What can become of a socket."""


class _Record(msgspec.Struct, frozen=True, gc=False, tag_field="k", kw_only=True):
    t: int
    """Wall time, microseconds since 1970."""


class ListedTruth(_Record, frozen=True, gc=False, tag="listed", kw_only=True):
    """A market with its opening levels on outcome 0."""

    rules: MarketRules
    levels: list[tuple[Side, int, int]]


class LevelsTruth(_Record, frozen=True, gc=False, tag="levels", kw_only=True):
    """Total sizes (own orders included) of levels of outcome 0; `wiped` empties the book first."""

    market: str
    levels: list[tuple[Side, int, int]]
    wiped: bool = False


class PrintTruth(_Record, frozen=True, gc=False, tag="print", kw_only=True):
    """A public print and who took."""

    market: str
    asset: str
    side: Side
    cell: int
    size: int
    transaction: str
    trader: str


class OrderTruth(_Record, frozen=True, gc=False, tag="order", kw_only=True):
    """An own order's state; `name` and `label` are the script's."""

    action: str
    order_id: str
    name: str
    label: str
    market: str
    asset: str
    side: Side
    cell: int
    size: int
    matched: int
    status: str


class RefusedTruth(_Record, frozen=True, gc=False, tag="refused", kw_only=True):
    """An own order or cancellation the venue refused."""

    name: str
    market: str
    reason: str


class FillTruth(_Record, frozen=True, gc=False, tag="fill", kw_only=True):
    """An own fill with its status now."""

    fill: Fill


class GameTruth(_Record, frozen=True, gc=False, tag="game", kw_only=True):
    """What the sports feed said of the game."""

    score: str
    period: str
    status: str
    live: bool
    ended: bool
    text: str = ""
    win_probability: float | None = None


class TickTruth(_Record, frozen=True, gc=False, tag="tick", kw_only=True):
    """A tick change, dollars as text."""

    market: str
    old: str
    new: str


class ResolvedTruth(_Record, frozen=True, gc=False, tag="resolved", kw_only=True):
    """A market paid; dollars a share as text."""

    market: str
    payouts: tuple[str, str]


class FaultTruth(_Record, frozen=True, gc=False, tag="fault", kw_only=True):
    """A fault began or ended."""

    name: str
    state: str
    target: str = ""


class LinkTruth(_Record, frozen=True, gc=False, tag="link", kw_only=True):
    """A socket was opened, subscribed, unsubscribed, closed (by whom), reset or refused.

    `connection` counts from 1; `scope` is the assets it (un)subscribed.
    """

    connection: int
    channel: str
    state: LinkWord
    detail: str = ""
    scope: tuple[str, ...] = ()


class HoleTruth(_Record, frozen=True, gc=False, tag="hole", kw_only=True):
    """What one socket knew of `scope` was wrong or incomplete from `since` until `t`.

    `scope` is an asset on the market channel, else the channel; it ends with a fresh book, with
    the first message after a user or sports channel's silence, or with the socket. `lost` counts
    the messages that were not sent.
    """

    connection: int
    channel: str
    scope: str
    since: int
    cause: str
    lost: int


class PaceTruth(_Record, frozen=True, gc=False, tag="pace", kw_only=True):
    """The performance started, reached or ended at this script time."""

    script_us: int
    state: str


Record = (
    ListedTruth
    | LevelsTruth
    | PrintTruth
    | OrderTruth
    | RefusedTruth
    | FillTruth
    | GameTruth
    | TickTruth
    | ResolvedTruth
    | FaultTruth
    | LinkTruth
    | HoleTruth
    | PaceTruth
)
"""Every line a truth log can hold."""
