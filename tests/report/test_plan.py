"""What is told is decided by rank: costly trades, well decided ones, rules fixed in advance."""

from __future__ import annotations

import msgspec
from hypothesis import Phase, given, settings
from report.evenings import example, five_trades, hold, items, label, usd, whole
from report.ledgers import ledgers

from gametape.analyze.evidence import EvidenceLedger, Field
from gametape.report.facts import Facts
from gametape.report.plan import DEAR_TRADES, GOOD_TRADES, Plan, plan_of

UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


def plan(ledger: EvidenceLedger) -> Plan:
    return plan_of(ledger, Facts(ledger))


def test_losses_are_told_by_how_far_they_are_from_the_usual() -> None:
    found = plan(example())
    assert found.dear == ("T3", "T2", "T4")
    assert found.good == ("T5", "T1")


def test_a_trade_that_a_label_speaks_against_is_not_called_good() -> None:
    first, *rest = five_trades()
    chased = msgspec.structs.replace(first, labels=(label(9, "chase", "O1", 0.5),))
    found = plan(example(trades=(chased, *rest)))
    assert found.good[0] == "T5"
    hidden = label(9, "chase", "O1", 0.2, words="")
    kept = msgspec.structs.replace(first, labels=(hidden,))
    assert plan(example(trades=(kept, *rest))).good == ("T5", "T1")


def test_the_what_if_is_fixed_in_advance_and_not_the_best_looking() -> None:
    tempting = msgspec.structs.replace(
        hold(), id="E9", code="cooldown_skip_60", fields={**hold().fields, "total": usd(99.0)}
    )
    ledger = example(items=(tempting, *items()))
    assert plan(ledger).whatif == "E2"
    peak = msgspec.structs.replace(hold(), id="E8", code="hindsight_best")
    assert plan(example(items=(peak,))).whatif is None
    chase, *_ = (trade for trade in five_trades() if trade.id == "T2")
    assert plan(example(trades=(chase,), items=(hold(), tempting))).whatif == "E9"


def test_the_headline_is_the_result_whatever_stands_first() -> None:
    fees = msgspec.structs.replace(
        whole(), id="E9", code="fees", fields={"fees": usd(7.67), "share": Field(0.4, "pct")}
    )
    assert plan(example(items=(fees, *items()))).headline == "E1"


@settings(max_examples=40, deadline=None, phases=UNSHRUNK)
@given(ledgers())
def test_everything_told_is_there_and_told_once(ledger: EvidenceLedger) -> None:
    facts, found = Facts(ledger), plan(ledger)
    told = (*found.dear, *found.good, *found.patterns, *found.strengths, *found.caveats)
    assert len(set(told)) == len(told)
    assert all(one in facts for one in told)
    assert len(found.dear) <= DEAR_TRADES
    assert len(found.dear) + len(found.good) <= DEAR_TRADES + GOOD_TRADES
    gates = {one: fact.gate for one in found.patterns if (fact := facts.get(one))}
    assert "inconclusive" not in gates.values()
