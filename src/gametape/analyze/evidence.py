"""The evidence ledger: every number that a person is shown comes from here (methods 6.2).

Command line, page, exports and written words read the same ledger, so they cannot disagree.
Money is micro-dollars, shares micro-shares, times microseconds since 1970, UTC.
"""

from __future__ import annotations

from typing import Literal

import msgspec

VERSION = 1

Unit = Literal[
    "usd",
    "cents",
    "price",
    "pct",
    "x",
    "count",
    "shares",
    "seconds",
    "clock",
    "name",
    "score",
]
"""How a field is written: `usd` integer micro-dollars; `cents` a signed number of cents a share;
`price` decimal text in dollars a share; `pct` a share of 1; `x` a ratio; `shares` integer
micro-shares; `clock` integer microseconds since 1970; `score` 0 to 1; `name` text of strangers."""

Gate = Literal["ok", "early", "inconclusive"]
"""How strongly it may be said: `ok` as a fact, `early` as an early estimate, `inconclusive` only
as something that is not known yet."""

Kind = Literal[
    "overall", "trade", "label", "metric", "rate", "whatif", "trend", "strength", "caveat"
]


class Field(msgspec.Struct, frozen=True):
    """One number, time or name, and how it is written. None: it could not be told."""

    value: int | float | str | None
    unit: Unit


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence: what was found, on how much it rests, how strongly it may be said.

    `code` is which finding it is (`panic_sell`, `hold_30`, `net`), stable over versions; `title`
    says it in words without numbers. `refs` are ids of trades (T3), orders (O8) and labels (L2);
    `at_us` is the moment it links to. `impact` is what it is worth, micro-dollars, for the order
    of importance. `detail` holds rule, inputs and reasons in words.
    """

    id: str
    kind: Kind
    code: str
    title: str
    fields: dict[str, Field]
    gate: Gate
    refs: tuple[str, ...] = ()
    at_us: int | None = None
    impact: int = 0
    detail: dict[str, str] = {}


class LabelRow(msgspec.Struct, frozen=True, kw_only=True):
    """A label of one order: three numbers, never one (methods 3.0.3).

    `match` is how well it fits the pattern, `chance` the share of the trader's own random twins
    that fit as well, `confidence` what is left of it. `words` are how it may be called; empty
    where it is not shown; `title` is what was done ("sold in panic"). `inputs` and `thresholds`
    are what the rule looked at, all known when the order was decided. `consequence` is what came
    after and never feeds back.
    """

    id: str
    name: str
    order: str
    match: float
    chance: float | None
    confidence: float | None
    words: str
    rule: str
    inputs: dict[str, Field]
    thresholds: dict[str, Field]
    consequence: dict[str, Field]
    title: str = ""


class OrderRow(msgspec.Struct, frozen=True, kw_only=True):
    """One order of a trade and what its decision cost.

    `side` and `price` are of the trade's outcome: buying YES to leave a bet on NO sells NO.
    `before_us` is the moment to watch it from. `metrics` hold a None where a window meets a hole;
    `withheld` says why, by the metric's name. `judgement` is by expected loss when it was decided.
    """

    id: str
    order_id: str
    kind: str
    side: Literal["buy", "sell"]
    decided_us: int
    decided_how: str
    before_us: int
    matched_us: int | None
    price: str | None
    size: int
    role: str
    metrics: dict[str, Field]
    withheld: dict[str, str]
    judgement: Literal["", "good", "inaccuracy", "mistake", "blunder"] = ""
    labels: tuple[str, ...] = ()


class TradeRow(msgspec.Struct, frozen=True, kw_only=True):
    """A trade: from flat to flat. Money is realized and net of fees.

    `outcome` is what it bet on, and prices are that outcome's, whichever token was traded;
    `second` says that it is the second of its market.
    """

    id: str
    market: str
    question: str
    outcome: str
    opened_us: int
    closed_us: int | None
    ended: str
    size: int
    entry: str
    exit: str | None
    gross: int
    fees: int
    net: int
    provisional: bool
    fee_assumed: bool
    accuracy: float | None
    orders: tuple[OrderRow, ...]
    labels: tuple[LabelRow, ...]
    metrics: dict[str, Field] = {}
    withheld: dict[str, str] = {}
    second: bool = False


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """What closing at another time would have brought: executable net value of what was closed.

    `values` are micro-dollars, None where the book could not be believed or did not hold enough.
    """

    order: str
    actual_us: int
    actual: int
    times: tuple[int, ...]
    values: tuple[int | None, ...]


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """How far the recording can be trusted, seconds and flags."""

    verdict: str
    gaps_s: float
    stale_s: float
    unpriced: int
    fee_assumed: bool
    provisional: bool
    notes: tuple[str, ...] = ()


class MadeFrom(msgspec.Struct, frozen=True):
    """What an evidence ledger was made from; equal ones are equal ledgers."""

    tape: str
    code: str
    parameters: str


class EvidenceLedger(msgspec.Struct, frozen=True, kw_only=True):
    """All evidence of a session or of many, the most important first."""

    scope: Literal["session", "population"]
    session: str
    title: str
    sport: str
    made_from: MadeFrom
    quality: Quality
    trades: tuple[TradeRow, ...]
    items: tuple[Item, ...]
    curves: tuple[Curve, ...] = ()
    sessions: int = 1
    n_tests: int = 0
    fdr_q: float = 0.10
    ledger_v: int = VERSION

    def item(self, wanted: str) -> Item | None:
        """The item of an id."""
        return next((item for item in self.items if item.id == wanted), None)
