"""Insights: only findings, each with n and interval, and each told once."""

from __future__ import annotations

import msgspec
from notify.test_judged import LEDGER

from gametape.analyze.evidence import EvidenceLedger, Field, Item
from gametape.notify.insights import MOST, new_insights
from gametape.notify.options import NotifyOptions

ON = NotifyOptions(insights=True)
PANIC = Item(
    id="P1", kind="label", code="panic_sell", title="sold in panic", gate="ok",
    fields={
        "estimate": Field(1.84, "x"), "low": Field(1.21, "x"), "high": Field(2.6, "x"),
        "n": Field(41, "count"), "sessions": Field(12, "count"),
    },
    detail={"claim": "You sell in panic more often than chance would.", "of": "decisions"},
)  # fmt: skip


def ledger(*items: Item) -> EvidenceLedger:
    return msgspec.structs.replace(LEDGER, scope="population", items=items)


def changed(item: Item, **fields: Field | None) -> Item:
    kept = {name: field for name, field in {**item.fields, **fields}.items() if field is not None}
    return msgspec.structs.replace(item, fields=kept)


def test_a_finding_has_its_n_and_its_interval() -> None:
    told = new_insights(ledger(PANIC), (), ON)
    assert told.lines == (
        "New: You sell in panic more often than chance would."
        " 1.8x, 90\u00a0% 1.2x to 2.6x (n = 41 decisions of 12 sessions)",
    )


def test_what_is_no_finding_is_not_told() -> None:
    weak = msgspec.structs.replace(PANIC, gate="inconclusive")
    silent = msgspec.structs.replace(PANIC, detail={})
    bare = changed(PANIC, low=None)
    unsure = changed(PANIC, high=Field(None, "x"))
    assert new_insights(ledger(weak, silent, bare, unsure), (), ON) == ((), ())


def test_told_once_and_the_rest_counted() -> None:
    first = new_insights(ledger(PANIC), (), ON)
    assert new_insights(ledger(PANIC), first.keys, ON) == ((), ())
    groups = [changed(PANIC, group=Field(f"g{n}", "name")) for n in range(MOST + 2)]
    told = new_insights(ledger(PANIC, *groups), first.keys, ON)
    assert len(told.lines) == MOST + 1
    assert told.lines[-1] == "And 2 more: gametape progress."
    assert len(set(told.keys)) == MOST + 2


def test_money_is_left_out_unless_allowed_and_a_goal_is_named() -> None:
    money = {name: Field(2_500_000, "usd") for name in ("estimate", "low", "high")}
    item = msgspec.structs.replace(
        changed(PANIC, **money),
        title="wait 30 s after a score: a trade that kept it",
        detail={**PANIC.detail, "claim": "Trades that kept it brought more.", "goal": "g"},
    )
    [line] = new_insights(ledger(item), (), ON).lines
    assert line == (
        "New: Trades that kept it brought more. (wait 30 s after a score: a trade that kept it)"
        " (n = 41 decisions of 12 sessions; amounts left out)"
    )
    [line] = new_insights(ledger(item), (), msgspec.structs.replace(ON, amounts=True)).lines
    assert "+$2.50, 90\u00a0% +$2.50 to +$2.50" in line
