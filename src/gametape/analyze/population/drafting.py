"""From drafts to a ledger: every test of one screen is corrected together, then gates are set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from gametape.analyze.behaviour.finding import Finding
from gametape.analyze.evidence import Field, Gate, Item, Kind, Unit
from gametape.analyze.statistics.discoveries import findings
from gametape.analyze.statistics.intervals import Interval

FDR_Q = 0.05
"""Half of the tenth that the product allows itself (methods 5.5): the playbook is the other screen
of tests, so that both together tell at most a tenth of innocent traders anything false."""

NOTHING_CLEAR = "no clear effect yet"


class Draft(NamedTuple):
    """An item before it is known what else was asked: its test, and what it may claim then.

    `p_value` None: nothing is claimed, it is a plain count or only shown beside others.
    """

    item: Item
    p_value: float | None = None
    claim: str = ""


class Decided(NamedTuple):
    """Items with their gates, and how many tests stand behind them."""

    items: tuple[Item, ...]
    n_tests: int


def decided(drafts: Sequence[Draft], rate: float = FDR_Q) -> Decided:
    """Benjamini and Hochberg over all tests; only what survives is claimed (gate `ok`)."""
    asked = [one.p_value for one in drafts if one.p_value is not None]
    told = findings(asked, rate)
    answers = iter(zip(told.adjusted, told.survive, strict=True))
    items = []
    for draft in drafts:
        if draft.p_value is None:
            items.append(draft.item)
            continue
        adjusted, survives = next(answers)
        fields = draft.item.fields | {
            "p": Field(round(draft.p_value, 5), "score"),
            "adjusted": Field(round(adjusted, 5), "score"),
        }
        gate: Gate = "ok" if survives else "inconclusive"
        said = {"claim": draft.claim} if survives else {"open": NOTHING_CLEAR}
        items.append(
            msgspec.structs.replace(
                draft.item, fields=fields, gate=gate, detail=draft.item.detail | said
            )
        )
    named = tuple(
        msgspec.structs.replace(item, id=f"P{number}") for number, item in enumerate(items, 1)
    )
    return Decided(named, len(asked))


def spread(told: Interval | None, unit: Unit, factor: float = 1.0) -> dict[str, Field]:
    """An interval as fields; whole micro-dollars for money."""
    if told is None:
        return {}

    def cast(value: float) -> Field:
        scaled = float(value) * factor
        return Field(round(scaled) if unit == "usd" else round(scaled, 6), unit)

    return {
        "estimate": cast(told.estimate),
        "low": cast(told.low),
        "high": cast(told.high),
    }


def drafted(
    found: Finding,
    *,
    kind: Kind,
    code: str = "",
    name: str = "",
    unit: Unit = "x",
    title: str = "",
    claim: str = "",
    p_value: float | None = None,
    section: str,
    note: str = "",
) -> Draft:
    """One estimate of a finding as a draft; `name` is the estimate's, "" for counts alone."""
    told = found.estimates.get(name)
    fields = spread(told, unit) | {
        "n": Field(found.n, "count"),
        "sessions": Field(found.sessions, "count"),
    }
    detail = {"section": section, "of": found.of, "missing": found.missing, "note": note}
    if told is not None and told.notes:
        detail["caution"] = " ".join(told.notes)
    gate: Gate = "inconclusive" if found.gate == "ok" else found.gate
    item = Item(
        id="",
        kind=kind,
        code=code or found.code,
        title=title or found.title,
        fields=fields | {key: value for key, value in found.fields.items() if key not in fields},
        gate=gate,
        detail={key: value for key, value in detail.items() if value},
    )
    return Draft(item, p_value if told is not None else None, claim)
