"""An order book as a page of text."""

from __future__ import annotations

import textwrap

from gametape.model.times import iso_text
from gametape.replay.bookview import BookView, Pair


def book_text(view: BookView) -> str:
    """Lines of at most 80 columns: what it is a book of, whether to trust it, bids beside asks."""
    lines = [f"{view.session}, {iso_text(view.at_us)}", _of(view)]
    if not view.valid:
        lines += textwrap.wrap(f"NOT TO BE TRUSTED: {view.reason}", 80)
    if view.bids or view.asks:
        lines.append(f"mid {view.mid or '-'}   spread {view.spread or '-'}")
        lines.append(f"{'bid size':>14} {'bid':>8}   {'ask':<8} ask size")
    for rank in range(max(len(view.bids), len(view.asks))):
        bid, ask = _level(view.bids, rank), _level(view.asks, rank)
        lines.append(f"{bid[1]:>14} {bid[0]:>8}   {ask[0]:<8} {ask[1]}".rstrip())
    return "\n".join(lines)


def _of(view: BookView) -> str:
    """The market's question and the outcome's label; ids, cut short, where there are no words."""
    question = view.question or f"market {view.market[:24] or '-'}"
    outcome = view.outcome or f"asset {view.asset[:24]}"
    return f"{question[: 78 - len(outcome[:40])]}: {outcome[:40]}"


def _level(levels: list[Pair], rank: int) -> Pair:
    return levels[rank] if rank < len(levels) else ("", "")
