"""Trades and their orders as rows of the evidence ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field, LabelRow, OrderRow, TradeRow
from gametape.analyze.material.decision import Decision, dollars
from gametape.ledger.trades import Episode, LineAccount
from gametape.model.times import SECOND

BEFORE_US = 5 * SECOND
"""How long before a decision its moment is watched from."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label of an order, and whether it is about entering: a flip leaves one trade for another.

    Then what is said of leaving belongs to the first, what is said of entering to the second.
    """

    row: LabelRow
    enters: bool


@dataclass(frozen=True, slots=True)
class OrderFindings:
    """What was found out about one order."""

    metrics: dict[str, Field] = field(default_factory=dict)
    withheld: dict[str, str] = field(default_factory=dict)
    judgement: str = ""
    labels: tuple[Labelled, ...] = ()


@dataclass(frozen=True, slots=True)
class TradeFindings:
    """What was found out about one trade."""

    metrics: dict[str, Field] = field(default_factory=dict)
    withheld: dict[str, str] = field(default_factory=dict)
    accuracy: float | None = None


def order_ids(evening: Evening) -> dict[str, str]:
    """O1, O2, ... in order of decision, by the venue's order id."""
    return {one.order_id: f"O{number}" for number, one in enumerate(evening.decisions, 1)}


def trade_ids(evening: Evening) -> dict[tuple[str, str, int], str]:
    """T1, T2, ... in order of beginning, by market, asset and the line's own number."""
    return {
        (line.market, line.asset, episode.number): f"T{number}"
        for number, (line, episode) in enumerate(evening.episodes, 1)
    }


def trade_rows(
    evening: Evening,
    orders: Mapping[str, OrderFindings],
    trades: Mapping[str, TradeFindings],
) -> tuple[TradeRow, ...]:
    """Every trade in order of its beginning; findings are by order id and by trade id."""
    names = order_ids(evening)
    ids = trade_ids(evening)
    decisions = {one.order_id: one for one in evening.decisions}
    rows = []
    for line, episode in evening.episodes:
        mine = [decisions[key] for key in episode.orders if key in decisions]
        id_ = ids[line.market, line.asset, episode.number]
        found = trades.get(id_, TradeFindings())
        turned = _is_turned(line, episode)
        labels = {one.order_id: _labels(_found(orders, one), one, episode) for one in mine}
        told = [
            order_row(one, names, _found(orders, one), labels[one.order_id], turned=turned)
            for one in mine
        ]
        rows.append(_trade_row(evening, line, episode, id_, found, told, sum(labels.values(), ())))
    return tuple(rows)


def order_row(
    one: Decision,
    names: Mapping[str, str],
    found: OrderFindings,
    labels: Sequence[LabelRow],
    *,
    turned: bool,
) -> OrderRow:
    """One order with what was found out about it; `turned` tells it of the second outcome."""
    price = None if one.price is None else 1 - one.price if turned else one.price
    return OrderRow(
        id=names[one.order_id],
        order_id=one.order_id,
        kind=one.kind,
        side="buy" if (one.direction > 0) != turned else "sell",
        decided_us=one.decided_us,
        decided_how=one.decided_how,
        before_us=one.decided_us - BEFORE_US,
        matched_us=one.matched_us,
        price=None if price is None else str(dollars(price)),
        size=one.filled,
        role=str(one.role),
        metrics=found.metrics,
        withheld=found.withheld,
        judgement=found.judgement,  # type: ignore[arg-type]
        labels=tuple(label.id for label in labels),
    )


def _trade_row(
    evening: Evening,
    line: LineAccount,
    episode: Episode,
    id_: str,
    found: TradeFindings,
    orders: Sequence[OrderRow],
    labels: Sequence[LabelRow],
) -> TradeRow:
    rules = evening.material.rules.get(line.market)
    turned = _is_turned(line, episode)
    return TradeRow(
        id=id_,
        market=line.market,
        question=rules.question if rules else "",
        outcome=_outcome(line, episode, evening.labels),
        opened_us=episode.opened_us,
        closed_us=episode.closed_us,
        ended=episode.ended or "open",
        size=episode.peak,
        entry=_price(episode.entry, turned=turned),
        exit=None if episode.exit is None else _price(episode.exit, turned=turned),
        gross=episode.gross,
        fees=episode.fees,
        net=episode.net,
        provisional=episode.provisional,
        fee_assumed=episode.fee_assumed,
        accuracy=found.accuracy,
        orders=tuple(orders),
        labels=tuple(labels),
        metrics=found.metrics,
        withheld=found.withheld,
        second=turned,
    )


def _outcome(line: LineAccount, episode: Episode, labels: Mapping[str, str]) -> str:
    """The outcome that gains when the trade does: a short of YES is a bet on NO."""
    if _is_turned(line, episode):
        return labels.get(line.opposite, "")
    name = labels.get(line.asset, "")
    return name if episode.direction > 0 else f"against {name}".rstrip()


def _labels(found: OrderFindings, one: Decision, episode: Episode) -> tuple[LabelRow, ...]:
    """The labels of an order that are about this trade."""
    begins = one.matched_us == episode.opened_us
    return tuple(
        label.row for label in found.labels if one.kind != "flip" or label.enters == begins
    )


def _is_turned(line: LineAccount, episode: Episode) -> bool:
    """Whether it is told of the second outcome: a short of YES is a bet on NO, at its price."""
    return episode.direction < 0 and bool(line.opposite)


def _price(price: Decimal, *, turned: bool) -> str:
    return str((1 - price if turned else price).quantize(Decimal("0.0001")).normalize())


def _found(orders: Mapping[str, OrderFindings], one: Decision) -> OrderFindings:
    return orders.get(one.order_id) or OrderFindings()
