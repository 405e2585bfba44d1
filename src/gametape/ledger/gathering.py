"""Fills of every source as one list: each fill once, whoever reported it and however often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from gametape.model.amounts import micro_text
from gametape.model.market import MarketRules, Outcome
from gametape.model.trading import Fill, FillStatus

_FINALITY = {
    FillStatus.MATCHED: 0,
    FillStatus.MINED: 1,
    FillStatus.RETRYING: 1,
    FillStatus.CONFIRMED: 2,
    FillStatus.FAILED: 2,
}

DUST = 10_000
"""Micro-shares (0.01 share) by which a reported fill may differ from the chain."""

Trace = tuple[str, str, str]
"""Transaction, asset and side: what two sources that tell of one fill have in common."""


def distinct(fills: Iterable[Fill]) -> tuple[list[Fill], list[str]]:
    """Each fill once, in its most final state, in order of time; and what does not fit together.

    The same key is the same fill, so importing again changes nothing, while two equal fills with
    keys of their own (two equal orders filled by one taker) stay two. A wallet's public history
    names no orders: its rows are left out where fills with orders have the same transaction,
    asset and side, because those are the same shares told better. Where the two differ by more than
    `DUST`, the larger counts, and a sentence says so.
    """
    known: dict[tuple[str, str], Fill] = {}
    for fill in fills:
        before = known.get(fill.key)
        if before is None or _FINALITY[fill.status] >= _FINALITY[before.status]:
            known[fill.key] = fill
    told: dict[Trace, int] = defaultdict(int)
    rows: dict[Trace, int] = defaultdict(int)
    for fill in known.values():
        if fill.transaction and fill.status is not FillStatus.FAILED:
            (told if fill.order_id else rows)[_trace(fill)] += fill.size
    problems = []
    for trace in [trace for trace in rows if trace in told]:
        larger = rows[trace] > told[trace]
        if abs(rows[trace] - told[trace]) > DUST:
            problems.append(
                f"Transaction {trace[0][:12]} moved {micro_text(rows[trace])} shares in the "
                f"wallet's history and {micro_text(told[trace])} in the reports of fills; the "
                f"{'history counts' if larger else 'reports count'}."
            )
            if larger:  # a report was missed, and the history knows of all
                del told[trace]
                known = {
                    key: fill
                    for key, fill in known.items()
                    if not fill.order_id or _trace(fill) != trace
                }
    histories = [fill for fill in known.values() if not fill.order_id]
    kept = [fill for fill in known.values() if fill.order_id]
    kept += [fill for fill in _oldest_first(histories) if _trace(fill) not in told]
    return sorted(kept, key=lambda fill: fill.matched_us), problems


def _oldest_first(rows: list[Fill]) -> list[Fill]:
    """Rows in the order they happened within a second: a wallet's history lists the newest first.

    Times are whole seconds, so that order is all that tells a purchase from the sale after it.
    """
    falls = sum(after.matched_us < before.matched_us for before, after in pairwise(rows))
    rises = sum(after.matched_us > before.matched_us for before, after in pairwise(rows))
    return rows[::-1] if falls > rises else rows


def _trace(fill: Fill) -> Trace:
    return fill.transaction.lower(), fill.asset, str(fill.side)


_FIRST = {"yes": 0, "up": 0, "over": 0}


def pairs_of(fills: Iterable[Fill]) -> dict[str, MarketRules]:
    """Rules for markets nobody recorded, on a venue whose markets all have two outcomes.

    A wallet's history names markets and outcomes but no rules. Where both outcomes were traded
    they are one exposure; where one was, nothing needs to be known of the other. No fee schedule.
    """
    seen: dict[str, dict[str, Outcome]] = defaultdict(dict)
    for fill in fills:
        seen[fill.market][fill.asset] = Outcome(fill.asset, fill.outcome)
    return {
        market: MarketRules(
            market=market,
            question="",
            outcomes=tuple(
                sorted(known.values(), key=lambda one: _FIRST.get(one.label.lower(), 1))
            ),
        )
        for market, known in seen.items()
        if len(known) <= 2
    }
