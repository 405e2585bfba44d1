"""What the progress page shows: plain values, so that a server loads no statistics for them."""

from __future__ import annotations

from typing import Literal

import msgspec

from gametape.analyze.evidence import EvidenceLedger, Unit
from gametape.analyze.population.goal import Goal

Good = Literal["fewer", "more"]


class SessionPoint(msgspec.Struct, frozen=True):
    """One evening on the chart: money in micro-dollars, `accuracy` per cent.

    `sum` is the net of all up to here; `luck` one standard deviation of what carrying positions
    through fair games would have moved that sum by.
    """

    session: str
    title: str
    started_us: int
    trades: int
    net: int
    sum: int
    luck: int
    accuracy: float | None


class RateBlock(msgspec.Struct, frozen=True):
    """Some sessions in a row: the raw rate, and the one drawn towards the others with its band."""

    from_us: int
    to_us: int
    sessions: int
    happened: int
    of: int
    raw: float
    estimate: float | None
    low: float | None
    high: float | None


class RateSeries(msgspec.Struct, frozen=True):
    """A behaviour over time, oldest first."""

    code: str
    title: str
    of: str
    good: Good
    blocks: tuple[RateBlock, ...]


class ProgressPage(msgspec.Struct, frozen=True, kw_only=True):
    """The page: points and series for the charts, the ledger for every word and number.

    `missing_sessions` have own trades or not, and have not been judged by this program.
    """

    ledger: EvidenceLedger
    points: tuple[SessionPoint, ...]
    series: tuple[RateSeries, ...]
    goals: tuple[Goal, ...] = ()
    since_us: int | None = None
    sports: tuple[str, ...] = ()
    leagues: tuple[str, ...] = ()
    missing_sessions: int = 0


class GroupSide(msgspec.Struct, frozen=True):
    """One side of a comparison: `n` things of so many sessions, their mean, its interval.

    The ends are None where there are too few for an interval, the mean where there is nothing.
    """

    n: int
    sessions: int
    mean: float | None
    low: float | None
    high: float | None


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """A measure on both sides; `difference` is the second less the first, None below the gate.

    `stands_out` says that it survives the correction for all measures that were tested.
    """

    code: str
    title: str
    unit: Unit
    first: GroupSide
    second: GroupSide
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    stands_out: bool
    missing: str


class Comparison(msgspec.Struct, frozen=True):
    """All measures of two groups, and how many of them could be tested."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    rows: tuple[Compared, ...]
    n_tests: int


class WatchMoment(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of a session: where to watch it from, and in words what it is.

    `order` is the order's id in the session's ledger, "" where nothing was done. `net` is of its
    trade, micro-dollars, None for none or an open one.
    """

    session: str
    title: str
    at_us: int
    order: str
    words: str
    net: int | None


class WatchList(msgspec.Struct, frozen=True):
    """The latest moments behind a row, and how many there are in all."""

    code: str
    moments: tuple[WatchMoment, ...]
    of: int
