"""Fills that the venue took back, told as what the trader saw: a sale that was none."""

from __future__ import annotations

from gametape.analyze.evidence import TradeRow
from gametape.report.facts import Fact, Facts
from gametape.report.model import Claim
from gametape.report.rules.drafting import Draft, slot

FAILED = {"failed_sale": "Your sale of", "failed_purchase": "Your purchase of"}
"""Codes of fills that failed, and how they are told."""

_WHAT = "was matched and then failed at the venue"


def failed_claim(items: tuple[Fact, ...]) -> Claim | None:
    """All that failed, one after the other, while there is room; None where nothing did."""
    if not items:
        return None
    draft = Draft("caveat")
    for item in items:
        of = f" of {slot(item.id, 'outcome')}" if item.has("outcome") else ""
        draft.say(f"{_many(item)} shares{of} at {slot(item.id, 'price')} {_WHAT}.")
    draft.say("What failed counts for nothing here.")
    return draft.claim("fact")


def failed_in(trade: TradeRow, facts: Facts) -> str:
    """The first failure while a trade was open, as a sentence of that trade; else empty."""
    mine = (fact for fact in facts if fact.code in FAILED and trade.id in fact.refs)
    first = min(mine, key=lambda one: one.at_us or 0, default=None)
    return "" if first is None else f"{_many(first)} at {slot(first.id, 'price')} {_WHAT}."


def _many(item: Fact) -> str:
    return f"{FAILED[item.code]} {slot(item.id, 'size')}"
