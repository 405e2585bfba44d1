"""Betfair's stream messages as they are on the wire: typed structs, nothing decided yet.

Field names are Betfair's own (Exchange Stream API), in snake case. Fields that nobody here reads
are left out; msgspec skips them. Numbers are floats only on the way to integers: odds become cells
by an exact look-up, stakes become whole pennies.
"""

from __future__ import annotations

from typing import Annotated, TypedDict

import msgspec

MILLISECOND = 1000
"""Betfair's times are epoch milliseconds; ours are microseconds."""

_LATEST_MS = 100_000_000_000_000
"""Some year far away: keeps what is computed from a time inside 64 bits."""

Stake = Annotated[float, msgspec.Meta(ge=0, le=1e9)]
"""An amount of the account's currency; the bound keeps stake * odds inside 64 bits."""

Odds = Annotated[float, msgspec.Meta(ge=0, le=1e4)]
Millis = Annotated[int, msgspec.Meta(ge=0, le=_LATEST_MS)]
Pairs = tuple[tuple[float, Stake], ...]
"""(odds, total stake), the stake being absolute and 0 removing the level."""

Ranked = tuple[tuple[int, float, Stake], ...]
"""(place in the ladder, odds, total stake)."""


class RunnerDefinition(msgspec.Struct, gc=False, rename="camel"):
    """A selection in a market's definition."""

    id: int | str
    status: str = "ACTIVE"
    name: str = ""
    hc: float = 0.0
    sort_priority: int = 0


class Definition(msgspec.Struct, gc=False, rename="camel"):
    """What a market is and what state it is in."""

    status: str = ""
    in_play: bool = False
    bet_delay: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 0
    runners: tuple[RunnerDefinition, ...] = ()
    name: str = ""
    event_name: str = ""
    event_id: str = ""
    market_type: str = ""
    market_time: str = ""
    number_of_winners: int = 1


class RunnerChange(msgspec.Struct, gc=False, rename="camel"):
    """New levels of one selection: full ladders, or ladders by place, and traded volume."""

    id: int | str
    atb: Pairs = ()
    atl: Pairs = ()
    trd: Pairs = ()
    batb: Ranked = ()
    batl: Ranked = ()
    bdatb: Ranked = ()
    bdatl: Ranked = ()
    hc: float = 0.0


class MarketChange(msgspec.Struct, gc=False, rename="camel"):
    """What changed in one market; `img` says that it is the whole state, not a change."""

    id: str
    rc: tuple[RunnerChange, ...] = ()
    img: bool = False
    market_definition: Definition | None = None


class Message(msgspec.Struct, gc=False, rename="camel"):
    """A line of the market stream, or of the connection it came over.

    `ct` is `SUB_IMAGE`, `RESUB_DELTA` (what was missed since a given point) or `HEARTBEAT`.
    """

    op: str
    pt: Millis | None = None
    ct: str = ""
    mc: tuple[MarketChange, ...] = ()
    status: int | None = None
    status_code: str = ""
    error_code: str = ""
    error_message: str = ""
    connection_closed: bool = False
    connection_id: str = ""


class OwnOrder(msgspec.Struct, gc=False, rename="camel"):
    """One's own order: odds `p`, stake `s`; `sm` matched so far at the average odds `avp`.

    `sr` remains, `sl` lapsed, `sc` cancelled, `sv` voided; `pd`, `md` placed and last matched.
    """

    id: str
    side: str
    status: str
    s: Stake = 0.0
    p: Odds = 0.0
    sm: Stake = 0.0
    avp: Odds = 0.0
    sl: Stake = 0.0
    sc: Stake = 0.0
    sv: Stake = 0.0
    ot: str = ""
    pd: Millis | None = None
    md: Millis | None = None


class OwnRunner(msgspec.Struct, gc=False, rename="camel"):
    """One's own orders on one selection."""

    id: int | str
    uo: tuple[OwnOrder, ...] = ()
    hc: float = 0.0
    full_image: bool = False


class OwnMarket(msgspec.Struct, gc=False, rename="camel"):
    """One's own orders in one market."""

    id: str
    orc: tuple[OwnRunner, ...] = ()
    full_image: bool = False


class OrderMessage(msgspec.Struct, gc=False, rename="camel"):
    """A line of the order stream, or of the connection it came over."""

    op: str
    pt: Millis | None = None
    oc: tuple[OwnMarket, ...] = ()
    status: int | None = None
    status_code: str = ""
    error_code: str = ""
    error_message: str = ""
    connection_closed: bool = False
    connection_id: str = ""


class At(TypedDict):
    """When an event happened: what every event of one message has in common."""

    seq: int
    recv_us: int
    venue_us: int | None


def asset_id(market: str, selection: int | str, handicap: float) -> str:
    """Our name of a runner: `MARKET:SELECTION`, with the handicap appended when it is not 0."""
    return f"{market}:{selection}:{handicap:g}" if handicap else f"{market}:{selection}"
