"""Markets and their rules, as they were at the time of recording: data, never constants."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec


class Outcome(msgspec.Struct, frozen=True):
    """One side of a market that can be traded: the venue's asset id and its label."""

    asset: str
    label: str


class FeeSchedule(msgspec.Struct, frozen=True):
    """Taker fee of `rate * (p * (1 - p)) ** exponent` a share (polymarket-api.md section 11)."""

    rate: Decimal
    exponent: Decimal = Decimal(1)
    taker_only: bool = True
    rebate_rate: Decimal = Decimal(0)


class MarketRules(msgspec.Struct, frozen=True):
    """A market with the rules it had when they were read.

    Prices and ticks are dollars, `min_size` is micro-shares, times are microseconds. Whatever the
    venue did not say is None. `payouts` is per outcome, in dollars a share, once resolved.
    """

    market: str
    question: str
    outcomes: tuple[Outcome, ...]
    slug: str = ""
    event_slug: str = ""
    market_type: str = ""
    line: str = ""
    tick: Decimal | None = None
    min_size: int | None = None
    taker_delay_us: int | None = None
    neg_risk: bool | None = None
    game_start_us: int | None = None
    wipes_book_at_start: bool | None = None
    fees: FeeSchedule | None = None
    closed: bool | None = None
    resolution: str = ""
    payouts: tuple[Decimal, ...] | None = None
    game_id: str = ""


def won(outcomes: Sequence[str], winner: str) -> tuple[Decimal, ...] | None:
    """What each outcome (asset ids, in the market's order) pays when the venue names the winner.

    A winner says what a market of two outcomes paid, and nothing of any other: None
    (analysis-methods.md 1.7).
    """
    if len(outcomes) != 2 or winner not in outcomes:
        return None
    return tuple(Decimal(int(asset == winner)) for asset in outcomes)
