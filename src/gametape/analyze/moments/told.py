"""What is told of moments like one: which were looked through, distributions, and clips."""

from __future__ import annotations

from typing import Literal

import msgspec

from gametape.analyze.moments.vocabulary import Kind

Position = Literal["", "held", "flat"]
"""Whether a share of the market was one's own then: any of it, or nothing; empty is either."""

TOLERANCE = 1.0
PER_SESSION = 20


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which moments are looked through; empty takes all.

    Moments from `from_us` on and before `to_us` (microseconds since 1970); `others` leaves the
    asked moment's own session out. `tolerance` is how far a moment may be: the root of the
    weighted mean of squared differences, each in its feature's unit.
    """

    sport: str = ""
    phase: str = ""
    kind: Kind | None = None
    position: Position = ""
    from_us: int | None = None
    to_us: int | None = None
    others: bool = False
    tolerance: float = TOLERANCE
    per_session: int = PER_SESSION


class Distribution(msgspec.Struct, frozen=True, kw_only=True):
    """A distribution in cents a share: how many moments of how many sessions, mean, quantiles.

    `low` and `high` hold the mean by session at `level`; None with too few sessions. `positive` is
    the share above zero. `quantiles` are at 5, 25, 50, 75 and 95 per cent.
    """

    n: int
    sessions: int
    mean: float
    low: float | None
    high: float | None
    level: float
    positive: float
    quantiles: list[float]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What came so many seconds later (None: when the market was decided).

    `mid` is the move of the mid; `buy` and `sell` are what buying or selling 100 shares and
    closing then brought, after fees. `base` are the same of moments whatever they were like.
    """

    seconds: int | None
    mid: Distribution | None
    buy: Distribution | None
    sell: Distribution | None
    base_mid: Distribution | None
    base_buy: Distribution | None
    base_sell: Distribution | None
    unknown: int


class Clip(msgspec.Struct, frozen=True, kw_only=True):
    """A moment like it: where to watch it, how far it is (0 is equal), what the mid did next.

    `asset` is the outcome whose place it takes; moves are of that outcome, None where a hole lies.
    """

    session: str
    title: str
    market: str
    asset: str
    label: str
    at_us: int
    watch_us: int
    distance: float
    kind: Kind
    phase: str
    price: float
    moves: dict[str, float | None]


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """Moments like one. `known` are its own features, of the asset that was asked for.

    `sports` and `phases` are what can be filtered by: those of any session.
    """

    session: str
    market: str
    asset: str
    at_us: int
    known: dict[str, float | None]
    filters: Filters
    looked: int
    n: int
    sessions: int
    searched_sessions: int
    missing_sessions: int
    steps: list[Step]
    nearest: list[Clip]
    sports: list[str]
    phases: list[str]
    words: str
