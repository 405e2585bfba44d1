"""The headline: what the evening brought, what it cost, and how good the decisions were."""

from __future__ import annotations

from gametape.report.facts import SESSION, Fact, Facts
from gametape.report.model import Claim
from gametape.report.rules.drafting import Draft, size, slot
from gametape.report.rules.reading import ACCURACY, COST, LUCK, amount, named

NOTHING = (
    "There is nothing to judge: this recording holds no trade of yours. If you traded this game on"
    " Polymarket, your public trades can still be joined: gametape import --wallet."
)
"""Of an evening without own fills."""


def headline(facts: Facts, item: Fact | None) -> Claim:
    """Net, how it is made up, and the decisions by what could be known."""
    draft = Draft("headline", SESSION)
    net = named(item, ("net", "total"), "usd")
    if item is None or net is None or item.gate == "inconclusive":
        draft.say(_without_money(facts))
        return draft.claim("fact")
    draft.say(_net(facts, item, net))
    draft.say(_fees(item, net))
    draft.say(_accuracy(item))
    return draft.claim("fact" if item.gate == "ok" else "interpretation")


def attribution(item: Fact | None) -> Claim | None:
    """Costs, timing, and the rest beside what luck alone does (methods 5.7)."""
    cost = named(item, COST, "usd")
    if item is None or cost is None or item.gate == "inconclusive":
        return None
    if not item.has("timing", "carry"):
        return None
    draft = Draft("headline", item.id)
    draft.say(
        f"Where it came from: fees and spread took {size(item.id, cost)}, the first minute after"
        f" your orders brought {slot(item.id, 'timing')}, the time after it"
        f" {slot(item.id, 'carry')}."
    )
    luck = named(item, LUCK, "usd")
    if luck:
        draft.say(
            f"How a game goes moves that last part by {size(item.id, luck)} either way for anybody:"
            " luck, unless it lasts over many evenings."
        )
    return draft.claim("fact" if item.gate == "ok" else "interpretation")


def still_open(item: Fact | None) -> Claim | None:
    """What is open yet, at the last recorded book."""
    if item is None or item.gate == "inconclusive" or not item.has("unrealized", "positions"):
        return None
    draft = Draft("headline", item.id)
    draft.say(
        f"Positions still open: {slot(item.id, 'positions')}. Closed into the last recorded book,"
        f"{_closing_fee(item)} what is left would come to {slot(item.id, 'unrealized')}."
    )
    return draft.claim("fact" if item.gate == "ok" else "interpretation")


def _closing_fee(item: Fact) -> str:
    told = item.fields.get("closing_fee")
    return " and before the fee of closing," if told is not None and told.value == "unknown" else ""


def _without_money(facts: Facts) -> str:
    if facts.ledger.scope == "population":
        return f"This looks at {slot(SESSION, 'sessions')} sessions together."
    if not facts.ledger.trades:
        return NOTHING
    return (
        f"Trades this evening: {slot(SESSION, 'trades')}, of which {slot(SESSION, 'won')} ended"
        " in the black."
    )


def _net(facts: Facts, item: Fact, net: str) -> str:
    value = amount(item, net)
    if facts.ledger.scope == "population":
        when, tail = f"Over {slot(SESSION, 'sessions')} sessions you", ""
    elif facts.ledger.trades:
        if not value and not amount(item, "gross"):
            return f"{_count(facts)}. Nothing has been closed, so nothing is won or lost yet."
        when, tail = f"{_count(facts)}. {_together(facts)} you", _winners(facts)
    else:
        when, tail = "This evening you", ""
    so_far = " so far (not final yet)" if facts.ledger.quality.provisional else ""
    if value > 0:
        return f"{when} made {size(item.id, net)} after fees{so_far}{tail}."
    if value < 0:
        return f"{when} lost {size(item.id, net)} after fees{so_far}{tail}."
    return f"{when} came out at {slot(item.id, net)} after fees{so_far}{tail}."


def _alone(facts: Facts) -> bool:
    return len(facts.ledger.trades) == 1


def _count(facts: Facts) -> str:
    if _alone(facts):
        return "A single trade this evening"
    return f"{slot(SESSION, 'trades')} trades this evening"


def _together(facts: Facts) -> str:
    return "On it" if _alone(facts) else "Together"


def _winners(facts: Facts) -> str:
    """How many of several trades that are over ended in the black."""
    over = [trade for trade in facts.ledger.trades if trade.closed_us is not None]
    if _alone(facts) or not over:
        return ""
    won = facts.field(SESSION, "won")
    some = slot(SESSION, "won") if won is not None and won.value else "none"
    return f"; {some} of them ended in the black"


def _fees(item: Fact, net: str) -> str:
    fees = named(item, ("fees",), "usd")
    if fees is None or amount(item, fees) <= 0:
        return ""
    if item.has("gross") and amount(item, "gross") > 0 > amount(item, net):
        return (
            f"Before fees it stood at {slot(item.id, 'gross')}: the fees of"
            f" {size(item.id, fees)} turned it."
        )
    return f"Fees took {size(item.id, fees)}."


def _accuracy(item: Fact) -> str:
    name = named(item, ACCURACY, "pct", "score")
    if name is None:
        return ""
    return (
        f"By what could be known at the time, your decisions score {slot(item.id, name)}: that is"
        " about prices and costs, not about who wins."
    )
