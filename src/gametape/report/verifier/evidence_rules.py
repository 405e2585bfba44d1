"""Rules 2 and 8: ids and slots exist and are cited, and evidence leads to what a text names."""

from __future__ import annotations

from collections.abc import Iterator

from gametape.report.facts import Facts
from gametape.report.model import Claim
from gametape.report.slots import SLOT
from gametape.report.verifier.finding import Kind
from gametape.report.verifier.prose import NAMED_ID, without_slots

SIGNED = ("usd", "cents")
"""Units whose sign `.size` may leave to the words."""


def check_evidence(claim: Claim, facts: Facts) -> Iterator[tuple[Kind, str]]:
    """Evidence that is missing or invented, and ids in the text that it does not lead to."""
    if not claim.evidence:
        yield "evidence", "It rests on no evidence."
    for cited in claim.evidence:
        if cited not in facts:
            yield "evidence", f"There is no evidence {cited[:20]}."
    leads = facts.refs(claim.evidence)
    for cited in NAMED_ID.findall(without_slots(claim.text)):
        if cited not in leads:
            yield "refs", f"{cited} is named, and its evidence does not lead there."


def check_slots(claim: Claim, facts: Facts) -> Iterator[tuple[Kind, str]]:
    """Slots to ids that are not cited, to fields that are not there, and broken ones."""
    for cited, name, size in SLOT.findall(claim.text):
        field = facts.field(cited, name)
        if cited not in claim.evidence:
            yield "slot", f"The slot {cited}.{name} is not among its evidence."
        if field is None:
            yield "slot", f"There is no value {cited}.{name}."
        elif size and field.unit not in SIGNED:
            yield "slot", f"{cited}.{name} has no sign that .size could leave away."
    rest = without_slots(claim.text)
    if "{" in rest or "}" in rest:
        yield "slot", "A slot is not written as {{ID.field}}."
