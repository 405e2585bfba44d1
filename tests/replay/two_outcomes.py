"""A market with two outcomes as tape lines, for tests of what mirrors what."""

from __future__ import annotations

import json
from collections.abc import Iterable

import msgspec

from gametape.model.market import MarketRules, Outcome
from gametape.tape.lines import Line
from gametape.tape.records import Hole, Link, encode_record

YES, NO = "1" * 77, "2" * 77
MARKET = "0x" + "ab" * 32
RULES = MarketRules(
    market=MARKET, question="Larks?", outcomes=(Outcome(YES, "Yes"), Outcome(NO, "No"))
)
START_US = 1_790_000_000_000_000
Levels = dict[int, int]
"""Cents to whole shares."""


class Feed:
    """Writes lines one after the other, `step_us` apart."""

    def __init__(self, step_us: int = 10_000) -> None:
        self.lines: list[Line] = []
        self.step_us = step_us

    def add(self, kind: str, connection: str, raw: bytes) -> None:
        seq = len(self.lines)
        at_us = START_US + seq * self.step_us
        self.lines.append(Line(t=at_us, q=seq, k=kind, c=connection, m=msgspec.Raw(raw)))

    def book(self, asset: str, bids: Levels, asks: Levels, number: int = 1) -> None:
        def levels(side: Levels) -> list[dict[str, str]]:
            return [{"price": price(cents), "size": str(n)} for cents, n in side.items()]

        told = {"event_type": "book", "asset_id": asset, "market": MARKET, **self._time()}
        told |= {"bids": levels(bids), "asks": levels(asks)}
        self.add("market", connection(number), json.dumps(told).encode())

    def changes(self, entries: Iterable[tuple[str, str, int, int]], number: int = 1) -> None:
        told = {"event_type": "price_change", "market": MARKET, **self._time()}
        told["price_changes"] = [
            {"asset_id": asset, "side": side, "price": price(cents), "size": str(size)}
            for asset, side, cents, size in entries
        ]
        self.add("market", connection(number), json.dumps(told).encode())

    def link(self, state: str, number: int = 1) -> None:
        record = Link(connection=connection(number), state=state)  # type: ignore[arg-type]
        self.add("link", connection(number), encode_record(record))

    def gap(self, scope: tuple[str, ...] = ()) -> None:
        at_us = START_US + len(self.lines) * self.step_us
        record = Hole(from_us=at_us - 5, to_us=at_us, cause="made up", scope=scope)
        self.add("gap", "gametape.tape", encode_record(record))

    def _time(self) -> dict[str, object]:
        return {"timestamp": str((START_US + len(self.lines) * self.step_us) // 1000 - 20)}


def connection(number: int) -> str:
    return f"polymarket.market#{number}"


def price(cents: int) -> str:
    return f"0.{cents:02d}"


def mirrored(side: str, cents: int, size: int) -> list[tuple[str, str, int, int]]:
    """A change of YES with what it means for NO."""
    return [(YES, side, cents, size), (NO, OPPOSITE[side], 100 - cents, size)]


OPPOSITE = {"BUY": "SELL", "SELL": "BUY"}


def turned(levels: Levels) -> Levels:
    return {100 - cents: size for cents, size in levels.items()}
