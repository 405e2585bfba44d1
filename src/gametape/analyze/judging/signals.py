"""What came after an evening's market signals, as evidence: about the market, not the trader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gametape.analyze.behaviour.rows import SignalRow
from gametape.analyze.behaviour.signalled import TITLES, signal_fields
from gametape.analyze.evidence import Item

RULE = (
    "Go against the move for fifty dollars at once; leave at the target, at the stop or after two "
    "minutes. Orders arrive late, walk the recorded book and pay fees."
)


def signal_items(rows: Sequence[SignalRow]) -> Iterator[Item]:
    """One item a kind; of one evening nothing can be concluded."""
    for kind, title in TITLES.items():
        mine = [one for one in rows if one.kind == kind]
        if not mine:
            continue
        reasons = sorted({one.rule_why for one in mine if one.rule_why})
        yield Item(
            id="",
            kind="metric",
            code=f"signal_{kind}",
            title=title,
            fields=signal_fields(mine),
            gate="inconclusive",
            at_us=mine[0].at_us,
            impact=0,
            detail={"rule": RULE, "not traded": "; ".join(reasons)},
        )
