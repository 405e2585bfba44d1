"""Layout: messages of the market or user channel with nothing around them.

One a line, several in an array on a line (one websocket frame), or a JSON document of one message
or an array of them. There is no receive time, so the clock is the venue's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

import msgspec

from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.venues.polymarket.layouts.documents import sniff, time_of, units
from gametape.venues.polymarket.layouts.notices import Notices
from gametape.venues.polymarket.market import SOURCE as MARKET_SOURCE

USER_SOURCE = "polymarket.user"

ORDERS_SOURCE = "polymarket.orders"
"""Own orders as REST lists them: an order message without its type."""

_MARKET_TYPES = frozenset(
    {"book", "price_change", "last_trade_price", "tick_size_change", "best_bid_ask",
     "new_market", "market_resolved"}
)  # fmt: skip
_USER_TYPES = frozenset({"order", "trade"})
_ORDER_TYPES = frozenset({"PLACEMENT", "UPDATE", "CANCELLATION"})


class _Face(msgspec.Struct):
    """The fields that tell a user message from a market message, and when it was sent."""

    event_type: object = None
    type: object = None
    timestamp: object = None
    match_time: object = None
    maker_orders: object = None
    taker_order_id: object = None
    original_size: object = None
    size_matched: object = None


_FACE = msgspec.json.Decoder(_Face)


def is_message(fields: Mapping[str, object]) -> bool:
    """Whether the (sniffed) fields are those of a message of either channel, in any era."""
    event_type = fields.get("event_type")
    if isinstance(event_type, str):
        known = event_type in _MARKET_TYPES or event_type in _USER_TYPES
        return known or ("market" in fields and "timestamp" in fields)
    if "market" not in fields:
        return False
    if "price_changes" in fields or is_user(fields):
        return True
    if "asset_id" not in fields:
        return False
    if any(_has_levels(fields.get(side)) for side in ("bids", "asks", "buys", "sells")):
        return isinstance(fields.get("timestamp"), str)
    return any(key in fields for key in ("changes", "new_tick_size")) or (
        {"price", "size", "side"} <= fields.keys()
        and not fields.keys().isdisjoint({"hash", "fee_rate_bps"})
    )


def _has_levels(levels: object) -> bool:
    # None: the head of the file ends within them.
    return isinstance(levels, list) and all(isinstance(level, dict) for level in levels[:1])


def is_user(fields: Mapping[str, object]) -> bool:
    """Whether the fields are those of an own order or an own trade."""
    return (
        fields.get("event_type") in _USER_TYPES
        or (fields.get("type") in _ORDER_TYPES and "original_size" in fields)
        or {"maker_orders", "taker_order_id"} <= fields.keys()
        or {"original_size", "size_matched"} <= fields.keys()
    )


def message_frame(raw: bytes, recv_us: int | None, part: int | None, before_us: int) -> Frame:
    """The frame of one message: its channel by its fields, its time by the venue if not given.

    `before_us` stands in where neither has a time.
    """
    face = _Face()
    if raw[:1] == b"{":
        with suppress(msgspec.MsgspecError, ValueError, RecursionError):
            face = _FACE.decode(raw)
    kind, source = _channel(face)
    if recv_us is None:
        recv_us = time_of(face.timestamp) or time_of(face.match_time) or before_us
    return Frame(kind=kind, source=source, recv_us=recv_us, raw=raw, part=part)


def _channel(face: _Face) -> tuple[Kind, str]:
    typed = face.event_type in _USER_TYPES or face.type in _ORDER_TYPES
    if typed or (face.maker_orders is not None and face.taker_order_id is not None):
        return Kind.USER, USER_SOURCE
    if face.original_size is not None and face.size_matched is not None:
        return Kind.USER, ORDERS_SOURCE
    return Kind.MARKET, MARKET_SOURCE


class BareMessages:
    """Messages as lines or as a document, without an envelope."""

    name = "Polymarket messages"
    clock: RecordedClock = "venue"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        return is_message(sniff(file.head))

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        notices = Notices(warnings, "message", repeats=False)
        for unit in units(file):
            for place, raw in enumerate(unit.values):
                part = place if unit.array else None
                frame = message_frame(raw, None, part, notices.last_us)
                notices.row(frame.recv_us, raw)
                yield frame
        notices.say("There is no receive time in this file: times are the venue's.")
        notices.close()
