"""What a report says and in which order, decided by rank before a word is written (methods 6.9)."""

from __future__ import annotations

import msgspec

from gametape.analyze.evidence import EvidenceLedger, TradeRow
from gametape.report.facts import Fact, Facts

DEAR_TRADES = 3
GOOD_TRADES = 2
PATTERNS = 2
GOOD_FROM = 80.0
"""Accuracy from which a decision counts as good: less than an inaccuracy (methods 8.3)."""

PATTERN_KINDS = ("rate", "trend", "label", "metric")
HINDSIGHT = ("hindsight", "bid_path")
"""What-ifs that use the future's best price: shown on the chart, never told as a rule."""

EXIT_RULES, ENTRY_RULES = ("hold_",), ("cooldown",)
ABOUT_EXITS = frozenset({"panic_sell", "cut_winner", "anchor_entry"})
ABOUT_ENTRIES = frozenset({"fomo_buy", "chase", "revenge", "burst", "overtrade"})
LOSS_NAMES = ("expected_loss_usd",)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Ids in the order they are told. `dear` are trades that cost, `good` those decided well."""

    headline: str | None
    dear: tuple[str, ...]
    good: tuple[str, ...]
    patterns: tuple[str, ...]
    open_patterns: tuple[str, ...]
    whatif: str | None
    strengths: tuple[str, ...]
    caveats: tuple[str, ...]


def plan_of(ledger: EvidenceLedger, facts: Facts) -> Plan:
    """The plan of a ledger. Items keep the ledger's order, which is by importance."""
    items = [fact for item in ledger.items if (fact := facts.get(item.id)) is not None]
    told = [item for item in items if item.kind in PATTERN_KINDS and item.gate != "inconclusive"]
    untold = [item for item in items if item.kind in PATTERN_KINDS and item.gate == "inconclusive"]
    dear = _dear(ledger, facts)
    return Plan(
        headline=_headline(items),
        dear=dear,
        good=_good(ledger, dear),
        patterns=tuple(item.id for item in sorted(told, key=_gate_first)[:PATTERNS]),
        open_patterns=tuple(item.id for item in untold[:PATTERNS]),
        whatif=_whatif(items, entries=_about_entries(ledger, facts, dear)),
        strengths=tuple(
            item.id for item in items if item.kind == "strength" and item.gate != "inconclusive"
        ),
        caveats=tuple(item.id for item in items if item.kind == "caveat"),
    )


def _headline(items: list[Fact]) -> str | None:
    overall = [item for item in items if item.kind == "overall"]
    net = (item.id for item in overall if item.code == "net" or item.has("net"))
    return next(net, overall[0].id if overall else None)


def decision_loss(trade: TradeRow, facts: Facts) -> int:
    """What the decisions of a trade cost, micro-dollars: expected loss, else what was lost."""
    for name in LOSS_NAMES:
        field = facts.field(trade.id, name)
        if field is not None and field.unit == "usd" and isinstance(field.value, int | float):
            return int(abs(field.value))
    return max(0, -trade.net)


def _dear(ledger: EvidenceLedger, facts: Facts) -> tuple[str, ...]:
    ranked = sorted(ledger.trades, key=lambda trade: (-decision_loss(trade, facts), trade.id))
    wanted = [t for t in ranked if decision_loss(t, facts) > 0 or _shown_labels(t, facts)]
    return tuple(trade.id for trade in wanted[:DEAR_TRADES])


def _shown_labels(trade: TradeRow, facts: Facts) -> bool:
    rows = (facts.get(label.id) for label in trade.labels)
    return any(fact is not None and fact.gate != "inconclusive" for fact in rows)


def _good(ledger: EvidenceLedger, told: tuple[str, ...]) -> tuple[str, ...]:
    rest = [trade for trade in ledger.trades if trade.id not in told]
    well = [t for t in rest if t.accuracy is not None and t.accuracy >= GOOD_FROM]
    well.sort(key=lambda trade: (-(trade.accuracy or 0.0), -abs(trade.net), trade.id))
    return tuple(trade.id for trade in well[:GOOD_TRADES])


def _gate_first(fact: Fact) -> int:
    return ("ok", "early", "inconclusive").index(fact.gate)


def _whatif(items: list[Fact], *, entries: bool) -> str | None:
    """The rule fixed in advance for what was told: a wait before exits, or before entries.

    Never the rule that looks best afterwards: the best of ten without any effect looks good in
    every fourth case (methods 4.3).
    """
    rules = [i for i in items if i.kind == "whatif" and not i.code.startswith(HINDSIGHT)]
    for beginning in (ENTRY_RULES, EXIT_RULES) if entries else (EXIT_RULES, ENTRY_RULES):
        timed = [item for item in rules if item.code.startswith(beginning) and item.has("seconds")]
        timed.sort(key=lambda item: not item.has("placebo"))
        if timed:
            return timed[0].id
    with_placebo = (item.id for item in rules if item.has("placebo"))
    return next(with_placebo, rules[0].id if rules else None)


def _about_entries(ledger: EvidenceLedger, facts: Facts, told: tuple[str, ...]) -> bool:
    """Whether what was told speaks of entries into a move, and not of exits."""
    shown = {
        label.name
        for trade in ledger.trades
        if trade.id in told
        for label in trade.labels
        if (fact := facts.get(label.id)) is not None and fact.gate != "inconclusive"
    }
    return bool(shown & ABOUT_ENTRIES) and not shown & ABOUT_EXITS
