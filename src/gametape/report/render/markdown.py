"""A written report as Markdown, every claim with a link to its moment."""

from __future__ import annotations

import re

from gametape.analyze.evidence import EvidenceLedger
from gametape.report.render.outline import (
    Card,
    address,
    cards,
    chapters,
    heading,
    judges,
    legend,
    signature,
)
from gametape.report.written import WrittenClaim, WrittenReport

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~&])")


def report_markdown(
    report: WrittenReport, ledger: EvidenceLedger | None = None, room: str = ""
) -> str:
    """Markdown text; `room` is the film room's server, for links from elsewhere."""
    lines = [f"# {_safe(heading(report))}", ""]
    for title, claims in chapters(report):
        lines += [f"## {title}", ""]
        lines += [_claim(claim, report, room) for claim in claims]
        lines.append("")
    found = cards(ledger)
    if found:
        lines += ["## All trades", "", *_table(found, report, room), ""]
    for note in report.notes:
        lines += [f"> {_safe(note)}", ""]
    told = legend(report, ledger)
    foot = [*([told] if told else []), *signature(report)]
    lines += ["---", "", *(f"{_safe(line)}  " for line in foot)]
    return "\n".join(lines).rstrip() + "\n"


def _claim(claim: WrittenClaim, report: WrittenReport, room: str) -> str:
    words = f"- {_safe(claim.words)}"
    if claim.judged_by:
        words += f" *To judge it later: {_safe(judges(claim))}.*"
    link = address(report, claim.at_us, claim.market, room)
    return f"{words} [watch]({link})" if link else words


def _table(found: list[Card], report: WrittenReport, room: str) -> list[str]:
    lines = [
        "| trade | bet on | shares | in | out | fees | net | decisions | labels |",
        "|---|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    for card in found:
        link = address(report, card.at_us, card.market, room)
        name = f"[{card.number}]({link})" if link else str(card.number)
        cells = [card.bet, card.size, card.entry, card.exit, card.fees, card.net]
        cells += [card.accuracy, "; ".join(card.labels)]
        lines.append("| " + " | ".join([name, *map(_safe, cells)]) + " |")
    return lines


def _safe(text: str) -> str:
    """Text in which nothing is read as Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", text)
