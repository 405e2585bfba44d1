"""A written report as one HTML file: nothing is loaded, no script runs, all text is escaped."""

from __future__ import annotations

from html import escape

from gametape.analyze.evidence import EvidenceLedger
from gametape.report.render.curves import curve_figure
from gametape.report.render.outline import (
    Card,
    address,
    cards,
    chapters,
    clock,
    heading,
    judges,
    legend,
    signature,
)
from gametape.report.render.page_style import STYLE
from gametape.report.slots import MINUS
from gametape.report.written import WrittenClaim, WrittenReport

JOINER = "\u2060"
"""Keeps a minus at its number: browsers break lines behind it."""

MOST_CURVES = 2

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def report_html(report: WrittenReport, ledger: EvidenceLedger | None = None, room: str = "") -> str:
    """A whole document; `room` is the film room's server, for links from a file."""
    title = escape(heading(report))
    body = "".join(
        f'<section class="{claims[0].section}"><h2>{escape(name)}</h2><ul>'
        + "".join(_claim(claim, report, room) for claim in claims)
        + f"</ul>{_curves(claims, ledger)}</section>"
        for name, claims in chapters(report)
    )
    body += _table(cards(ledger), report, room)
    body += "".join(f'<p class="note">{escape(note)}</p>' for note in report.notes)
    told = legend(report, ledger)
    notes = [*([told] if told else []), *signature(report)]
    foot = "".join(f"<p>{escape(line)}</p>" for line in notes)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{title}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{title}</h1>{body}<footer>{foot}</footer></main></body></html>\n"
    )


def _claim(claim: WrittenClaim, report: WrittenReport, room: str) -> str:
    link = address(report, claim.at_us, claim.market, room)
    words = escape(claim.words).replace(MINUS, MINUS + JOINER)
    if link:
        moment = f"watch {clock(claim.at_us)}"
        words += f' <a class="watch" href="{escape(link)}">{escape(moment)}</a>'
    if claim.judged_by:
        words += f' <span class="judge">To judge it later: {escape(judges(claim))}.</span>'
    if report.writer == "claude" and claim.writer == "rules":
        words += ' <span class="by">(by our rules)</span>'
    return f'<li id="{escape("-".join(claim.evidence))}">{words}</li>'


def _curves(claims: list[WrittenClaim], ledger: EvidenceLedger | None) -> str:
    """Under the what-if: what closing at another time would have brought."""
    if ledger is None or claims[0].section != "whatif":
        return ""
    trades = {order.id: trade.id for trade in ledger.trades for order in trade.orders}
    labelled = {one.order for trade in ledger.trades for one in trade.labels if one.words}
    # Told exits first: those are the ones that somebody wants to see differently.
    ranked = sorted(ledger.curves, key=lambda curve: curve.order not in labelled)
    return "".join(curve_figure(one, trades.get(one.order, "")) for one in ranked[:MOST_CURVES])


def _table(found: list[Card], report: WrittenReport, room: str) -> str:
    if not found:
        return ""
    names = ("trade", "bet on", "shares", "in", "out", "fees", "net", "decisions")
    head = "".join(f"<th>{name}</th>" for name in names)
    rows = "".join(_row(card, report, room) for card in found)
    return (
        '<section><h2>All trades</h2><div class="scroll" tabindex="0" role="region"'
        f' aria-label="All trades"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _row(card: Card, report: WrittenReport, room: str) -> str:
    link = address(report, card.at_us, card.market, room)
    number = f'<a href="{escape(link)}">{card.number}</a>' if link else str(card.number)
    tone = "loss" if card.net.startswith(MINUS) else "gain" if card.net.startswith("+") else ""
    cells = (card.bet, card.size, card.entry, card.exit, card.fees)
    words = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    row = (
        f'<tr title="{escape(card.question)}"><td>{number}</td>{words}'
        f'<td class="{tone}">{escape(card.net)}</td><td>{escape(card.accuracy)}</td></tr>'
    )
    labels = "; ".join(card.labels)
    if not labels:
        return row
    return (
        row + f'<tr class="more"><td></td><td class="label" colspan="7">{escape(labels)}</td></tr>'
    )
