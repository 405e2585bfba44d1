"""What an evening leaves for many: everything that habits, patterns and progress are made from.

Made in the pass that judges an evening and kept beside its analysis, so that a question over two
thousand evenings reads two thousand small files and no tape. Money is micro-dollars, sizes are
micro-shares, times microseconds since 1970, UTC; prices are cents a share.
"""

from __future__ import annotations

import msgspec

from gametape.analyze.behaviour.rows import HabitRows, Opportunity
from gametape.analyze.evidence import MadeFrom
from gametape.analyze.patterns.chances import Chances

VERSION = 2
"""Of what a summary holds; one of another version is made again."""

Value = float | bool | str | None
Fields = dict[str, Value]
"""Fields of a moment by name (`patterns.fields`); those that were not known are left out."""


class TradeSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A trade from flat to flat. `side` is "yes" or "no" of the line's asset.

    `entry` and `exit` are prices of the outcome it bet on. `break_even` is the price at which
    leaving would have brought nothing: what was paid with the fees. `path` is what the mid's moves
    brought while it was held, `luck_sd` the noise of that; None where the book was not known.
    `timing` is the path's part within a minute after each of its orders.
    """

    id: str
    market: str
    market_type: str
    opened_us: int
    closed_us: int | None
    side: str
    entry: float
    exit: float | None
    size: int
    gross: int
    fees: int
    net: int
    accuracy: float | None
    break_even: float | None
    ended: str = ""
    timing: int | None = None
    carry: int | None = None
    luck_sd: int | None = None
    costs: int | None = None


class LabelSummary(msgspec.Struct, frozen=True):
    """A label of a decision; `counts` is False for one that carried out a plan."""

    name: str
    match: float
    chance: float | None
    words: str
    counts: bool


class DecisionSummary(msgspec.Struct, frozen=True, kw_only=True):
    """An own order. `before_us` is where to watch it from; `order` its id in the ledger (O1).

    `judged` is its class by expected loss, `loss` that loss in dollars; `drift` what the mid did in
    its favour in the next minute and `after` net of its cost, cents; `changed` what each told rule
    would have changed, micro-dollars, where it could be priced.
    """

    order_id: str
    order: str
    trade: str
    market: str
    asset: str
    decided_us: int
    before_us: int
    kind: str
    enters: bool
    leaves: bool
    side: str
    price: float | None
    stake: float | None
    fields: Fields
    labels: tuple[LabelSummary, ...] = ()
    plan: str = ""
    judged: str = ""
    loss: float | None = None
    accuracy: float | None = None
    drift: float | None = None
    after: float | None = None
    changed: dict[str, int] = {}


class RuleSummary(msgspec.Struct, frozen=True):
    """A what-if over the evening: micro-dollars of the `n` of `of` answers that could be priced.

    `changed` of them the rule altered.
    """

    rule: str
    delta: int
    central: int
    n: int
    of: int
    changed: int


class SkipSummary(msgspec.Struct, frozen=True):
    """A leg as the placebo of leaving trades out wants it: its net, and whether it was left out."""

    net: int
    chosen: bool


class SessionSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One evening, small.

    `teams` are the outcomes of its main market; `phases` seconds of each phase as told; `luck_sd`
    dollars that carrying positions through a fair game moves a result by, `carry` what it did.
    `moments` are market signals that were met, `chances` all moments at which something could have
    been done and was not, signals among them; `moments_missing` says why none can be told.
    """

    slug: str
    title: str
    sport: str
    league: str
    teams: tuple[str, ...]
    market_types: tuple[str, ...]
    started_us: int
    ended_us: int
    verdict: str
    made_from: MadeFrom
    gross: int
    fees: int
    net: int
    accuracy: float | None
    luck_sd: float | None
    carry: float | None
    provisional: bool
    fee_assumed: bool
    trades: tuple[TradeSummary, ...]
    decisions: tuple[DecisionSummary, ...]
    moments: tuple[Opportunity, ...]
    moments_missing: str
    chances: Chances
    rules: tuple[RuleSummary, ...]
    skips: tuple[SkipSummary, ...]
    habits: HabitRows
    phases: dict[str, float]
    v: int = VERSION

    @property
    def closed(self) -> tuple[TradeSummary, ...]:
        """The trades that were closed."""
        return tuple(one for one in self.trades if one.closed_us is not None)
