"""Rule 7: how long a report and its claims are, and what a report must have."""

from __future__ import annotations

from collections.abc import Iterator

from gametape.analyze.evidence import Quality
from gametape.report.facts import Facts
from gametape.report.model import Claim, Report
from gametape.report.verifier.finding import Kind

LONGEST = 320
FEWEST_CLAIMS = 3
MOST_CLAIMS = 14
MOST_ACTIONS = 3


def check_length(claim: Claim) -> Iterator[tuple[Kind, str]]:
    """A claim that is empty or too long."""
    if not claim.text.strip():
        yield "shape", "It says nothing."
    if len(claim.text) > LONGEST:
        yield "shape", f"It has {len(claim.text)} characters; {LONGEST} are allowed."


def check_shape(report: Report, facts: Facts) -> Iterator[tuple[Kind, str]]:
    """What a report lacks or has too much of."""
    count = len(report.claims)
    if not FEWEST_CLAIMS <= count <= MOST_CLAIMS:
        yield "shape", f"{count} claims; {FEWEST_CLAIMS} to {MOST_CLAIMS} are allowed."
    sections = [claim.section for claim in report.claims]
    if "strength" not in sections:
        yield "shape", "No strength is named."
    if "caveat" not in sections and flagged(facts.ledger.quality):
        yield "shape", "The recording has flaws, and no caveat says so."
    if sections.count("action") > MOST_ACTIONS:
        yield "shape", f"{sections.count('action')} actions; {MOST_ACTIONS} are allowed."


def flagged(quality: Quality) -> bool:
    """Whether a recording has anything that a reader must be told."""
    return bool(
        quality.gaps_s
        or quality.stale_s
        or quality.unpriced
        or quality.fee_assumed
        or quality.provisional
    )
