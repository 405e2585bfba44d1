"""What a trade bet on, in words: its outcome, and the market where that alone says too little.

"Yes" is nothing to somebody who traded three markets of a match, and the Lakers of the spread are
not the Lakers of the moneyline.
"""

from __future__ import annotations

from gametape.analyze.evidence import EvidenceLedger, TradeRow
from gametape.report.strangers import cleaned

_BARE = frozenset({"yes", "no", "over", "under", "draw", "tie", "odd", "even"})
_ID_SHOWN = 12


def market_told(trade: TradeRow, ledger: EvidenceLedger) -> bool:
    """Whether the market belongs to the name of a trade's bet: the outcome does not stand alone."""
    if trade.question in ("", ledger.title):
        return False
    several = any(other.question != trade.question for other in ledger.trades)
    return several or trade.outcome.casefold() in _BARE


def side_of(trade: TradeRow) -> str:
    """The market as a room's address names it, on the side that was bet on: its prices agree."""
    return f"{trade.market}:1" if trade.second and trade.market else trade.market


def bet_of(trade: TradeRow, ledger: EvidenceLedger) -> str:
    """A bet for a table: "Lakers", "Under: O/U 217.5", "No: Will Arsenal win?"; an id at worst."""
    nameless = f"market {trade.market[:_ID_SHOWN]}"
    if not trade.outcome:
        return cleaned(trade.question or nameless)
    if trade.question and not market_told(trade, ledger):
        return cleaned(trade.outcome)
    question = trade.question.removeprefix(f"{ledger.title}: ") or nameless
    return cleaned(f"{cleaned(trade.outcome)}: {question}")
