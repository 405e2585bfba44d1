"""Bets of a sportsbook: a stake at odds is shares that pay 1, and a result is what they paid.

Whoever stakes s at decimal odds o buys s * o shares at 1 / o. A bet is a market of its own: it
nets with no other, and it ends on its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from decimal import Decimal

from gametape.errors import ParseError
from gametape.ledger.account import Settlement
from gametape.ledger.journal.cells import amount, decimal_odds, moment, needed
from gametape.ledger.journal.executions import Told, fees
from gametape.ledger.journal.mapping import JournalMap, names
from gametape.ledger.journal.tables import cell
from gametape.model.amounts import micro_of
from gametape.model.book import Side

_TWELVE = Decimal("0.000000000001")
_SMALLEST, _LARGEST = Decimal("0.000001"), Decimal(10) ** 15
"""What a bet can pay: a micro-dollar at least."""


def bet(texts: dict[str, str], mapping: JournalMap, zone: tzinfo) -> Iterator[Told]:
    """One row, one bet; the odds that were paid count where they differ from those taken."""
    columns, comma = mapping.columns, mapping.decimal_comma
    stake = needed(texts.get(columns.stake, ""), "stake", decimal_comma=comma)
    if stake <= 0:
        raise ParseError("the stake is not above 0")
    odds = decimal_odds(texts.get(columns.odds, ""), mapping.odds, decimal_comma=comma)
    paid = amount(texts.get(columns.paid, ""), decimal_comma=comma) if columns.paid else None
    result = texts.get(columns.result, "").strip().upper()
    if not _SMALLEST <= stake * odds < _LARGEST:
        raise ParseError("the bet is too small or too large")
    size = round(stake * odds, 6)
    end = _end(result, paid, stake, mapping)
    if isinstance(end, Decimal) and end > size:
        size = end  # boosted, or rounded by the book
    at_us = moment(cell(texts, columns, "time"), mapping.times, zone)
    closed_us = at_us
    if names(columns, "closed") and cell(texts, columns, "closed"):
        closed_us = moment(cell(texts, columns, "closed"), mapping.times, zone)
    settlement = None
    if end == "returned":
        settlement = Settlement(closed_us, None)
    elif end != "open":
        pays = Decimal(1) if end == "won" else round(Decimal(end) / size, 12)
        settlement = Settlement(closed_us, (pays,))
    market = cell(texts, columns, "market")
    if not market:
        raise ParseError("no market")
    yield Told(
        market=market,
        outcome=cell(texts, columns, "outcome"),
        side=Side.BUY,
        size=micro_of(size),
        price=(stake / size).quantize(_TWELVE),
        fee=fees(texts, mapping),
        at_us=at_us,
        id=cell(texts, columns, "id"),
        order=cell(texts, columns, "order"),
        alone=True,
        settlement=settlement,
    )


def _end(result: str, paid: Decimal | None, stake: Decimal, mapping: JournalMap) -> Decimal | str:
    """What came back, or `won`, `returned` or `open`; raises ParseError for an unknown word."""
    if result in map(str.upper, mapping.returned):
        return "returned"
    if result in map(str.upper, mapping.lost):
        return paid or Decimal(0)
    if paid is not None and paid >= 0 and (paid or not _open(result)):
        return "returned" if paid == stake and not result else round(paid, 6)
    if result in map(str.upper, mapping.won):
        return "won"
    if _open(result):
        return "open"
    raise ParseError(f"{result[:40]!r} is no result, and nothing says what was paid")


def _open(result: str) -> bool:
    return result in {"", "OPEN", "PENDING", "UNSETTLED", "ACTIVE"}
