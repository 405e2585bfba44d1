"""The deterministic report: a ledger's plan in our own sentences, the same words each time."""

from __future__ import annotations

from gametape.report.facts import Fact, Facts
from gametape.report.model import SECTIONS, Claim, Report
from gametape.report.plan import Plan, plan_of
from gametape.report.rules.actions import action_claims
from gametape.report.rules.caveats import cash_claim, caveat_claims
from gametape.report.rules.overall import attribution, headline, still_open
from gametape.report.rules.patterns import hints, nothing_yet, pattern_claim
from gametape.report.rules.strengths import some_strength, strength_claim
from gametape.report.rules.trades import trade_claims
from gametape.report.rules.whatifs import whatif_claim
from gametape.report.verifier.shape import MOST_CLAIMS


def write(facts: Facts) -> Report:
    """The report of a ledger. It passes the verifier whatever the ledger holds."""
    plan = plan_of(facts.ledger, facts)
    must, more = _must(plan, facts), _more(plan, facts)
    chosen = [*must, *more[: MOST_CLAIMS - len(must)]]
    chosen.sort(key=lambda claim: SECTIONS.index(claim.section))
    return Report(chosen)


def _must(plan: Plan, facts: Facts) -> list[Claim]:
    """What every report has: the headline, trades, a what-if, a strength, actions, a caveat.

    Room that is left goes to the costly trades first: what was decided, then what came of it.
    """
    item = facts.get(plan.headline) if plan.headline else None
    rule = facts.get(plan.whatif) if plan.whatif else None
    session = facts.ledger.scope == "session"
    strengths = _facts(plan.strengths[:1], facts)
    maybe = [
        headline(facts, item),
        attribution(item),
        hints((*plan.dear, *plan.good), facts) if session else None,
        whatif_claim(rule, facts) if rule is not None else None,
        *([strength_claim(fact, facts) for fact in strengths] or [some_strength(facts)]),
        *action_claims(plan, facts),
        *caveat_claims(_facts(plan.caveats, facts), facts)[0],
    ]
    claims = [claim for claim in maybe if claim is not None]
    told = [trade for trade in facts.ledger.trades if trade.id in (*plan.dear, *plan.good)]
    labelled = {trade.id for trade in told if trade.labels}
    spare = MOST_CLAIMS - len(claims) - len(told) - len(plan.patterns)
    roomy = [one for one in (*plan.dear, *plan.good) if one in labelled][: max(0, spare)]
    for turn, trade in enumerate(told):
        claims += trade_claims(trade, facts, turn, room=trade.id in roomy)
    return claims


def _more(plan: Plan, facts: Facts) -> list[Claim]:
    """What is told while there is room, in this order."""
    still = still_open(next((f for f in facts if f.code == "unrealized"), None))
    cash = cash_claim(next((f for f in facts if f.code == "cash"), None))
    unknown = nothing_yet(_facts(plan.open_patterns, facts))
    return [
        *(pattern_claim(fact) for fact in _facts(plan.patterns, facts)),
        *([still] if still is not None else []),
        *([cash] if cash is not None else []),
        *(strength_claim(fact, facts) for fact in _facts(plan.strengths[1:2], facts)),
        *([unknown] if unknown is not None else []),
        *caveat_claims(_facts(plan.caveats, facts), facts)[1],
    ]


def _facts(wanted: tuple[str, ...], facts: Facts) -> tuple[Fact, ...]:
    return tuple(fact for one in wanted if (fact := facts.get(one)) is not None)
