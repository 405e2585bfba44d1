"""The rules writer passes the verifier whatever the ledger holds, and reads as it should."""

from __future__ import annotations

from hypothesis import Phase, given, settings
from report.evenings import example, population, with_holes
from report.ledgers import ledgers

from gametape.analyze.evidence import EvidenceLedger
from gametape.report.facts import Facts
from gametape.report.model import SECTIONS
from gametape.report.rules import write
from gametape.report.slots import filled
from gametape.report.verifier import verify


def told(ledger: EvidenceLedger) -> list[str]:
    facts = Facts(ledger)
    return [filled(claim.text, facts) for claim in write(facts).claims]


# A ledger is large: making a failing one small takes minutes and tells little beyond the finding.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(max_examples=40, deadline=None, phases=UNSHRUNK)
@given(ledgers())
def test_every_report_of_ours_passes_every_rule(ledger: EvidenceLedger) -> None:
    facts = Facts(ledger)
    report = write(facts)
    assert [(f, report.claims[f.claim or 0]) for f in verify(report, facts)] == []
    assert report == write(Facts(ledger))
    order = [SECTIONS.index(claim.section) for claim in report.claims]
    assert order == sorted(order)
    assert all("{{" not in filled(claim.text, facts) for claim in report.claims)


def test_the_examples_pass() -> None:
    for ledger in (example(), with_holes(), population()):
        facts = Facts(ledger)
        assert verify(write(facts), facts) == ()
