"""Polymarket's user channel to events: one's own orders and fills, as maker and as taker.

The rows of `/data/trades` and `/data/orders` are the same objects in other dress and give the
same keys, so that a fill read back over REST is the fill already known. Rules and the dirt they
meet: polymarket-api.md sections 5.2 to 5.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from gametape.errors import ParseError
from gametape.model.book import Side
from gametape.model.events import Event, FillUpdate, OrderUpdate
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.model.times import SECOND
from gametape.model.trading import Fill, FillStatus, Order, OrderAction, Role
from gametape.venues.polymarket import loose
from gametape.venues.polymarket.loose import ABSENT, Loose
from gametape.venues.polymarket.ownership import Ownership
from gametape.venues.polymarket.texts import side
from gametape.venues.polymarket.wire import QUIET_TEXTS

SOURCE = "polymarket.user"
"""Frames of the user channel."""

TRADES_SOURCE = "polymarket.trades"
"""Rows of `GET /data/trades`."""

ORDERS_SOURCE = "polymarket.orders"
"""Rows of `GET /data/orders`: open orders only."""

_STATUSES = {status.value: status for status in FillStatus} | {
    "MATCHED_NOT_BROADCASTED": FillStatus.MATCHED
}
_ACTIONS = {action.value: action for action in OrderAction}


class WireMakerOrder(msgspec.Struct):
    """A maker's part of a trade; old frames have no `side`."""

    order_id: str
    asset_id: str
    matched_amount: Loose
    price: Loose
    owner: str | None = None
    maker_address: str | None = None
    side: str | None = None
    outcome: str | None = None


class WireTrade(msgspec.Struct):
    """A match. With `trader_side` MAKER everything at the top level is the taker's, not ours."""

    id: str
    market: str
    asset_id: str
    side: str
    size: Loose
    price: Loose
    status: str
    taker_order_id: str | None = None
    trader_side: str | None = None
    maker_orders: list[WireMakerOrder] | None = None
    owner: str | None = None
    maker_address: str | None = None
    outcome: str | None = None
    transaction_hash: str | None = None
    match_time: Loose = ABSENT
    matchtime: Loose = ABSENT
    match_time_nano: Loose = ABSENT
    last_update: Loose = ABSENT
    timestamp: Loose = ABSENT


class WireOrder(msgspec.Struct):
    """An order of one's own; over REST it has neither `type` nor `timestamp`."""

    id: str
    market: str
    asset_id: str
    side: str
    price: Loose
    original_size: Loose
    size_matched: Loose = ABSENT
    status: str | None = None
    type: str | None = None
    order_type: str | None = None
    owner: str | None = None
    maker_address: str | None = None
    outcome: str | None = None
    created_at: Loose = ABSENT
    timestamp: Loose = ABSENT


class _Shape(msgspec.Struct):
    """The fields by which an order is told from a trade: many frames lack `event_type`."""

    event_type: str | None = None
    type: str | None = None
    taker_order_id: Loose = ABSENT
    original_size: Loose = ABSENT
    data: list[msgspec.Raw] | None = None


_SHAPE = msgspec.json.Decoder(_Shape)
_ROWS = msgspec.json.Decoder(list[msgspec.Raw])
_TEXT = msgspec.json.Decoder(str)
_ORDER = msgspec.json.Decoder(WireOrder)
_TRADE = msgspec.json.Decoder(WireTrade)


class UserDecoder:
    """Decoder of one's own orders and fills; see `gametape.model.decoder.Decoder`.

    `api_key_owner` is needed only for frames that were not redacted (see `redact`); `wallet` and
    `my_order_ids` find own orders that carry another API key. All three are learnt as orders go
    by.
    """

    grid: PriceGrid = UNIFORM

    def __init__(
        self,
        api_key_owner: str | None = None,
        wallet: str | None = None,
        my_order_ids: Iterable[str] = (),
    ) -> None:
        self._own = Ownership(api_key_owner, wallet, my_order_ids)
        self._matched: dict[str, int] = {}

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """Events of a frame, a row, or a page of rows; see `Decoder.decode`.

        A trade in which no row is known as one's own raises ParseError too: it is on one's own
        channel, so a fill would be lost in silence.
        """
        try:
            return self._read(raw, seq, recv_us)
        except loose.UNREADABLE as error:
            raise ParseError(f"user message: {error}.") from None

    def _read(self, raw: bytes, seq: int, recv_us: int) -> list[Event]:
        start = raw.lstrip()[:1]
        if start == b'"':
            text = _TEXT.decode(raw)
            if text not in QUIET_TEXTS:
                raise ParseError(f"text frame {text[:60]!r}.")
            return []
        if start == b"[":
            return self._all(_ROWS.decode(raw), seq, recv_us)
        shape = _SHAPE.decode(raw)
        if shape.data is not None:
            return self._all(shape.data, seq, recv_us)
        if shape.type == "TRADE" or shape.event_type == "trade" or bytes(shape.taker_order_id):
            return self._trade(_TRADE.decode(raw), seq, recv_us)
        if shape.type in _ACTIONS or shape.event_type == "order" or bytes(shape.original_size):
            return [self._order(_ORDER.decode(raw), seq, recv_us)]
        raise ParseError(f"user message of unknown type {(shape.event_type or '')[:40]!r}.")

    def _all(self, rows: Iterable[msgspec.Raw], seq: int, recv_us: int) -> list[Event]:
        return [event for row in rows for event in self._read(bytes(row), seq, recv_us)]

    def _order(self, wire: WireOrder, seq: int, recv_us: int) -> OrderUpdate:
        self._own.learn(wire.owner, wire.maker_address, wire.id)
        action = _ACTIONS.get(wire.type or OrderAction.UPDATE.value)
        if action is None:
            raise ParseError(f"order message of unknown type {(wire.type or '')[:40]!r}.")
        matched = loose.amount(wire.size_matched)
        # A killed order says "" where it means "nothing more than you know".
        matched = self._matched.get(wire.id, 0) if matched is None else matched
        self._matched[wire.id] = matched
        order = Order(
            order_id=wire.id,
            asset=wire.asset_id,
            market=wire.market,
            side=side(wire.side),
            price=_price(wire.price),
            size=_size(wire.original_size),
            matched=matched,
            status=(wire.status or "").removeprefix("ORDER_STATUS_"),
            order_type=wire.order_type or "",
            created_us=loose.moment_us(wire.created_at),
            outcome=wire.outcome or "",
        )
        at_us = loose.moment_us(wire.timestamp)
        return OrderUpdate(seq=seq, recv_us=recv_us, venue_us=at_us, action=action, order=order)

    def _trade(self, trade: WireTrade, seq: int, recv_us: int) -> list[Event]:
        fills = own_fills(trade, self._own, recv_us)
        if not fills:
            raise ParseError(f"trade {trade.id[:40]!r} names no order known as one's own.")
        at_us = loose.moment_us(trade.timestamp) or loose.moment_us(trade.last_update)
        return [FillUpdate(seq=seq, recv_us=recv_us, venue_us=at_us, fill=fill) for fill in fills]


def own_fills(trade: WireTrade, own: Ownership, recv_us: int) -> list[Fill]:
    """One's own fills in a trade; none if no part of it is known as one's own.

    `recv_us` stands in for a match time the venue left out. Raises ParseError.
    """
    role = (trade.trader_side or "").upper()
    if role == "TAKER" or (not role and own.owns(trade.owner, None, trade.taker_order_id)):
        own.learn(trade.owner, trade.maker_address, trade.taker_order_id)
        size, price = _size(trade.size), _price(trade.price)
        order_id = trade.taker_order_id or ""
        mine = (order_id, trade.asset_id, side(trade.side), size, price, trade.outcome or "")
        return [_fill(trade, mine, Role.TAKER, recv_us)]
    fills = []
    for row in trade.maker_orders or ():
        if own.owns(row.owner, row.maker_address, row.order_id):
            size, price = _size(row.matched_amount), _price(row.price)
            taken = _maker_side(row, trade)
            mine = (row.order_id, row.asset_id, taken, size, price, row.outcome or "")
            fills.append(_fill(trade, mine, Role.MAKER, recv_us))
    return fills


def _maker_side(row: WireMakerOrder, trade: WireTrade) -> Side:
    """A maker's side; where it is not said, opposite to the taker's on the same asset.

    On the other outcome it is the same: a match of two buyers mints a share of each.
    """
    if row.side:
        return side(row.side)
    taker = side(trade.side)
    return taker.opposite if row.asset_id == trade.asset_id else taker


def _fill(
    trade: WireTrade, mine: tuple[str, str, Side, int, Decimal, str], role: Role, recv_us: int
) -> Fill:
    order_id, asset, own_side, size, price, outcome = mine
    status = _STATUSES.get(trade.status.upper().removeprefix("TRADE_STATUS_"))
    if status is None:
        raise ParseError(f"trade status {trade.status[:40]!r} is unknown.")
    matched_us, precision_us = _match_time(trade, recv_us)
    return Fill(
        trade_id=trade.id,
        order_id=order_id,
        asset=asset,
        market=trade.market,
        side=own_side,
        size=size,
        price=price,
        role=role,
        status=status,
        matched_us=matched_us,
        precision_us=precision_us,
        outcome=outcome,
        transaction=trade.transaction_hash or "",
    )


def _match_time(trade: WireTrade, recv_us: int) -> tuple[int, int]:
    """When a trade was matched and how coarse that is, both in microseconds."""
    nanos = loose.text(trade.match_time_nano)
    if len(nanos) == 19 and nanos.isdecimal():
        return int(nanos) // 1000, 1
    for field in (trade.match_time, trade.matchtime, trade.last_update, trade.timestamp):
        at_us = loose.moment_us(field)
        if at_us is not None:
            return at_us, _precision_us(loose.text(field), at_us)
    return recv_us, SECOND


def _precision_us(words: str, at_us: int) -> int:
    """How coarse a time is, by how it was written: whole seconds, milliseconds, or finer."""
    if not words.isdecimal():
        return 1 if at_us % SECOND else SECOND
    return SECOND if len(words) <= 11 else 1000 if len(words) <= 14 else 1


def _price(value: Loose) -> Decimal:
    price = loose.number(value)
    if price is None or not 0 <= price <= 1:
        raise ParseError(f"price {bytes(value)[:40]!r} is not from 0 to 1.")
    return price


def _size(value: Loose) -> int:
    size = loose.amount(value)
    if size is None:
        raise ParseError("a size is missing.")
    return size
