"""When an evening suggests a break: said neutrally, with where limits are found (methods 6.10)."""

from __future__ import annotations

from gametape.report.facts import Facts
from gametape.report.rules.reading import amount

SURE = 0.85
TIMES = 2
ESCALATION = 2.0


def notes(facts: Facts, help_words: str) -> tuple[str, ...]:
    """Notes beside the report; empty for most evenings."""
    if not (_came_back_often(facts) or _raised_stakes(facts)):
        return ()
    words = (
        "More than once this evening you came back soon after a loss, or the stakes grew while you"
        " were behind. A break is a good rule, tonight or before the next game."
    )
    return (f"{words} {help_words}".strip(),)


def _came_back_often(facts: Facts) -> bool:
    sure = [
        label
        for trade in facts.ledger.trades
        for label in trade.labels
        if label.name.startswith("revenge") and (label.confidence or 0.0) > SURE
    ]
    return len(sure) >= TIMES


def _raised_stakes(facts: Facts) -> bool:
    """Stakes at least twice as large while behind, where the ledger says so."""
    return any(
        fact.code.startswith("escalation")
        and fact.gate != "inconclusive"
        and amount(fact, "ratio") >= ESCALATION
        for fact in facts
    )
