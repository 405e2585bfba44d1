"""Rows that are one fill each, and rows that are an opening and its closing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal

from gametape.errors import ParseError
from gametape.ledger.account import Settlement
from gametape.ledger.journal.cells import amount, moment, needed
from gametape.ledger.journal.mapping import JournalMap, names
from gametape.ledger.journal.tables import cell
from gametape.model.amounts import micro_of
from gametape.model.book import Side


@dataclass(frozen=True, slots=True)
class Told:
    """A fill as a row tells it: micro-shares, dollars, micro-dollars, microseconds.

    `alone`: its market is this row's only (a bet); `settlement` is how that ended.
    """

    market: str
    outcome: str
    side: Side
    size: int
    price: Decimal
    fee: int
    at_us: int
    id: str
    order: str
    alone: bool = False
    settlement: Settlement | None = None


def execution(texts: dict[str, str], mapping: JournalMap, zone: tzinfo) -> Iterator[Told]:
    """One row, one fill."""
    columns = mapping.columns
    price = needed(texts.get(columns.price, ""), "price", decimal_comma=mapping.decimal_comma)
    yield Told(
        market=_market(texts, mapping),
        outcome=cell(texts, columns, "outcome"),
        side=_side(cell(texts, columns, "side"), mapping),
        size=_size(texts, mapping),
        price=_price(price),
        fee=fees(texts, mapping),
        at_us=moment(cell(texts, columns, "time"), mapping.times, zone),
        id=cell(texts, columns, "id"),
        order=cell(texts, columns, "order"),
    )


def round_trip(texts: dict[str, str], mapping: JournalMap, zone: tzinfo) -> Iterator[Told]:
    """One row, two fills; all fees are counted at the closing.

    Without a column for the side, the opening is the buying and the closing the selling, whichever
    came first.
    """
    columns = mapping.columns
    side = Side.BUY
    if names(columns, "side"):
        side = _side(cell(texts, columns, "side"), mapping)
    size, market, name = _size(texts, mapping), _market(texts, mapping), cell(texts, columns, "id")
    both = []
    for field, money, way in (
        ("opened", columns.open_price, side),
        ("closed", columns.close_price, side.opposite),
    ):
        price = needed(texts.get(money, ""), "price", decimal_comma=mapping.decimal_comma)
        both.append(
            Told(
                market=market,
                outcome=cell(texts, columns, "outcome"),
                side=way,
                size=size,
                price=_price(price),
                fee=fees(texts, mapping) if field == "closed" else 0,
                at_us=moment(cell(texts, columns, field), mapping.times, zone),
                id=f"{name}:{field}" if name else "",
                order=cell(texts, columns, "order"),
            )
        )
    yield from both


def fees(texts: dict[str, str], mapping: JournalMap) -> int:
    """All fees of a row, micro-dollars, positive for a cost."""
    total = Decimal(0)
    for name in names(mapping.columns, "fees"):
        one = amount(texts.get(name, ""), decimal_comma=mapping.decimal_comma) or Decimal(0)
        total += {"cost": one, "cash": -one, "absolute": abs(one)}[mapping.fee_sign]
    return micro_of(round(total, 6))


def _market(texts: dict[str, str], mapping: JournalMap) -> str:
    market = cell(texts, mapping.columns, "market")
    if not market:
        raise ParseError("no market")
    return market


def _side(text: str, mapping: JournalMap) -> Side:
    """The first word that means a side; or the sign of a number."""
    for word in text.upper().replace("-", " ").split():
        for words, side in ((mapping.buys, Side.BUY), (mapping.sells, Side.SELL)):
            if word in map(str.upper, words):
                return side
    try:
        number = amount(text, decimal_comma=mapping.decimal_comma)
    except ParseError:
        number = None
    if not number:
        raise ParseError(f"{text[:40]!r} is no side")
    return Side.BUY if number > 0 else Side.SELL


def _size(texts: dict[str, str], mapping: JournalMap) -> int:
    columns = mapping.columns
    quantity = needed(
        texts.get(columns.quantity, ""), "quantity", decimal_comma=mapping.decimal_comma
    )
    factor = mapping.multipliers.get(texts.get(columns.product, ""), mapping.multiplier)
    exact = abs(quantity) * factor
    if not exact:
        raise ParseError("the quantity is 0")
    try:
        return micro_of(exact)
    except ParseError:
        raise ParseError(f"quantity {quantity} has more than six decimal places") from None


def _price(price: Decimal) -> Decimal:
    if price < 0:
        raise ParseError(f"price {price} is below 0")
    return price
