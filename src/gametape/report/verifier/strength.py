"""Rule 5: nothing is said more strongly than its evidence allows."""

from __future__ import annotations

from collections.abc import Iterator

from gametape.report.facts import Fact, Facts
from gametape.report.model import Claim
from gametape.report.verifier.finding import Kind
from gametape.report.verifier.lexicon import HEDGES
from gametape.report.verifier.prose import phrase

CERTAINTIES = ("looks like", "probably", "very likely")
"""How a label may be called, rising; a ledger says for each how far it goes (methods 3.0.3)."""

OPEN_SECTIONS = ("caveat", "whatif")
"""Where something may be told that is not known yet."""


def hedged(text: str) -> bool:
    """Whether a text says that something is not certain."""
    plain = f" {phrase(text)} "
    return any(f" {hedge} " in plain for hedge in HEDGES)


def check_strength(claim: Claim, facts: Facts) -> Iterator[tuple[Kind, str]]:
    """Facts need gates that are ok; what is inconclusive has its sections and its words."""
    cited = [fact for fact in map(facts.get, claim.evidence) if fact is not None]
    weak = [fact.id for fact in cited if fact.gate != "ok"]
    if claim.stance == "fact" and weak:
        yield "strength", f"{weak[0]} is not certain enough for a fact."
    yield from _labels(claim, cited)
    unknown = [fact.id for fact in cited if fact.gate == "inconclusive"]
    if unknown and claim.section not in OPEN_SECTIONS:
        yield "strength", f"{unknown[0]} is inconclusive and belongs in a caveat or what-if."
    elif unknown and not hedged(claim.text):
        yield "strength", f"{unknown[0]} is inconclusive, and the words do not say so."


def _labels(claim: Claim, cited: list[Fact]) -> Iterator[tuple[Kind, str]]:
    """A label is called no surer than it is; the surest of those cited counts."""
    allowed = [
        CERTAINTIES.index(words)
        for fact in cited
        if fact.kind == "label" and (words := _words(fact)) in CERTAINTIES
    ]
    plain = f" {phrase(claim.text)} "
    said = max((at for at, words in enumerate(CERTAINTIES) if f" {words} " in plain), default=0)
    if allowed and said > max(allowed):
        yield "strength", f"{CERTAINTIES[said]!r} is too sure of {CERTAINTIES[max(allowed)]!r}."


def _words(fact: Fact) -> str:
    field = fact.fields.get("words")
    return str(field.value) if field is not None else ""
