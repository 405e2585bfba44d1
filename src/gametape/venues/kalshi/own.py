"""One's own Kalshi orders and fills, from the socket and from REST, as the venue names them.

Kalshi prints every price of an event market on the YES scale and says in `side` which outcome was
bought or sold: buying 1.16 NO at a YES price of 0.16 is a fill of 1.16 NO at 0.84. It is reported
so; that YES and NO are one exposure is the ledger's knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec

from gametape.errors import ParseError
from gametape.model.amounts import micro_of
from gametape.model.book import Side
from gametape.model.events import FillUpdate, OrderUpdate
from gametape.model.times import epoch_us
from gametape.model.trading import Fill, FillStatus, Order, OrderAction, Role
from gametape.venues.kalshi import wire
from gametape.venues.kalshi.assets import asset_of_side

_ONE = Decimal(1)


def fill_update(fill: wire.Fill, seq: int, recv_us: int) -> FillUpdate:
    """A fill report as an event; fills of an exchange are final. Raises ParseError."""
    ticker = fill.market_ticker or fill.ticker
    outcome, side = _direction(fill.side, fill.action, fill.outcome_side)
    count = wire.first(fill.count_fp, fill.count)
    when, precision = wire.venue_time_and_precision(fill.ts, fill.ts_ms, fill.created_time)
    if not ticker or not fill.trade_id or count is None or when is None:
        raise ParseError("fill without ticker, trade id, count or time.")
    return FillUpdate(
        seq=seq,
        recv_us=recv_us,
        venue_us=when,
        fill=Fill(
            trade_id=fill.trade_id,
            order_id=fill.order_id,
            asset=asset_of_side(ticker, outcome),
            market=ticker,
            side=side,
            size=wire.size_of(count),
            price=_price(fill, outcome),
            role=_role(fill.is_taker),
            status=FillStatus.CONFIRMED,
            matched_us=when,
            precision_us=precision,
            fee=None if fill.fee_cost is None else micro_of(wire.dollars_of(fill.fee_cost)),
            outcome=outcome if outcome in ("yes", "no") else "",
        ),
    )


class OwnOrders:
    """The orders reported so far: a message tells what is left, not what the order once was."""

    def __init__(self) -> None:
        self._known: dict[str, Order] = {}
        self._changed_us: dict[str, int] = {}

    def updates(
        self, reports: Iterable[wire.Order], seq: int, recv_us: int
    ) -> Iterator[OrderUpdate]:
        """Order reports as events; raises ParseError.

        A report older than what is known gives none: Kalshi's REST still says `resting` for a
        while after it has acknowledged a cancel.
        """
        for report in reports:
            before = self._known.get(report.order_id)
            order, changed_us = _order(report, before)
            if changed_us is None or changed_us >= self._changed_us.get(order.order_id, 0):
                action = _action(order, before, changed_us)
                yield self._keep(order, action, seq, recv_us, changed_us)

    def cancelled(
        self, order_id: str, seq: int, recv_us: int, venue_us: int | None
    ) -> OrderUpdate | None:
        """The venue's word that an order is cancelled; None for an order never heard of."""
        before = self._known.get(order_id)
        if before is None:
            return None
        order = msgspec.structs.replace(before, status="canceled")
        return self._keep(order, OrderAction.CANCELLATION, seq, recv_us, venue_us)

    def _keep(
        self, order: Order, action: OrderAction, seq: int, recv_us: int, venue_us: int | None
    ) -> OrderUpdate:
        self._known[order.order_id] = order
        if venue_us is not None:
            self._changed_us[order.order_id] = venue_us
        return OrderUpdate(seq=seq, recv_us=recv_us, venue_us=venue_us, action=action, order=order)


def _order(report: wire.Order, before: Order | None) -> tuple[Order, int | None]:
    ticker = report.ticker or report.market_ticker
    if not ticker or not report.order_id:
        raise ParseError("order without ticker or order id.")
    outcome, side = _direction(report.side, report.action, report.outcome_side)
    matched = wire.size_of(wire.first(report.fill_count_fp, report.fill_count) or 0)
    left = wire.size_of(wire.first(report.remaining_count_fp, report.remaining_count) or 0)
    initial = wire.first(report.initial_count_fp, report.initial_count)
    if initial is not None:
        size = wire.size_of(initial)
    elif left == 0 and before is not None:
        size = max(before.size, matched)  # a cancelled order says 0 left, not what it was
    else:
        size = matched + left
    order = Order(
        order_id=report.order_id,
        asset=asset_of_side(ticker, outcome),
        market=ticker,
        side=side,
        price=_price(report, outcome),
        size=size,
        matched=matched,
        status=report.status or _status(matched, left, size),
        order_type=report.type,
        created_us=_moment(report.created_time, report.created_ts_ms),
        outcome=outcome if outcome in ("yes", "no") else "",
    )
    return order, _moment(report.last_update_time, report.last_updated_ts_ms)


def _action(order: Order, before: Order | None, changed_us: int | None) -> OrderAction:
    if order.status == "canceled":
        return OrderAction.CANCELLATION
    untouched = changed_us is None or order.created_us is None or changed_us == order.created_us
    return OrderAction.PLACEMENT if before is None and untouched else OrderAction.UPDATE


def _status(matched: int, left: int, size: int) -> str:
    """The venue's own word for messages that leave it out (perpetuals)."""
    if left:
        return "resting"
    return "executed" if matched and matched >= size else "canceled"


def _direction(side: str, action: str, outcome_side: str) -> tuple[str, Side]:
    """(outcome or book side, BUY or SELL); a report without `action` names what was bought."""
    if side in ("bid", "ask"):
        return side, Side.BUY if side == "bid" else Side.SELL
    if action in ("buy", "sell"):
        return side, Side.BUY if action == "buy" else Side.SELL
    if action:
        raise ParseError(f"action {action[:40]!r} is neither buy nor sell.")
    return outcome_side or side, Side.BUY


def _price(report: wire.Order | wire.Fill, outcome: str) -> Decimal:
    if outcome == "no" and report.no_price_dollars is not None:
        return wire.dollars_of(report.no_price_dollars)
    value = wire.first(report.yes_price_dollars, report.yes_price, report.price)
    if value is None:
        raise ParseError("order or fill without a price.")
    price = wire.dollars_of(value)
    return _ONE - price if outcome == "no" else price


def _role(is_taker: bool | None) -> Role:
    if is_taker is None:
        return Role.UNKNOWN
    return Role.TAKER if is_taker else Role.MAKER


def _moment(iso: str | None, ms: int | None) -> int | None:
    if iso:
        return wire.moment(iso)
    return None if ms is None else epoch_us(ms)
