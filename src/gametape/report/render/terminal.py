"""A written report as a page of text, 80 columns."""

from __future__ import annotations

import textwrap

from gametape.analyze.evidence import EvidenceLedger
from gametape.report.render.outline import (
    Card,
    cards,
    chapters,
    clock,
    heading,
    judges,
    legend,
    signature,
)
from gametape.report.written import WrittenClaim, WrittenReport

WIDTH = 80
WATCHED = ("trade", "whatif", "strength")
"""Sections whose moments are named; the other forms link every claim that has one."""


def report_text(report: WrittenReport, ledger: EvidenceLedger | None = None) -> str:
    """Lines of at most 80 columns: the claims by section, then all trades in figures."""
    lines = [*_wrapped(heading(report), 0), ""]
    for title, claims in chapters(report):
        lines.append(title.upper())
        for claim in claims:
            lines += _claim(claim)
        lines.append("")
    found = cards(ledger)
    if found:
        lines += ["ALL TRADES", *_table(found), ""]
    for note in report.notes:
        lines += [*_wrapped(note, 0), ""]
    told = legend(report, ledger)
    for line in [*([told] if told else []), *signature(report)]:
        lines += _wrapped(line, 0)
    return "\n".join(lines)


def _claim(claim: WrittenClaim) -> list[str]:
    words = claim.words
    tail = clock(claim.at_us) if claim.section in WATCHED else ""
    if claim.judged_by:
        words += f" (to judge it later: {judges(claim)})"
    if tail:
        words += f" [watch {tail}]"
    wrapped = textwrap.wrap(words, WIDTH - 4) or [""]
    return [f"  - {wrapped[0]}", *(f"    {line}" for line in wrapped[1:])]


def _table(found: list[Card]) -> list[str]:
    lines = [
        f"  {'':>3} {'bet on':<29} {'shares':>8} {'in':>7} {'out':>7} {'net':>12} {'score':>6}"
    ]
    for card in found:
        lines.append(
            f"  {card.number:>3} {_cut(card.bet, 29):<29} {_cut(card.size, 8):>8}"
            f" {card.entry:>7} {card.exit:>7} {_cut(card.net, 12):>12} {card.accuracy:>6}"
        )
        for label in card.labels:
            lines += textwrap.wrap(label, WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 8)
    return lines


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 2] + ".."


def _wrapped(text: str, indent: int) -> list[str]:
    space = " " * indent
    return textwrap.wrap(text, WIDTH, initial_indent=space, subsequent_indent=space)
