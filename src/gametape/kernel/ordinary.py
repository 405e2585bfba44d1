"""Ordinary frames of Polymarket's market channel, read plainly: the twin of kernel/src/message.c.

Ordinary is compact JSON without escapes, every key known and there once, prices on the grid. Both
twins refuse everything else, and whoever asked reads that frame the long way; so what is ordinary
may be narrow, but must be exactly the same here and there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

TOP_CELL = 10_000
NO_CELL = -1
MOST_CHANGES = 64
MOST_LEVELS = 2048
MOST_SIZE = 2**63 - 1

_TEXT = rb'"[ !#-\[\]-\x7f]*"'
_FLAT = rb"\{%b:%b(?:,%b:%b)*\}" % (_TEXT, _TEXT, _TEXT, _TEXT)
_VALUE = rb"(?:%b|true|false|\[(?:%b(?:,%b)*)?\])" % (_TEXT, _FLAT, _FLAT)
_FRAME = re.compile(rb"\{%b:%b(?:,%b:%b)*\}" % (_TEXT, _VALUE, _TEXT, _VALUE))
_DECIMAL = re.compile(r"([0-9]*)(?:\.([0-9]*))?")

_ENTRY = {"asset_id", "price", "size", "side", "hash", "best_bid", "best_ask"}
_LEVEL = {"price", "size"}
_KINDS = {
    "price_change": ({"price_changes"}, set[str]()),
    "book": (
        {"asset_id", "hash", "bids", "asks"},
        {"tick_size", "min_order_size", "last_trade_price", "neg_risk"},
    ),
    "best_bid_ask": ({"asset_id", "best_bid", "best_ask"}, {"spread"}),
    "last_trade_price": (
        {"asset_id", "price", "size", "side"},
        {"fee_rate_bps", "transaction_hash"},
    ),
}
_ALWAYS = {"event_type", "market", "timestamp"}
_LISTS = {"price_changes": _ENTRY, "bids": _LEVEL, "asks": _LEVEL}

Level = tuple[int, int]
"""(cell, micro-shares)."""


class Change(NamedTuple):
    """An entry of a price_change; best prices are NO_CELL for an empty side."""

    asset: str
    ask: bool
    cell: int
    size: int
    best_bid: int
    best_ask: int


class Ordinary(NamedTuple):
    """An ordinary frame; what its kind does not say is empty."""

    kind: str
    venue_us: int
    asset: str = ""
    changes: tuple[Change, ...] = ()
    bids: tuple[Level, ...] = ()
    asks: tuple[Level, ...] = ()
    best: Level = (NO_CELL, NO_CELL)
    trade: tuple[bool, int, int] = (False, NO_CELL, 0)


class _Refused(Exception):  # noqa: N818 - no error: the frame is read the long way
    pass


def read_ordinary(frame: bytes) -> Ordinary | None:
    """What an ordinary frame says; None for any other."""
    if _FRAME.fullmatch(frame) is None:
        return None
    try:
        return _read(_keys(json.loads(frame, object_pairs_hook=list)))
    except _Refused:
        return None


def _keys(pairs: object) -> dict[str, object]:
    """Pairs by key; refuses a key that is there twice."""
    assert isinstance(pairs, list)
    found: dict[str, object] = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused
    return found


def _texts(pairs: object, wanted: set[str]) -> Mapping[str, str]:
    found = _keys(pairs)
    if found.keys() != wanted:
        raise _Refused
    return {key: _text(value) for key, value in found.items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _Refused
    return value


def _read(message: dict[str, object]) -> Ordinary:
    lists: dict[str, list[Mapping[str, str]]] = {}
    for key, value in message.items():
        if key in _LISTS:
            if not isinstance(value, list):
                raise _Refused
            lists[key] = [_texts(one, _LISTS[key]) for one in value]
        elif key == "neg_risk":
            if not isinstance(value, bool):
                raise _Refused
        else:
            _text(value)
    kind = message.get("event_type")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise _Refused
    needed, allowed = _KINDS[kind]
    needed = needed | _ALWAYS
    if not (needed <= message.keys() <= needed | allowed):
        raise _Refused
    at_us = _time(message)
    if kind == "price_change":
        return Ordinary(kind, at_us, changes=_changes(lists["price_changes"]))
    asset = _filled(message, "asset_id")
    if kind == "book":
        _filled(message, "hash")
        sides = [tuple(_level(one) for one in lists[side]) for side in ("bids", "asks")]
        if max(map(len, sides)) > MOST_LEVELS:
            raise _Refused
        return Ordinary(kind, at_us, asset, bids=sides[0], asks=sides[1])
    if kind == "best_bid_ask":
        bid, ask = _text(message["best_bid"]), _text(message["best_ask"])
        return Ordinary(kind, at_us, asset, best=(_best(bid), _best(ask)))
    level = {key: _text(message[key]) for key in ("price", "size")}
    return Ordinary(kind, at_us, asset, trade=(_sold(_text(message["side"])), *_level(level)))


def _filled(message: Mapping[str, object], key: str) -> str:
    text = _text(message[key])
    if not text:
        raise _Refused
    return text


def _time(message: Mapping[str, object]) -> int:
    _filled(message, "market")
    text = _text(message["timestamp"])
    if len(text) != 13 or not text.isdigit():
        raise _Refused
    return int(text) * 1000


def _changes(entries: list[Mapping[str, str]]) -> tuple[Change, ...]:
    if not 0 < len(entries) <= MOST_CHANGES:
        raise _Refused
    return tuple(_change(entry) for entry in entries)


def _change(entry: Mapping[str, str]) -> Change:
    bid, ask = entry["best_bid"], entry["best_ask"]
    if (bid == "0" and ask == "0") or not entry["asset_id"] or not entry["hash"]:
        raise _Refused
    cell, size = _level(entry)
    return Change(entry["asset_id"], _sold(entry["side"]), cell, size, _best(bid), _best(ask))


def _level(level: Mapping[str, str]) -> Level:
    return _decimal(level["price"], 4, TOP_CELL), _decimal(level["size"], 6, MOST_SIZE)


def _best(text: str) -> int:
    cell = _decimal(text, 4, TOP_CELL) if text else NO_CELL
    return cell if 0 < cell < TOP_CELL else NO_CELL


def _sold(side: str) -> bool:
    if side not in ("BUY", "SELL"):
        raise _Refused
    return side == "SELL"


def _decimal(text: str, places: int, most: int) -> int:
    """Plain decimal text times 10^places, exactly."""
    match = _DECIMAL.fullmatch(text)
    whole, fraction = (match[1], match[2] or "") if match else ("", "")
    digits = whole + fraction[:places]
    if not whole + fraction or len(text) > 40 or len(digits) > 18 or fraction[places:].strip("0"):
        raise _Refused
    value: int = int(digits or "0") * 10 ** (places - len(fraction[:places]))
    if value > most:
        raise _Refused
    return value
