"""What newly stands out from chance over all evenings, with its n and its interval."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from gametape.analyze.evidence import EvidenceLedger, Item
from gametape.notify.message import harmless
from gametape.notify.options import NotifyOptions
from gametape.report.slots import text_of

MOST = 5
_MONEY = ("usd", "cents")


class Insights(NamedTuple):
    """Lines, and the names by which what was told is known the next time."""

    lines: tuple[str, ...]
    keys: tuple[str, ...]


def new_insights(
    ledger: EvidenceLedger, known: Collection[str], options: NotifyOptions
) -> Insights:
    """Findings of a ledger over many sessions that were not told before.

    Only what survives the correction for all tests of the ledger is a finding: its gate is `ok`
    and it has a claim. One without an interval is left out.
    """
    found = [item for item in ledger.items if item.gate == "ok" and _is_whole(item)]
    fresh = [item for item in found if key_of(item) not in known]
    lines = [_line(item, options) for item in fresh[:MOST]]
    if len(fresh) > MOST:
        lines.append(f"And {len(fresh) - MOST} more: gametape progress.")
    return Insights(tuple(lines), tuple(key_of(item) for item in fresh))


def key_of(item: Item) -> str:
    """What a finding is known by: the same claim about the same group is the same finding."""
    group = item.fields.get("group")
    return f"{item.code}|{'' if group is None else group.value}|{item.detail['claim']}"


def _is_whole(item: Item) -> bool:
    names = ("estimate", "low", "high", "n")
    told = (item.fields.get(name) for name in names)
    return "claim" in item.detail and all(one is not None and one.value is not None for one in told)


def _line(item: Item, options: NotifyOptions) -> str:
    words = f"New: {harmless(item.detail['claim'], 120)}"
    if "goal" in item.detail:  # its claim says "it"
        words = f"{words} ({harmless(item.title)})"
    fields = item.fields
    rests = text_of(fields["n"])
    of = harmless(item.detail.get("of", ""), 40)
    sessions = fields.get("sessions")
    rests += f" {of}" if of else ""
    rests += f" of {text_of(sessions)} sessions" if sessions is not None and of else ""
    if fields["estimate"].unit in _MONEY and not options.amounts:
        return f"{words} (n = {rests}; amounts left out)"
    low, high = text_of(fields["low"]), text_of(fields["high"])
    return f"{words} {text_of(fields['estimate'])}, 90\u00a0% {low} to {high} (n = {rests})"
