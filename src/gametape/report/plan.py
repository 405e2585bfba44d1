"""What a report says and in which order, decided by rank before a word is written (methods 6.9)."""

from __future__ import annotations

import msgspec

from gametape.analyze.evidence import EvidenceLedger, TradeRow
from gametape.report.behaviours import Behaviour, behaviour_of
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
        good=_good(ledger, facts, dear),
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


def typical_net(ledger: EvidenceLedger) -> int:
    """What half of the closed trades brought at most, micro-dollars; 0 without any."""
    nets = sorted(trade.net for trade in ledger.trades if trade.closed_us is not None)
    return nets[len(nets) // 2] if nets else 0


def _dear(ledger: EvidenceLedger, facts: Facts) -> tuple[str, ...]:
    """Trades that lost, by how far they are from the typical one; of equals those with a label.

    What a decision was expected to cost is in the ledger too, and is mostly spread and fees: what a
    trader wants explained is the money that is gone.
    """
    typical = typical_net(ledger)
    ranked = sorted(
        (trade for trade in ledger.trades if trade.net < 0 or _shown_labels(trade, facts)),
        key=lambda one: (one.net >= 0, -abs(one.net - typical), not one.labels, one.id),
    )
    return tuple(trade.id for trade in ranked[:DEAR_TRADES])


def _shown_labels(trade: TradeRow, facts: Facts) -> list[Behaviour]:
    """The behaviours that a trade's labels may be called, as far as there are words for them."""
    shown = (
        behaviour_of(label.name)
        for label in trade.labels
        if (fact := facts.get(label.id)) is not None and fact.gate != "inconclusive"
    )
    return [behaviour for behaviour in shown if behaviour is not None]


def _good(ledger: EvidenceLedger, facts: Facts, told: tuple[str, ...]) -> tuple[str, ...]:
    """Trades decided well, those with a label that says so first; never one that is told against.

    What is left of the places goes to trades with a label, since those are what can be learnt from.
    """
    rest = [trade for trade in ledger.trades if trade.id not in told]
    labels = {trade.id: _shown_labels(trade, facts) for trade in rest}
    against = [t for t in rest if any(not behaviour.good for behaviour in labels[t.id])]
    well = [t for t in rest if t not in against and (t.accuracy or 0.0) >= GOOD_FROM]
    well.sort(key=lambda t: (not labels[t.id], -(t.accuracy or 0.0), -abs(t.net), t.id))
    against.sort(key=lambda t: (t.net, t.id))
    chosen = [*well[:GOOD_TRADES], *against]
    return tuple(trade.id for trade in chosen[: DEAR_TRADES + GOOD_TRADES - len(told)])


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
