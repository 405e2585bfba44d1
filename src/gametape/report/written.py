"""A report as it is read, stored and shown: claims with their numbers put in, and who wrote it."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

from gametape.analyze.evidence import EvidenceLedger
from gametape.report.facts import Facts
from gametape.report.model import Claim, Section, Stance
from gametape.report.rules.actions import Judge, judged_by
from gametape.report.slots import filled

WriterName = Literal["rules", "claude"]

Outcome = Literal["ok", "repaired", "pruned", "fallback", "not asked"]
"""How the writing by a model went: as it came, after one repair, with claims dropped, given up;
or nobody asked for it."""


class Failure(msgspec.Struct, frozen=True):
    """Something that went wrong with a model's writing: its kind, and in words."""

    kind: str
    words: str


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """What a model's writing took. `cost` is micro-dollars where a price is set, else None."""

    input: int = 0
    output: int = 0
    thinking: int = 0
    cache_read: int = 0
    cache_written: int = 0
    estimated: int | None = None
    cost: int | None = None
    stored: bool = False

    @property
    def total(self) -> int:
        """All tokens that count toward a budget."""
        return self.input + self.output + self.cache_read + self.cache_written


class WrittenClaim(msgspec.Struct, frozen=True, kw_only=True):
    """One claim. `words` are what is read, `text` still has the slots.

    `refs` are ids of trades, orders and labels; `at_us` is the moment to watch and `market` where,
    as far as the evidence has them; `:1` behind it is the side of its second outcome. `judged_by`
    are the what-if and the chart that will tell whether an action works.
    """

    section: Section
    words: str
    text: str
    stance: Stance
    evidence: tuple[str, ...]
    refs: tuple[str, ...]
    at_us: int | None
    market: str
    writer: WriterName
    judged_by: tuple[Judge, ...] = ()


class WrittenReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report. `why_not` is why no model wrote it, where one was to; `ledger` is what it is of."""

    session: str
    title: str
    scope: Literal["session", "population"]
    writer: WriterName
    model: str
    outcome: Outcome
    why_not: str
    claims: tuple[WrittenClaim, ...]
    notes: tuple[str, ...]
    failures: tuple[Failure, ...]
    tokens: Tokens
    ledger: str
    report_v: int = 1


def fingerprint(ledger: EvidenceLedger) -> str:
    """What tells a ledger from any other: SHA-256 of its JSON."""
    return hashlib.sha256(msgspec.json.encode(ledger, order="deterministic")).hexdigest()


def resolved(claim: Claim, facts: Facts, writer: WriterName) -> WrittenClaim:
    """A claim that has passed, with its numbers put in and its moment found."""
    cited = [fact for fact in map(facts.get, claim.evidence) if fact is not None]
    refs = [ref for fact in cited for ref in fact.refs if ref in facts]
    narrow = ("label", "order")
    # The narrowest row knows the moment best: a label's or an order's before a trade's.
    ranked = sorted(cited, key=lambda one: one.kind not in narrow)
    moment = next((fact for fact in ranked if fact.at_us is not None), None)
    if moment is None:
        led_to = (facts.get(ref) for ref in refs)
        moment = next((fact for fact in led_to if fact and fact.at_us is not None), None)
    market = moment.market if moment is not None else ""
    if moment is not None and not market:
        market = next((fact.market for ref in refs if (fact := facts.get(ref)) and fact.market), "")
    return WrittenClaim(
        section=claim.section,
        words=filled(claim.text, facts),
        text=claim.text,
        stance=claim.stance,
        evidence=tuple(claim.evidence),
        refs=tuple(dict.fromkeys(refs)),
        at_us=None if moment is None else moment.at_us,
        market=market,
        writer=writer,
        judged_by=judged_by(claim.evidence, facts) if claim.section == "action" else (),
    )
