"""User messages in the odd shapes seen in the wild, meaning what the clean ones mean.

Each shape is one of polymarket-api.md sections 5.2 to 5.4: milliseconds for seconds, numbers for
strings, missing fields, old names, repeats, and the killed order with nothing in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from gametape.simulate.venue.messages.writing import Outgoing

Message = dict[str, Any]

KILLED = "CANCELED_order couldn't be fully filled. FOK orders are fully filled or killed."


def dirtied(message: Outgoing, turn: int) -> list[str]:
    """The texts sent instead of a message; `turn` picks the shapes."""
    decoded: Message = msgspec.json.decode(message.text)
    shapes = _ORDER_SHAPES if message.kind == "order" else _TRADE_SHAPES
    shape = shapes[turn % len(shapes)]
    return [msgspec.json.encode(one).decode() for one in shape(decoded)]


def _milliseconds(message: Message) -> list[Message]:
    return [{**message, "created_at": f"{message['created_at']}000"}]


def _no_event_type(message: Message) -> list[Message]:
    return [{name: value for name, value in message.items() if name != "event_type"}]


def _no_creation(message: Message) -> list[Message]:
    return [{**message, "created_at": "", "associate_trades": None, "expiration": None}]


def _seconds(message: Message) -> list[Message]:
    return [{**message, "timestamp": message["timestamp"][:10]}]


def _twice(message: Message) -> list[Message]:
    return [message, message]


def _bare_order(message: Message) -> list[Message]:
    """As the documentation's example of 2022: no status, no address, no order type."""
    left_out = {"status", "created_at", "order_type", "maker_address", "expiration"}
    return [{name: value for name, value in message.items() if name not in left_out}]


def _killed_beside(message: Message) -> list[Message]:
    """Beside the message, an order of one's own that was killed unfilled."""
    killed = {
        **message,
        "id": f"0x{int(message['id'], 16) ^ 1:064x}",
        "type": "CANCELLATION",
        "order_type": "FOK",
        "status": KILLED,
        "size_matched": "",
        "created_at": "",
        "outcome": "",
        "associate_trades": [],
    }
    return [killed, message]


def _numbers(message: Message) -> list[Message]:
    whole = ("match_time", "last_update", "timestamp")
    return [{**message, **{name: int(message[name]) for name in whole}, "fee_rate_bps": 0}]


def _old_names(message: Message) -> list[Message]:
    renamed = {("matchtime" if n == "match_time" else n): v for n, v in message.items()}
    return [renamed]


def _makers_without_side(message: Message) -> list[Message]:
    makers = [
        {name: value for name, value in row.items() if name not in ("side", "outcome_index")}
        for row in message["maker_orders"]
    ]
    return [{**message, "maker_orders": makers, "fee_rate_bps": ""}]


def _taker_without_makers(message: Message) -> list[Message]:
    return [{**message, "maker_orders": None} if message["trader_side"] == "TAKER" else message]


def _wallets_lowered(message: Message) -> list[Message]:
    makers = [
        {**row, "maker_address": row["maker_address"].lower()} for row in message["maker_orders"]
    ]
    return [{**message, "maker_orders": makers}]


_ORDER_SHAPES: tuple[Callable[[Message], list[Message]], ...] = (
    _milliseconds,
    _no_event_type,
    _no_creation,
    _seconds,
    _twice,
    _bare_order,
    _killed_beside,
)
_TRADE_SHAPES: tuple[Callable[[Message], list[Message]], ...] = (
    _numbers,
    _no_event_type,
    _makers_without_side,
    _old_names,
    _twice,
    _taker_without_makers,
    _wallets_lowered,
    _seconds,
)
