"""What a row of the playbook holds: how a pattern has gone, and how sure that is."""

from __future__ import annotations

from typing import Literal

import msgspec

from gametape.analyze.evidence import Gate
from gametape.analyze.patterns.pattern import Meaning, Measure, Side


class Spread(msgspec.Struct, frozen=True):
    """An estimate with its 90 % interval; None at the ends where too little is there for one."""

    estimate: float
    low: float | None
    high: float | None


class WinRate(msgspec.Struct, frozen=True):
    """How many of the trades were won: shares of 1.

    `estimate` is drawn towards the other patterns, `raw` is not. `break_even` is the share that has
    to be won at the wins and losses of these trades; trades that came out even are left out.
    """

    estimate: float
    low: float | None
    high: float | None
    raw: float
    won: int
    decided: int
    break_even: float | None


class Against(msgspec.Struct, frozen=True):
    """Trades of the pattern beside others: mean net of each, micro-dollars, and the difference.

    The means are None where there are too few of either to be shown.
    For a rule and for a mistake, `difference` is what a trade that broke it brought less than one
    that kept it, and `total` that times the trades that broke it. For a setup it is what a trade of
    it brought more than the other trades of the same sort.
    """

    mean: float | None
    other_mean: float | None
    other_trades: int
    difference: Spread | None
    total: Spread | None
    missing: str


class Passed(msgspec.Struct, frozen=True):
    """Opportunities that were not taken: what they would have brought, micro-dollars.

    Beside it the placebo: the same at every minute of the same games. `losing` are the shares of
    each that would have lost; `difference` is opportunity less placebo, by session, and `move` the
    part of it that the price's move makes up (the rest is that spread and fees were others). All of
    them are None below the gate.
    """

    n: int
    sessions: int
    mean: float | None
    losing: float | None
    placebo_n: int
    placebo_mean: float | None
    placebo_losing: float | None
    difference: Spread | None
    move: Spread | None
    gate: Gate
    missing: str


class Claim(msgspec.Struct, frozen=True):
    """One test of the screen; `adjusted` is its p-value corrected for all of them."""

    code: Literal["profit", "difference", "passed"]
    words: str
    p_value: float
    adjusted: float
    survives: bool


class PlaybookRow(msgspec.Struct, frozen=True, kw_only=True):
    """One pattern over many sessions; money in micro-dollars, a number that may not be shown None.

    `measure` says what `trades` are and `net` is of: whole trades, or the orders themselves.
    `net_mean` is a trade's mean with its own interval, `net_shrunk` the mean drawn towards the
    other patterns, `trend` its change per ten sessions. `decisions` fit it; `broken` broke the rule
    or made the mistake, `kept` did not; `untold` could not be judged. `confirmed`, `rejected` and
    `by_hand` are what the trader said.
    """

    pattern: str
    title: str
    question: str
    meaning: Meaning
    side: Side
    measure: Measure
    version: int
    mark: str
    decisions: int
    kept: int
    broken: int
    untold: int
    confirmed: int
    rejected: int
    by_hand: int
    trades: int
    sessions: int
    net: int
    gate: Gate
    missing: str
    win_rate: WinRate | None
    net_mean: Spread | None
    net_shrunk: float | None
    trend: Spread | None
    against: Against | None
    passed: Passed | None
    claims: tuple[Claim, ...] = ()
    note: str = ""


class Playbook(msgspec.Struct, frozen=True, kw_only=True):
    """All rows over the same sessions, and how many tests stand behind what they claim.

    `sports`, `leagues` and `market_types` are what may be asked for. `missing_sessions` are
    sessions with own trades that have not been judged yet.
    """

    rows: tuple[PlaybookRow, ...]
    sessions: int
    trades: int
    net: int
    n_tests: int
    fdr_q: float
    sports: tuple[str, ...] = ()
    leagues: tuple[str, ...] = ()
    market_types: tuple[str, ...] = ()
    missing_sessions: int = 0
