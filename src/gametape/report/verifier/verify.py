"""All rules over a report. The same report and ledger always give the same findings."""

from __future__ import annotations

from collections.abc import Iterator

from gametape.report.facts import Facts
from gametape.report.model import Claim, Report
from gametape.report.verifier.evidence_rules import check_evidence, check_slots
from gametape.report.verifier.finding import Finding, Kind
from gametape.report.verifier.forbidden import check_forbidden
from gametape.report.verifier.numbers import check_numbers
from gametape.report.verifier.quoting import check_quotes, strangers_runs
from gametape.report.verifier.relations import check_relations
from gametape.report.verifier.shape import check_length, check_shape
from gametape.report.verifier.signs import check_signs
from gametape.report.verifier.strength import check_strength


def verify(report: Report, facts: Facts, *, foreign: bool = False) -> tuple[Finding, ...]:
    """What is wrong with a report, claim by claim, then as a whole; empty if nothing.

    `foreign` is for writers that have read text of strangers: they may not type it either.
    """
    runs = strangers_runs(facts) if foreign else frozenset()
    found = [
        Finding(kind, number, words)
        for number, claim in enumerate(report.claims)
        for kind, words in _rules(claim, facts, runs)
    ]
    return (*found, *(Finding(kind, None, words) for kind, words in check_shape(report, facts)))


def verify_claim(claim: Claim, facts: Facts, number: int = 0) -> tuple[Finding, ...]:
    """What is wrong with one claim by itself."""
    return tuple(Finding(kind, number, words) for kind, words in _rules(claim, facts, frozenset()))


def _rules(
    claim: Claim, facts: Facts, runs: frozenset[tuple[str, ...]]
) -> Iterator[tuple[Kind, str]]:
    yield from check_length(claim)
    yield from check_evidence(claim, facts)
    yield from check_slots(claim, facts)
    yield from check_numbers(claim)
    yield from check_relations(claim, facts)
    yield from check_strength(claim, facts)
    yield from check_forbidden(claim)
    yield from check_signs(claim, facts)
    if runs:
        yield from check_quotes(claim, runs)
