"""What is told of a judged evening: its ledger's numbers, money only where it is allowed."""

from __future__ import annotations

import msgspec

from gametape.analyze.evidence import EvidenceLedger, Field, Item, MadeFrom, Quality
from gametape.notify.judged import judged, judged_many
from gametape.notify.options import NotifyOptions

NET = Item(
    id="E1", kind="overall", code="net", title="what it came to", gate="ok",
    fields={
        "net": Field(-4_200_000, "usd"), "gross": Field(-3_000_000, "usd"),
        "fees": Field(1_200_000, "usd"), "trades": Field(4, "count"), "won": Field(1, "count"),
        "lost": Field(3, "count"), "accuracy": Field(0.713, "pct"),
    },
)  # fmt: skip
LEDGER = EvidenceLedger(
    scope="session", session="owls", title="Owls at Foxes", sport="basketball",
    made_from=MadeFrom("t", "c", "p"), trades=(), items=(NET,),
    quality=Quality(verdict="whole", gaps_s=0, stale_s=0, unpriced=0, fee_assumed=False,
                    provisional=False),
)  # fmt: skip
REPORT = NotifyOptions(report=True)


def body(ledger: EvidenceLedger, options: NotifyOptions) -> str:
    told = judged(ledger, options, ("Goal kept: x.",), ("New: y.",))
    return "" if told is None else told.body


def test_money_is_left_out_unless_it_is_allowed() -> None:
    assert body(LEDGER, REPORT) == (
        "Trades: 4; won 1, lost 3.\n"
        "Decisions score 71\u00a0% by what could be known, not by who won."
    )
    told = body(LEDGER, msgspec.structs.replace(REPORT, amounts=True))
    assert "Net \u2212$4.20 (gross \u2212$3.00, fees $1.20)." in told


def test_each_part_is_told_as_far_as_it_is_on() -> None:
    assert body(LEDGER, NotifyOptions(goals=True)) == "Goal kept: x."
    assert body(LEDGER, NotifyOptions(insights=True)) == "New: y."
    assert body(LEDGER, NotifyOptions(session=True)) == ""
    assert judged(LEDGER, NotifyOptions(goals=True)) is None


def test_a_doubtful_recording_and_no_trades_are_said() -> None:
    poor = msgspec.structs.replace(LEDGER.quality, verdict="poor", provisional=True)
    told = body(msgspec.structs.replace(LEDGER, quality=poor), REPORT)
    assert told.endswith("The recording: poor.")
    assert body(msgspec.structs.replace(LEDGER, items=()), REPORT) == "No own trades."


def test_many_are_one_message() -> None:
    told = judged_many(12, 31, REPORT, ("New: y.",))
    assert told is not None
    assert (told.title, told.body) == ("Judged: 12 sessions", "Own trades in them: 31.")
    assert judged_many(12, 31, NotifyOptions(insights=True)) is None
