"""One what-if with its placebo beside it: what a rule would have changed, and how sure that is."""

from __future__ import annotations

from gametape.report.facts import Fact, Facts
from gametape.report.model import Claim
from gametape.report.rules.drafting import Draft, size, slot
from gametape.report.rules.reading import COUNT, TOTAL, WAIT, amount, named

OPEN = "That is too little to go by: no clear effect yet."


def whatif_claim(item: Fact, facts: Facts) -> Claim | None:
    """The rule, what it would have changed, its interval and what chance gives; or None."""
    total = named(item, TOTAL, "usd")
    if total is None:
        return None
    draft = Draft("whatif", item.id)
    many = facts.ledger.scope == "population"
    draft.say(_changed(item, total, many))
    if item.has("lo", "hi") and item.fields["lo"].unit == "usd":
        draft.say(f"The interval runs from {slot(item.id, 'lo')} to {slot(item.id, 'hi')}.")
    if item.has("placebo"):
        draft.say(f"The same rule at random moments: {slot(item.id, 'placebo')}.")
    if item.gate == "inconclusive" or _holds_zero(item):
        draft.say(OPEN)
    elif item.gate == "early":
        draft.say("This is an early estimate; further evenings may turn it.")
    return draft.claim("fact" if item.gate == "ok" else "interpretation")


def _changed(item: Fact, total: str, many: bool) -> str:
    wait, count = named(item, WAIT, "seconds"), named(item, COUNT, "count")
    of = f" of {slot(item.id, 'of')}" if item.has("of") else ""
    over = f" ({slot(item.id, count)}{of} decisions could be priced)" if count else ""
    if item.code.startswith("hold") and wait:
        rule = f"Had you held each position {slot(item.id, wait)} past your exit"
    elif item.code.startswith("cooldown_skip") and wait:
        rule = f"Had you left out entries within {slot(item.id, wait)} of a sharp move"
    elif item.code.startswith("cooldown") and wait:
        rule = f"Had you waited {slot(item.id, wait)} after each sharp move"
    elif item.code.startswith("scale") and item.has("share"):
        rule = f"Had you staked {slot(item.id, 'share')} of what you did"
    elif item.code == "hold_settle":
        rule = "Had you held each position until the market was decided"
    elif item.code.startswith("no_add"):
        rule = "Had you not added to positions that stood against you"
    elif item.code.startswith("passive"):
        rule = "Had you placed orders and waited, instead of taking the price on offer"
    else:
        return f"{slot(item.id, 'title')}: {_came(item, total, many)}{over}."
    return f"{rule}, {_came(item, total, many)}{over}."


def _came(item: Fact, total: str, many: bool) -> str:
    """What the rule would have changed; the words carry the sign."""
    when = "over these sessions" if many else "this evening"
    value = amount(item, total)
    if value > 0:
        return f"it would have gained you {size(item.id, total)} {when}"
    if value < 0:
        return f"it would have cost you {size(item.id, total)} {when}"
    return f"it would have changed nothing {when} ({slot(item.id, total)})"


def _holds_zero(item: Fact) -> bool:
    return item.has("lo", "hi") and amount(item, "lo") <= 0 <= amount(item, "hi")
