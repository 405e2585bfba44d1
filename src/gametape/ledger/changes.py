"""Positions and cash that moved without a trade: splits, merges, conversions, credits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from gametape.ledger.steps import Line, Step, conversion_steps, line_of, pairs_step
from gametape.ledger.trades import Credit
from gametape.model.events import PositionChange
from gametape.model.market import MarketRules
from gametape.model.trading import ChangeKind

_OUT = frozenset({ChangeKind.WITHDRAWAL})
_POSITIONS = frozenset(
    {ChangeKind.SPLIT, ChangeKind.MERGE, ChangeKind.REDEEM, ChangeKind.CONVERSION}
)


def steps_of_changes(
    changes: Iterable[PositionChange],
    rules: Mapping[str, MarketRules],
    prices: Mapping[tuple[str, str], Decimal],
    problems: list[str],
) -> list[tuple[Line, Step]]:
    """Steps of splits, merges and conversions.

    A redemption is none: a position is closed when its market is decided, at what it pays, and
    whether the winnings were fetched changes no profit. What cannot be told goes to `problems`.
    """
    steps: list[tuple[Line, Step]] = []
    conversions: dict[str, list[PositionChange]] = defaultdict(list)
    for change in changes:
        if change.kind in (ChangeKind.SPLIT, ChangeKind.MERGE):
            steps += _pairs(change, rules, problems)
        elif change.kind is ChangeKind.CONVERSION:
            conversions[change.transaction or change.change_id].append(change)
    for together in conversions.values():
        steps += _conversion(together, rules, prices, problems)
    return steps


def credits_of(changes: Iterable[PositionChange]) -> tuple[Credit, ...]:
    """Cash that belongs to no trade, in order of time; what went out is negative."""
    found = [
        Credit(
            at_us=change.at_us,
            kind=str(change.kind),
            market=change.market,
            cash=-change.cash if change.kind in _OUT else change.cash,
        )
        for change in changes
        if change.kind not in _POSITIONS and change.cash is not None
    ]
    return tuple(sorted(found, key=lambda credit: credit.at_us))


def _pairs(
    change: PositionChange, rules: Mapping[str, MarketRules], problems: list[str]
) -> list[tuple[Line, Step]]:
    of = rules.get(change.market)
    if of is None or len(of.outcomes) != 2:
        problems.append(f"A {change.kind.lower()} of a market whose two outcomes are not known.")
        return []
    size = change.size if change.kind is ChangeKind.SPLIT else -change.size
    line = line_of(change.market, of.outcomes[0].asset, of)
    return [(line, pairs_step(change.at_us, size, str(change.kind).lower()))]


def _conversion(
    rows: list[PositionChange],
    rules: Mapping[str, MarketRules],
    prices: Mapping[tuple[str, str], Decimal],
    problems: list[str],
) -> list[tuple[Line, Step]]:
    """One conversion: the rows of its transaction name the markets whose no shares it gave up.

    The event's other markets are those of the rules with the same event and `neg_risk`.
    """
    sizes = {row.size for row in rows}
    burned = [rules[row.market] for row in rows if row.market in rules]
    events = {of.event_slug for of in burned if of.neg_risk}
    if len(sizes) != 1 or len(burned) != len(rows) or len(events) != 1 or "" in events:
        problems.append("A conversion whose markets are not known; positions after it are wrong.")
        return []
    event = [of for of in rules.values() if of.neg_risk and of.event_slug in events]
    lines = [line_of(of.market, of.outcomes[0].asset, of) for of in event if of.outcomes]
    given = [line for line in lines if line.market in {of.market for of in burned}]
    name = rows[0].change_id
    known = {
        line: Fraction(prices[name, line.asset]) for line in lines if (name, line.asset) in prices
    }
    return conversion_steps(rows[0].at_us, sizes.pop(), lines, given, known)
