"""What is told when an evening has been judged, from its evidence ledger."""

from __future__ import annotations

from gametape.analyze.evidence import EvidenceLedger, Item
from gametape.notify.message import Message, harmless, message
from gametape.notify.options import NotifyOptions
from gametape.report.slots import text_of


def judged(
    ledger: EvidenceLedger,
    options: NotifyOptions,
    goals: tuple[str, ...] = (),
    insights: tuple[str, ...] = (),
) -> Message | None:
    """A judged evening with what is to be told of it; None where that is nothing.

    `goals` and `insights` are lines of those modules, and are told as far as they are on.
    """
    lines = _result(ledger, options) if options.report else []
    lines += goals if options.goals else ()
    lines += insights if options.insights else ()
    if not lines:
        return None
    return message("judged", f"Judged: {harmless(ledger.title or ledger.session)}", lines)


def judged_many(
    sessions: int, trades: int, options: NotifyOptions, insights: tuple[str, ...] = ()
) -> Message | None:
    """Several evenings judged at once, in one message; goals are told of single ones only."""
    lines = [f"Own trades in them: {trades}."] if options.report else []
    lines += insights if options.insights else ()
    return message("judged", f"Judged: {sessions} sessions", lines) if lines else None


def _result(ledger: EvidenceLedger, options: NotifyOptions) -> list[str]:
    net = next((item for item in ledger.items if item.code == "net"), None)
    if net is None:
        return ["No own trades."]
    lines = [f"Trades: {_told(net, 'trades')}; won {_told(net, 'won')}, lost {_told(net, 'lost')}."]
    if options.amounts:
        so_far = " so far" if ledger.quality.provisional else ""
        lines.append(
            f"Net {_told(net, 'net')}{so_far} (gross {_told(net, 'gross')},"
            f" fees {text_of(net.fields['fees'], signed=False)})."
        )
    accuracy = net.fields.get("accuracy")
    if accuracy is not None and accuracy.value is not None:
        score = text_of(accuracy)
        lines.append(f"Decisions score {score} by what could be known, not by who won.")
    if ledger.quality.verdict != "whole":
        lines.append(f"The recording: {harmless(ledger.quality.verdict or 'not verified')}.")
    return lines


def _told(item: Item, name: str) -> str:
    return text_of(item.fields[name])
