"""At most three things to do: concrete, testable, each with the what-if and chart that judge it."""

from __future__ import annotations

from collections import Counter
from typing import Literal

import msgspec

from gametape.report.behaviours import Behaviour, behaviour_of
from gametape.report.facts import Fact, Facts
from gametape.report.model import Claim
from gametape.report.plan import Plan
from gametape.report.rules.drafting import Draft, slot
from gametape.report.rules.reading import WAIT, named
from gametape.report.slots import text_of
from gametape.report.verifier.shape import MOST_ACTIONS

A_WHILE = "a minute"
SHOWN_CASES = 3
"""So many labels are cited for a rule; more would only lengthen the list."""


def action_claims(plan: Plan, facts: Facts) -> list[Claim]:
    """Rules for the behaviours that were told, the best supported first."""
    claims: list[Claim] = []
    charts: set[str] = set()
    for behaviour, evidence in _behaviours(plan, facts):
        if not behaviour.rule or len(claims) == MOST_ACTIONS or behaviour.chart in charts:
            continue
        charts.add(behaviour.chart)
        draft = Draft("action", *evidence)
        judge = whatif_for(behaviour, facts)
        wait = named(judge, WAIT, "seconds")
        if judge is not None and wait and judge.gate != "inconclusive":
            draft.say(behaviour.rule.format(wait=slot(judge.id, wait)))
        else:
            draft.say(behaviour.rule.format(wait=A_WHILE))
        claims.append(draft.claim("advice"))
    return claims


def whatif_for(behaviour: Behaviour, facts: Facts) -> Fact | None:
    """The what-if that would judge a rule, if the ledger has one."""
    rules = [fact for fact in facts if fact.kind == "whatif"]
    fits = [f for name in behaviour.whatif for f in rules if f.code.startswith(name)]
    timed = (f for f in fits if f.has(*WAIT))  # of a kind, the rule that names its wait
    return next(timed, fits[0] if fits else None)


class Judge(msgspec.Struct, frozen=True):
    """What will tell whether a rule works: a what-if of the ledger, by its id, or a chart."""

    kind: Literal["whatif", "chart"]
    id: str
    words: str


def judged_by(evidence: list[str], facts: Facts) -> tuple[Judge, ...]:
    """Which what-if and which progress chart judge an action on this evidence."""
    found: list[Judge] = []
    for one in evidence:
        fact = facts.get(one)
        behaviour = behaviour_of(fact.code) if fact is not None else None
        if behaviour is None or not behaviour.rule:
            continue
        judge = whatif_for(behaviour, facts)
        if judge is not None:
            title = text_of(judge.fields["title"])
            found.append(Judge("whatif", judge.id, f"the what-if “{title}”"))
        if behaviour.chart:
            found.append(Judge("chart", behaviour.chart, f"the chart “{behaviour.chart}”"))
    return tuple(dict.fromkeys(found))


def _behaviours(plan: Plan, facts: Facts) -> list[tuple[Behaviour, list[str]]]:
    """Behaviours of told patterns, then of labels by how many trades they touch."""
    found: dict[Behaviour, list[str]] = {}
    for wanted in plan.patterns:
        fact = facts.get(wanted)
        behaviour = behaviour_of(fact.code) if fact is not None else None
        if behaviour is not None:
            found.setdefault(behaviour, []).append(wanted)
    labels = [
        (behaviour, fact)
        for trade in facts.ledger.trades
        for label in trade.labels
        if (fact := facts.get(label.id)) is not None
        and fact.gate == "early"
        and (behaviour := behaviour_of(fact.code)) is not None
    ]
    often = Counter(behaviour for behaviour, _ in labels)
    for behaviour, fact in sorted(labels, key=lambda one: -often[one[0]]):
        if len(found.setdefault(behaviour, [])) < SHOWN_CASES:
            found[behaviour].append(fact.id)
    return list(found.items())
