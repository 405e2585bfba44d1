"""What went well: strengths that evidence names, else the best decision, else what there is."""

from __future__ import annotations

from gametape.report.behaviours import behaviour_of
from gametape.report.facts import SESSION, Fact, Facts
from gametape.report.model import Claim
from gametape.report.plan import GOOD_FROM
from gametape.report.rules.drafting import Draft, slot
from gametape.report.rules.patterns import costs
from gametape.report.rules.reading import RATE, TIMES, amount, named
from gametape.report.rules.trades import numbers_of


def strength_claim(item: Fact, facts: Facts) -> Claim:
    """A strength of the ledger, with the number it rests on."""
    draft = Draft("strength", item.id)
    behaviour = behaviour_of(item.code)
    count, rate = named(item, TIMES, "count"), named(item, RATE, "pct")
    if behaviour and rate:
        draft.say(f"You {behaviour.habit}: {slot(item.id, rate)} of the times you could.")
    elif behaviour and count and amount(item, count) > 1:
        draft.say(f"You {behaviour.habit}; times it was seen: {slot(item.id, count)}.")
    elif behaviour:
        draft.say(f"You {behaviour.habit}.")
    else:
        draft.say(f"{slot(item.id, 'title')}.")
    shown = next((ref for ref in item.refs if ref.startswith("T") and ref in facts), None)
    if shown is not None:
        draft.say(f"Look at {shown} to see how it is done.")
    return draft.claim("fact" if item.gate == "ok" else "interpretation")


def some_strength(facts: Facts) -> Claim:
    """A strength where the ledger names none: a good decision, a label of one, or honesty.

    The score knows prices and costs alone: a trade that fits a costly pattern is held up to nobody.
    """
    labelled = _good_label(facts)
    if labelled is not None:
        return labelled
    trades = [
        trade
        for trade in facts.ledger.trades
        if (trade.accuracy or 0.0) >= GOOD_FROM and not costs(trade, facts)
    ]
    for trade in sorted(trades, key=lambda t: (-(t.accuracy or 0.0), t.id)):
        fact = facts.get(trade.id)
        if fact is not None and fact.kind == "trade" and fact.has("accuracy"):
            draft = Draft("strength", trade.id)
            score = slot(trade.id, "accuracy")
            draft.say(f"{trade.id} was decided well ({score}), whatever came of it. Keep that.")
            return draft.claim("interpretation")
    draft = Draft("strength", SESSION)
    draft.say("You have it on tape, and what is on tape can be watched again.")
    return draft.claim("interpretation")


def _good_label(facts: Facts) -> Claim | None:
    """The good label that is surest, of those that may be shown."""
    shown = [
        (label, trade, fact, behaviour)
        for trade in facts.ledger.trades
        for label in trade.labels
        if (fact := facts.get(label.id)) is not None
        and (behaviour := behaviour_of(label.name)) is not None
        and behaviour.good
        and (fact.gate, fact.kind) == ("early", "label")
    ]
    if not shown:
        return None
    label, trade, fact, behaviour = max(
        shown, key=lambda one: (one[0].confidence or 0.0, one[0].match)
    )
    draft = Draft("strength", label.id, trade.id)
    draft.say(f"{trade.id} looks like {behaviour.name} ({numbers_of(label, fact)}).")
    draft.say("Moments like this are worth repeating, whatever came of it.")
    return draft.claim("interpretation")
