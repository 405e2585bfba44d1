"""Prices paid and chances stated, held against what happened (analysis-methods.md 2.7, 2.9).

Nobody's forecast is invented: without a stated chance only the prices paid are looked at. Markets
that paid one half count for profit and not here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from gametape.analyze.statistics.clustered import clustered_mean
from gametape.analyze.statistics.intervals import Interval
from gametape.analyze.statistics.proportions import proportion

CLIP = 0.001
FEWEST = 10
"""Trades in a bucket of prices; smaller ones are merged with the next."""

ENOUGH = (100, 40)
"""Trades and games before a sentence on calibration may be said (methods 5.4)."""


class Stated(NamedTuple):
    """A chance that was stated at entry beside the market's mid then; `won` is 0 or 1."""

    game: str
    stated: float
    mid: float
    won: int


class Scores(NamedTuple):
    """Brier and log scores, lower is better; `skill` is 1 - own / market's.

    `better` is the market's Brier score less one's own, paired, its interval by game; None below
    eight games.
    """

    n: int
    brier: float
    brier_market: float
    log: float
    log_market: float
    skill: float | None
    better: Interval | None


def scores(stated: Sequence[Stated]) -> Scores | None:
    """Stated chances against the market's; None without any."""
    if not stated:
        return None
    own = [(_clip(one.stated) - one.won) ** 2 for one in stated]
    market = [(_clip(one.mid) - one.won) ** 2 for one in stated]
    n = len(stated)
    brier, brier_market = sum(own) / n, sum(market) / n
    paired = [other - mine for mine, other in zip(own, market, strict=True)]
    return Scores(
        n,
        brier,
        brier_market,
        sum(_log(one.stated, one.won) for one in stated) / n,
        sum(_log(one.mid, one.won) for one in stated) / n,
        1 - brier / brier_market if brier_market else None,
        clustered_mean(paired, [one.game for one in stated]),
    )


class HeldToEnd(NamedTuple):
    """A trade held until its market was decided: the price of what was bet on, and if it won."""

    game: str
    price: float
    won: int


class Bucket(NamedTuple):
    """Trades entered at prices from `low` to below `high`: their mean price and share won."""

    low: float
    high: float
    n: int
    games: int
    price: float
    won: Interval


def reliability(trades: Sequence[HeldToEnd]) -> tuple[Bucket, ...]:
    """Entry prices by tenths, small buckets merged with the next; Wilson's interval for each.

    The interval takes trades for independent; `games` says how many there are at most.
    """
    buckets: list[tuple[int, int, list[HeldToEnd]]] = []
    low, held = 0, list[HeldToEnd]()
    for tenth in range(10):
        held += [one for one in trades if min(int(one.price * 10 + 1e-9), 9) == tenth]
        if len(held) >= FEWEST:
            buckets.append((low, tenth + 1, held))
            low, held = tenth + 1, []
    if held and buckets:
        first, _, before = buckets.pop()
        buckets.append((first, 10, before + held))
    elif held:
        buckets.append((low, 10, held))
    return tuple(
        Bucket(
            begin / 10,
            end / 10,
            len(inside),
            len({one.game for one in inside}),
            sum(one.price for one in inside) / len(inside),
            proportion(sum(one.won for one in inside), len(inside)),
        )
        for begin, end, inside in buckets
    )


def may_be_said(trades: Sequence[HeldToEnd]) -> bool:
    """Whether there are enough trades and games for a sentence."""
    games = len({one.game for one in trades})
    return len(trades) >= ENOUGH[0] and games >= ENOUGH[1]


def _clip(chance: float) -> float:
    return min(max(chance, CLIP), 1 - CLIP)


def _log(chance: float, won: int) -> float:
    chance = _clip(chance)
    return -math.log(chance if won else 1 - chance)
