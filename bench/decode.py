"""R3: bytes to columns of integers, against orjson and msgspec on identical bytes.

orjson and msgspec stop at Python objects or structs; ours goes on to checked integers in columns,
with the compiled kernel, which is what the goal is about. Beside it the decoder to events, which
reads what is not ordinary. Before anything is timed the columns must hold what the events say.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
import orjson

from bench.mix import steady_frames
from bench.rows import Row, at_least, cpu_us, interleaved, shown
from gametape.kernel.choice import KERNEL, WORDS, is_compiled
from gametape.kernel.columns import ASK, BID, REFUSED, Columns
from gametape.model.events import BookSnapshot, LevelChange, TopOfBook, Trade
from gametape.venues.polymarket.market import MarketDecoder

COLUMNS, EVENTS = "ours, to columns", "ours, to events"
TYPED, ORJSON = "msgspec, flat struct", "orjson"
GOALS = {TYPED: 2.5, ORJSON: 3.0}
ROWS_A_FRAME = 8
TOGETHER = 1_000
"""Frames that are read into columns at a time: a fifth of a second of the busiest feed."""


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
    """Measure; the rows of R3."""
    frames = steady_frames(20_000 if quick else 100_000)
    typed = msgspec.json.Decoder(Message).decode
    loose: Callable[[bytes], object] = msgspec.json.Decoder().decode
    parse: Callable[[bytes], object] = orjson.loads
    if any(parse(frame) != json.loads(frame) or loose(frame) != parse(frame) for frame in frames):
        raise ValueError("the decoders disagree")
    data, assets = b"\n".join(frames), assets_of(frames)
    into = Columns.of(ROWS_A_FRAME * len(frames))
    check_equal(frames, data, assets, into)
    parts = [b"\n".join(frames[at : at + TOGETHER]) for at in range(0, len(frames), TOGETHER)]
    small = Columns.of(4 * ROWS_A_FRAME * TOGETHER)

    def columns() -> None:
        for part in parts:
            if KERNEL.parse_columns(part, assets, small)[2] != len(part):
                raise ValueError("the columns are too short")

    decode = MarketDecoder().decode

    def each(read: Callable[[bytes], object]) -> Callable[[], float]:
        def work() -> None:
            for frame in frames:
                read(frame)

        return lambda: cpu_us(work, len(frames))

    works = {
        EVENTS: each(lambda frame: decode(frame, 0, 0)),
        TYPED: each(typed),
        "msgspec, untyped": each(loose),
        ORJSON: each(parse),
        "json": each(json.loads),
    }
    if is_compiled():
        works[COLUMNS] = lambda: cpu_us(columns, len(frames))
    return _rows(interleaved(works, 3 if quick else 5))


def _rows(samples: dict[str, list[float]]) -> list[Row]:
    unit, rows = "us/frame", []
    for peer in samples.keys() - {COLUMNS, EVENTS}:
        if COLUMNS in samples and peer in GOALS:
            goal = GOALS[peer]
            rows.append(at_least("R3: decode to columns", samples, COLUMNS, peer, goal, unit))
        elif COLUMNS in samples:
            rows.append(shown("R3: decode to columns", samples, COLUMNS, peer, unit))
    if COLUMNS not in samples:
        rows.append(Row("R3: decode to columns", "not measured", WORDS, met=False))
    rows.sort(key=lambda row: row.against)
    return [*rows, shown("decode to events", samples, EVENTS, TYPED, unit)]


def assets_of(frames: list[bytes]) -> tuple[str, ...]:
    """Every asset that a frame names."""
    found: dict[str, None] = {}
    for frame in frames:
        message = msgspec.json.decode(frame, type=Message)
        for asset in (message.asset_id, *(change.asset_id for change in message.price_changes)):
            if asset:
                found[asset] = None
    return tuple(found)


def check_equal(frames: list[bytes], data: bytes, assets: tuple[str, ...], into: Columns) -> None:
    """The columns hold every level, print and best price of the events, in order; none is refused.

    Raises ValueError where they do not.
    """
    rows, read, _ = KERNEL.parse_columns(data, assets, into)
    levels: list[tuple[int, int, int, int, int]] = []
    others: list[tuple[int, int]] = []
    for number, frame in enumerate(frames):
        for event in MarketDecoder().decode(frame, 0, 0):
            match event:
                case LevelChange():
                    kind = BID if event.side == "BUY" else ASK
                    where = assets.index(event.asset)
                    levels.append((number, where, kind, event.cell, event.size))
                case BookSnapshot():
                    where = assets.index(event.asset)
                    for kind, side in ((BID, event.bids), (ASK, event.asks)):
                        levels += [(number, where, kind, cell, size) for cell, size in side]
                case Trade():
                    others.append((event.cell, event.size))
                case TopOfBook():
                    others.append((event.best_bid, event.best_ask))
                case _:
                    raise ValueError(f"unexpected {event}")
    kinds = into.kind[:rows]
    columns = zip(into.frame, into.asset, into.kind, into.cell, into.size, strict=True)
    found = [row for row, _ in zip(columns, kinds, strict=False) if row[2] in (BID, ASK)]
    told = [
        (into.cell[row], into.size[row]) if kind in (2, 3) else (into.bid[row], into.ask[row])
        for row, kind in enumerate(kinds)
        if kind in (2, 3, 6)
    ]
    if REFUSED in kinds or read != len(frames) or found != levels or told != others:
        raise ValueError("the columns are not what the events say")
