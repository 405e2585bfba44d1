"""Tapes made by hand: lines as a recorder would write them, and a venue that speaks Polymarket."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from gametape.replay.certificate.certificate import Certificate
from gametape.replay.certificate.certifying import CertificateBuilder
from gametape.replay.session import SessionFold
from gametape.tape import records
from gametape.tape.lines import Line

T0 = 1_760_000_000_000_000
"""When made sessions begin, in microseconds."""

FEED = "polymarket.market#1"
TWIN = "polymarket.market#2"
MARKET = "0xc0ffee"

Levels = Mapping[str, str]
"""Price to size, as the venue writes them."""


class Script:
    """Lines of a tape in order; times are seconds after T0."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def frame(
        self, at_s: float, body: object, connection: str = FEED, kind: str = "market"
    ) -> Line:
        """A message as it arrived."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        line = Line(
            t=T0 + round(at_s * 1e6), q=len(self.lines), k=kind, c=connection, m=msgspec.Raw(raw)
        )
        self.lines.append(line)
        return line

    def own(self, at_s: float, record: records.Record) -> Line:
        """A record of the recorder's."""
        kind = str(records.KIND_OF[type(record)])
        return self.frame(at_s, records.encode_record(record), "gametape.recorder#0", kind)

    def link(self, at_s: float, state: str, connection: str = FEED, **more: object) -> Line:
        """A connection's state changes."""
        body = {"connection": connection, "state": state, **more}
        return self.own(at_s, msgspec.convert(body, records.Link))

    def hole(
        self, at_s: float, from_s: float, to_s: float, cause: str, scope: Sequence[str] = ()
    ) -> Line:
        """The recorder tells of a hole."""
        span = T0 + round(from_s * 1e6), T0 + round(to_s * 1e6)
        return self.own(
            at_s,
            records.Hole(from_us=span[0], to_us=span[1], cause=cause, scope=tuple(scope)),
        )

    def fold(self) -> SessionFold:
        """Everything folded."""
        fold = SessionFold()
        for line in self.lines:
            fold.feed(line)
        return fold

    def certificate(self, hash_every_us: int = 0) -> Certificate:
        """Everything folded and judged."""
        fold, builder = SessionFold(), CertificateBuilder(hash_every_us)
        for line in self.lines:
            step = fold.decode(line)
            builder.before(step, fold.state)
            fold.apply(step)
            builder.after(step, fold.state)
        return builder.certificate("made", fold.state)


def stamp(at_s: float) -> str:
    """A moment as the venue writes it: milliseconds."""
    return str((T0 + round(at_s * 1e6)) // 1000)


def book(
    at_s: float, bids: Levels, asks: Levels, asset: str = "yes", **more: object
) -> dict[str, object]:
    """A `book` message."""
    return {
        "event_type": "book",
        "asset_id": asset,
        "market": MARKET,
        "timestamp": stamp(at_s),
        "bids": _levels(sorted(bids.items())),
        "asks": _levels(sorted(asks.items(), reverse=True)),
        **more,
    }


def change(at_s: float, *entries: tuple[str, str, str, str], **more: str) -> dict[str, object]:
    """A `price_change` message of (asset, side, price, size)."""
    changes = [
        {"asset_id": asset, "side": side, "price": price, "size": size, **more}
        for asset, side, price, size in entries
    ]
    return {
        "event_type": "price_change",
        "market": MARKET,
        "timestamp": stamp(at_s),
        "price_changes": changes,
    }


def trade(at_s: float, price: str, size: str, asset: str = "yes") -> dict[str, object]:
    """A `last_trade_price` message."""
    return {
        "event_type": "last_trade_price",
        "asset_id": asset,
        "market": MARKET,
        "timestamp": stamp(at_s),
        "price": price,
        "size": size,
        "side": "BUY",
    }


def _levels(levels: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"price": price, "size": size} for price, size in levels]


class HashingVenue:
    """One asset's book at the venue: it says its best prices and its hash with every message."""

    def __init__(self, bids: Levels, asks: Levels, asset: str = "yes") -> None:
        self.sides = {"BUY": dict(bids), "SELL": dict(asks)}
        self.asset = asset

    def book(self, at_s: float) -> dict[str, object]:
        """The whole book."""
        facts = {"tick_size": "0.01", "last_trade_price": "0.500"}
        whole = book(at_s, self.sides["BUY"], self.sides["SELL"], self.asset, **facts)
        return {**whole, "hash": self.hash(at_s)}

    def change(self, at_s: float, side: str, price: str, size: str) -> dict[str, object]:
        """A level gets a new size."""
        self.sides[side][price] = size
        if size == "0":
            del self.sides[side][price]
        bid = max(self.sides["BUY"], default="0")
        ask = min(self.sides["SELL"], default="1")
        entry = (self.asset, side, price, size)
        return change(at_s, entry, best_bid=bid, best_ask=ask, hash=self.hash(at_s))

    def hash(self, at_s: float) -> str:
        """SHA-1 of the ten fields (polymarket-api.md 4.1), written out for a second time."""
        whole = {
            "market": MARKET,
            "asset_id": self.asset,
            "timestamp": stamp(at_s),
            "hash": "",
            "bids": _levels(sorted(self.sides["BUY"].items())),
            "asks": _levels(sorted(self.sides["SELL"].items(), reverse=True)),
            "min_order_size": "5",
            "tick_size": "0.01",
            "neg_risk": False,
            "last_trade_price": "0.500",
        }
        text = json.dumps(whole, separators=(",", ":"))
        return hashlib.sha1(text.encode()).hexdigest()
