"""R3: bytes to objects, for orjson, msgspec and our decoder to events, on identical bytes.

The goal of R3 belongs to a compiled parser that does not exist yet, so the figures stand as they
are. orjson and msgspec stop at Python objects or structs; ours goes on to checked integers.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
import orjson

from bench.mix import steady_frames
from bench.rows import Row, cpu_us, interleaved, shown
from gametape.venues.polymarket.market import MarketDecoder

OURS = "ours, to events"


class Change(msgspec.Struct, gc=False):
    """An entry of a price_change, all text as on the wire."""

    asset_id: str
    price: str
    size: str
    side: str
    hash: str = ""
    best_bid: str = ""
    best_ask: str = ""


class Level(msgspec.Struct, gc=False):
    """A level of a book."""

    price: str
    size: str


class Message(msgspec.Struct, gc=False):
    """Every message of the channel in one flat struct: the fastest form msgspec has."""

    event_type: str
    market: str = ""
    asset_id: str = ""
    timestamp: str = ""
    hash: str = ""
    price: str = ""
    size: str = ""
    side: str = ""
    best_bid: str = ""
    best_ask: str = ""
    price_changes: list[Change] = []
    bids: list[Level] = []
    asks: list[Level] = []


def run(*, quick: bool = False) -> list[Row]:
    """Measure; rows without goals."""
    frames = steady_frames(20_000 if quick else 100_000)
    typed = msgspec.json.Decoder(Message).decode
    loose: Callable[[bytes], object] = msgspec.json.Decoder().decode
    parse: Callable[[bytes], object] = orjson.loads
    if any(parse(frame) != json.loads(frame) or loose(frame) != parse(frame) for frame in frames):
        raise ValueError("the decoders disagree")
    decode = MarketDecoder().decode

    def ours() -> None:
        for frame in frames:
            decode(frame, 0, 0)

    def each(read: Callable[[bytes], object]) -> Callable[[], float]:
        def work() -> None:
            for frame in frames:
                read(frame)

        return lambda: cpu_us(work, len(frames))

    samples = interleaved(
        {
            OURS: lambda: cpu_us(ours, len(frames)),
            "msgspec, flat struct": each(typed),
            "msgspec, untyped": each(loose),
            "orjson": each(parse),
            "json": each(json.loads),
        },
        3 if quick else 5,
    )
    peers = [name for name in samples if name != OURS]
    return [shown("R3: decode", samples, OURS, peer, "us/frame") for peer in peers]
