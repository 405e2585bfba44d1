"""Everything a ledger says, by the ids that sentences may point at.

Besides the items (E1, E2, ...) these are the rows: trades (T3), orders (O8) and labels (L2), and
`S`, the session itself. Rows say nothing that is not in the ledger; the only numbers made here are
counts of rows, and lengths of time between two of their times.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

from gametape.analyze.evidence import (
    EvidenceLedger,
    Field,
    Gate,
    Item,
    LabelRow,
    OrderRow,
    TradeRow,
)
from gametape.report.bets import side_of

SESSION = "S"
SHOWN_FROM = 0.3
PLANNED = "planned"
"""Confidence from which a label may be called one (methods 3.0.3)."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One id with its values: how strongly they may be said, where they lead."""

    id: str
    kind: str
    code: str
    fields: dict[str, Field]
    gate: Gate
    refs: tuple[str, ...] = ()
    at_us: int | None = None
    market: str = ""

    def has(self, *names: str) -> bool:
        """Whether all these values could be told."""
        return all(known(self.fields.get(name)) for name in names)


def known(field: Field | None) -> bool:
    """Whether a field holds something that can be written."""
    if field is None or field.value is None or field.value == "":
        return False
    return not isinstance(field.value, float) or math.isfinite(field.value)


class Facts:
    """The facts of one ledger. Item ids win where a row has the same."""

    def __init__(self, ledger: EvidenceLedger) -> None:
        self.ledger = ledger
        self._facts = {fact.id: fact for fact in _rows(ledger)}
        self._facts |= {item.id: _of_item(item) for item in ledger.items}

    def __contains__(self, wanted: str) -> bool:
        return wanted in self._facts

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts.values())

    def get(self, wanted: str) -> Fact | None:
        """The fact of an id, or None."""
        return self._facts.get(wanted)

    def field(self, wanted: str, name: str) -> Field | None:
        """A field that can be written, or None."""
        fact = self._facts.get(wanted)
        found = None if fact is None else fact.fields.get(name)
        return found if known(found) else None

    def refs(self, ids: list[str]) -> set[str]:
        """These ids and all that they lead to."""
        found = set(ids)
        for one in ids:
            fact = self._facts.get(one)
            found |= set(fact.refs) if fact else set()
        return found


def _of_item(item: Item) -> Fact:
    title = item.title or item.code.replace("_", " ") or "a finding"
    named = {"title": Field(title, "name")}
    return Fact(
        id=item.id,
        kind=item.kind,
        code=item.code,
        fields=named | item.fields,
        gate=item.gate,
        refs=item.refs,
        at_us=item.at_us,
    )


def _rows(ledger: EvidenceLedger) -> Iterator[Fact]:
    yield _session(ledger)
    for number, trade in enumerate(ledger.trades, 1):
        yield _trade(trade, number)
        for order in trade.orders:
            yield _order(order, trade)
        moments = {order.id: order.before_us for order in trade.orders}
        for label in trade.labels:
            yield _label(label, trade, moments.get(label.order))


def _session(ledger: EvidenceLedger) -> Fact:
    trades, quality = ledger.trades, ledger.quality
    closed = [trade for trade in trades if trade.closed_us is not None]
    counts = {
        "trades": len(trades),
        "closed": len(closed),
        "won": sum(trade.net > 0 for trade in closed),
        "losing": sum(trade.net < 0 for trade in closed),
        "sessions": ledger.sessions,
        "unpriced": quality.unpriced,
        "tests": ledger.n_tests,
    }
    fields = {name: Field(value, "count") for name, value in counts.items()}
    fields["gaps"] = Field(quality.gaps_s, "seconds")
    fields["stale"] = Field(quality.stale_s, "seconds")
    fields["title"] = Field(ledger.title, "name")
    return Fact(id=SESSION, kind="session", code="session", fields=fields, gate="ok")


def _trade(trade: TradeRow, number: int) -> Fact:
    held = None if trade.closed_us is None else (trade.closed_us - trade.opened_us) / 1e6
    score = None if trade.accuracy is None else trade.accuracy / 100
    fields = {
        "number": Field(number, "count"),
        "question": Field(trade.question, "name"),
        "outcome": Field(trade.outcome, "name"),
        "opened": Field(trade.opened_us, "clock"),
        "closed": Field(trade.closed_us, "clock"),
        "held": Field(held, "seconds"),
        "size": Field(trade.size, "shares"),
        "entry": Field(trade.entry, "price"),
        "exit": Field(trade.exit, "price"),
        "gross": Field(trade.gross, "usd"),
        "fees": Field(trade.fees, "usd"),
        "net": Field(trade.net, "usd"),
        "accuracy": Field(score, "pct"),
        "orders": Field(len(trade.orders), "count"),
    }
    ids = [order.id for order in trade.orders] + [label.id for label in trade.labels]
    first = min((order.before_us for order in trade.orders), default=trade.opened_us)
    return Fact(
        id=trade.id,
        kind="trade",
        code=trade.ended,
        fields=_with(fields, trade.metrics, trade.withheld),
        gate="early" if trade.provisional or trade.closed_us is None else "ok",
        refs=(trade.id, *ids),
        at_us=first,
        market=side_of(trade),
    )


def _order(order: OrderRow, trade: TradeRow) -> Fact:
    fields = {
        "price": Field(order.price, "price"),
        "size": Field(order.size, "shares"),
        "decided": Field(order.decided_us, "clock"),
        "judgement": Field(order.judgement or None, "name"),
    }
    return Fact(
        id=order.id,
        kind="order",
        code=order.kind,
        fields=_with(fields, order.metrics, order.withheld),
        gate="ok",
        refs=(order.id, trade.id, *order.labels),
        at_us=order.before_us,
        market=side_of(trade),
    )


def _label(label: LabelRow, trade: TradeRow, moment: int | None) -> Fact:
    """A label of one trade is weak evidence: an early estimate at best (methods 3.0.1)."""
    named = label.words not in ("", PLANNED)  # who carried out a plan is told of no pattern
    shown = named and (label.confidence or 0) >= SHOWN_FROM
    fields = {
        "match": Field(label.match, "pct"),
        "chance": Field(label.chance, "pct"),
        "confidence": Field(label.confidence, "pct"),
        "words": Field(label.words or None, "name"),
    }
    for prefix, more in (
        ("input_", label.inputs),
        ("rule_", label.thresholds),
        ("after_", label.consequence),
    ):
        fields |= {prefix + name: field for name, field in more.items()}
    return Fact(
        id=label.id,
        kind="label",
        code=label.name,
        fields=fields,
        gate="early" if shown else "inconclusive",
        refs=(label.id, label.order, trade.id),
        at_us=trade.opened_us if moment is None else moment,
        market=side_of(trade),
    )


def _with(own: dict[str, Field], more: dict[str, Field], held: dict[str, str]) -> dict[str, Field]:
    return {name: field for name, field in more.items() if name not in held} | own
