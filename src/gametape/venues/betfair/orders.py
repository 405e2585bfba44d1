"""Betfair's order stream (`op: ocm`) to one's own orders and fills.

Messages tell how much of an order has been matched so far, and at what average odds. A fill is the
difference between two of them, never a message (Exchange Stream API; a message may repeat). Where
the total falls or its average is corrected, the fills so far fail and one new fill says what holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from gametape.errors import ParseError
from gametape.model.amounts import micro_decimal
from gametape.model.book import Side
from gametape.model.events import Event, FillUpdate, OrderUpdate
from gametape.model.grid import PriceGrid
from gametape.model.odds import ODDS
from gametape.model.times import SECOND
from gametape.model.trading import Fill, FillStatus, Order, OrderAction, Role
from gametape.venues.betfair.link import LinkWatch
from gametape.venues.betfair.wire import MILLISECOND, At, OrderMessage, OwnOrder, asset_id

SOURCE = "betfair.orders"
"""The `source` of frames that `BetfairOrderDecoder` reads."""

_SIDES = {"B": Side.BUY, "L": Side.SELL}
_STATUS = {"E": "EXECUTABLE", "EC": "EXECUTION_COMPLETE"}
_TYPES = {"L": "LIMIT", "LOC": "LIMIT_ON_CLOSE", "MOC": "MARKET_ON_CLOSE"}
_UNMATCHED = (("sc", "cancelled"), ("sl", "lapsed"), ("sv", "voided"))


class _Known:
    """One order as last told, and the fills made of it."""

    __slots__ = ("fills", "matched", "order", "revision", "stake")

    def __init__(self) -> None:
        self.order: Order | None = None
        self.stake = 0
        self.matched = 0
        self.revision = 0
        self.fills: list[Fill] = []

    def restate(self) -> None:
        """Count again from nothing: the fills so far no longer hold."""
        self.stake = self.matched = 0
        self.fills.clear()
        self.revision += 1


class BetfairOrderDecoder:
    """Decodes order stream messages; keeps each order's last state to see what was filled.

    Use one for a whole session, over reconnections too: the image after a reconnection repeats
    what is already known. What an order had matched when first seen is a fill like any other.

    A back is a BUY of the runner's YES share, a lay a SELL. Stakes are what Betfair counts, so an
    order's `size` is what it has bought plus what the rest would buy at its limit, and `matched`
    is the sum of its fills.
    """

    grid: PriceGrid = ODDS

    def __init__(self) -> None:
        self._json = msgspec.json.Decoder(OrderMessage)
        self._orders: dict[str, _Known] = {}
        self._link = LinkWatch(SOURCE)

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`; raises ParseError."""
        try:
            message = self._json.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise ParseError(f"not a Betfair order message: {error}.") from None
        venue_us = message.pt * MILLISECOND if message.pt else None
        at: At = {"seq": seq, "recv_us": recv_us, "venue_us": venue_us}
        if message.op != "ocm":
            if message.op in ("connection", "status"):
                return self._link.talk(message, at)
            raise ParseError(f"{message.op[:40]!r} is no operation of the order stream.")
        told = [
            (order, market.id, asset_id(market.id, runner.id, runner.hc))
            for market in message.oc
            for runner in market.orc
            for order in runner.uo
        ]
        for order, _, _ in told:
            if order.side not in _SIDES:
                raise ParseError(f"order side {order.side[:40]!r} is neither B nor L.")
            if 0 < order.p < 1 or 0 < order.avp < 1:
                raise ParseError("order at odds below 1, which nobody takes.")
        events: list[Event] = [*self._link.lag(message.status, at)]
        for order, market, asset in told:
            events += self._read(order, market, asset, at)
        return events

    def _read(self, told: OwnOrder, market: str, asset: str, at: At) -> list[Event]:
        known = self._orders.setdefault(told.id, _Known())
        stake, matched = round(told.sm * 100), _micro_shares(told.sm, told.avp or told.p)
        order = Order(
            order_id=told.id,
            asset=asset,
            market=market,
            side=_SIDES[told.side],
            price=_price(told.p or told.avp),
            size=matched + _micro_shares(max(0.0, told.s - told.sm), told.p or told.avp),
            matched=matched,
            status=_status(told),
            order_type=_TYPES.get(told.ot, told.ot),
            created_us=told.pd * MILLISECOND if told.pd is not None else None,
        )
        events: list[Event] = []
        if order != known.order:
            events.append(OrderUpdate(**at, action=_action(told, known.order), order=order))
        if _revised(known, stake, matched):
            events += [
                FillUpdate(**at, fill=msgspec.structs.replace(fill, status=FillStatus.FAILED))
                for fill in known.fills
            ]
            known.restate()
        if stake > known.stake and matched:
            fill = _fill(told, order, known, stake, at)
            known.fills.append(fill)
            events.append(FillUpdate(**at, fill=fill))
        known.order, known.stake, known.matched = order, stake, matched
        return events


def _revised(known: _Known, stake: int, matched: int) -> bool:
    """Whether what was matched before no longer holds (bets voided, an average corrected)."""
    if stake == known.stake:
        return matched != known.matched
    return stake < known.stake or matched <= known.matched


def _fill(told: OwnOrder, order: Order, known: _Known, stake: int, at: At) -> Fill:
    """What was matched since `known`: a fill named after the order and its total stake so far."""
    moment, precision_us = at["venue_us"], MILLISECOND
    if told.md is not None:
        moment, precision_us = told.md * MILLISECOND, SECOND
    name = f"{told.id}@{micro_decimal(stake * 10_000).normalize():f}"
    return Fill(
        trade_id=f"{name}#{known.revision}" if known.revision else name,
        order_id=told.id,
        asset=order.asset,
        market=order.market,
        side=order.side,
        size=order.matched - known.matched,
        price=_paid(stake - known.stake, order.matched - known.matched),
        role=Role.UNKNOWN,
        status=FillStatus.CONFIRMED,
        matched_us=moment if moment is not None else at["recv_us"],
        precision_us=precision_us,
    )


def _micro_shares(stake: float, odds: float) -> int:
    """Micro-shares of a stake; odds that are a price are taken as exactly that price.

    Average odds come as sums in binary (5.800000000000001), so what lies within a millionth of
    whole hundredths is those.
    """
    pennies, hundredths = round(stake * 100), odds * 100
    if abs(hundredths - round(hundredths)) < 1e-4:
        return pennies * round(hundredths) * 100
    return round(pennies * hundredths * 100)


def _price(odds: float) -> Decimal:
    """Price of a share at these odds, six places; 0 for an order without a price."""
    if odds <= 0:
        return Decimal(0)
    return (Decimal(1) / Decimal(repr(odds))).quantize(Decimal("0.000001"))


def _paid(pennies: int, size: int) -> Decimal:
    """Price of a fill, twelve places, so that price * size gives the stake back to the penny."""
    return (Decimal(pennies * 10_000) / size).quantize(Decimal("0.000000000001"))


def _status(told: OwnOrder) -> str:
    """Betfair's status in full, with how much went unmatched and why."""
    words = [_STATUS.get(told.status, told.status)]
    words += [
        f"{amount:g} {word}" for field, word in _UNMATCHED if (amount := getattr(told, field))
    ]
    return ", ".join(words)


def _action(told: OwnOrder, before: Order | None) -> OrderAction:
    if told.sc or told.sl or told.sv:
        return OrderAction.CANCELLATION
    if before is None and told.status == "E" and not told.sm:
        return OrderAction.PLACEMENT
    return OrderAction.UPDATE
