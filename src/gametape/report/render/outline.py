"""What all forms of a report share: headings, who wrote it, trades in figures, links to moments."""

from __future__ import annotations

from itertools import groupby
from urllib.parse import quote, urlencode

import msgspec

from gametape.analyze.evidence import EvidenceLedger, Field, TradeRow
from gametape.model.times import iso_text
from gametape.report.behaviours import behaviour_of
from gametape.report.bets import bet_of, side_of
from gametape.report.facts import PLANNED, SHOWN_FROM
from gametape.report.slots import text_of
from gametape.report.strangers import cleaned
from gametape.report.written import WrittenClaim, WrittenReport

HEADINGS = {
    "headline": "Overall",
    "trade": "Trade by trade",
    "pattern": "Psychology",
    "whatif": "What if",
    "strength": "What went well",
    "action": "Next time",
    "caveat": "What to keep in mind",
}


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One trade in figures, every value in words already."""

    id: str
    number: int
    question: str
    bet: str
    size: str
    entry: str
    exit: str
    gross: str
    fees: str
    net: str
    accuracy: str
    labels: tuple[str, ...]
    at_us: int
    market: str


def chapters(report: WrittenReport) -> list[tuple[str, list[WrittenClaim]]]:
    """Headings with their claims, in reading order."""
    parts = groupby(report.claims, key=lambda claim: claim.section)
    return [(HEADINGS[section], list(claims)) for section, claims in parts]


def heading(report: WrittenReport) -> str:
    """What the report is of."""
    of = cleaned(report.title) or report.session or "your sessions"
    return f"Review: {of}"


def signature(report: WrittenReport) -> list[str]:
    """Who wrote it, what it took, and why Claude did not, where it was to."""
    if report.writer == "rules":
        lines = ["Written by gametape's own rules; every number is from the evidence."]
        if report.why_not:
            lines.append(f"Claude did not write it: {report.why_not}")
    else:
        ours = sum(claim.writer == "rules" for claim in report.claims)
        lines = [f"Worded by Claude ({cleaned(report.model)}); every number is from the evidence."]
        if report.outcome == "repaired":
            lines.append("Its first version did not pass the checks; this is the second.")
        if report.outcome == "pruned":
            lines.append("Statements of Claude's that did not pass the checks were left out.")
        if ours:
            lines.append(f"Added by gametape's own rules: {ours} of {len(report.claims)}.")
    return lines + _spent(report)


def _spent(report: WrittenReport) -> list[str]:
    tokens = report.tokens
    if tokens.stored:
        return ["Worded before and kept: nothing was sent this time."]
    if not tokens.total:
        return []
    words = f"Tokens: {tokens.input + tokens.cache_read + tokens.cache_written:,} in"
    words += f", {tokens.output:,} out"
    if tokens.cost is not None:
        words += f", ${tokens.cost / 1e6:,.4f} at your prices"
    return [words + "."]


def cards(ledger: EvidenceLedger | None) -> list[Card]:
    """Every trade of a ledger in figures; none without a ledger."""
    if ledger is None:
        return []
    return [_card(trade, number, ledger) for number, trade in enumerate(ledger.trades, 1)]


def _card(trade: TradeRow, number: int, ledger: EvidenceLedger) -> Card:
    score = None if trade.accuracy is None else trade.accuracy / 100
    return Card(
        id=trade.id,
        number=number,
        question=cleaned(trade.question),
        bet=bet_of(trade, ledger),
        size=text_of(Field(trade.size, "shares")),
        entry=text_of(Field(trade.entry, "price")),
        exit="open" if trade.exit is None else text_of(Field(trade.exit, "price")),
        gross=text_of(Field(trade.gross, "usd")),
        fees=text_of(Field(trade.fees, "usd"), signed=False),
        net=text_of(Field(trade.net, "usd")) + (" so far" if trade.provisional else ""),
        accuracy=text_of(Field(score, "pct")),
        labels=tuple(_labels(trade)),
        at_us=min((order.before_us for order in trade.orders), default=trade.opened_us),
        market=side_of(trade),
    )


def _labels(trade: TradeRow) -> list[str]:
    """Labels that may be shown: how they may be called, and what that rests on."""
    told = []
    for label in trade.labels:
        if label.words in ("", PLANNED) or (label.confidence or 0.0) < SHOWN_FROM:
            continue
        behaviour = behaviour_of(label.name)
        name = behaviour.name if behaviour else cleaned(label.name.replace("_", " "))
        match, chance = Field(label.match, "pct"), Field(label.chance, "pct")
        told.append(f"{label.words} {name}: fit {text_of(match)}, by chance {text_of(chance)}")
    return told


def legend(report: WrittenReport, ledger: EvidenceLedger | None) -> str:
    """What the three numbers of a label mean, where there are labels; else empty."""
    told = any(card.labels for card in cards(ledger))
    if not told and not any("L" in one[:1] for c in report.claims for one in c.evidence):
        return ""
    return (
        "Fit: how well the moment fits the pattern. By chance: how many random moments of the same"
        " game fit as well."
    )


def judges(claim: WrittenClaim) -> str:
    """What will tell whether an action works, in words."""
    return "; ".join(cleaned(judge.words) for judge in claim.judged_by)


def address(report: WrittenReport, at_us: int | None, market: str, room: str = "") -> str:
    """The link that opens the film room at a moment; empty where there is none.

    `room` is the server's address before the path; without it the link is of the same server.
    """
    if at_us is None or not report.session:
        return ""
    query = {"t": iso_text(at_us)} | ({"m": market} if market else {})
    return f"{room.rstrip('/')}/s/{quote(report.session, safe='')}?{urlencode(query)}"


def clock(at_us: int | None) -> str:
    """A moment as a time of day, UTC; empty where there is none."""
    return "" if at_us is None else text_of(Field(at_us, "clock"))
