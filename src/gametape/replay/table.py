"""The plain table of a session: one row an event, as other programs expect it.

Columns: session_id, timestamp (milliseconds), sequence, event_type, payload. Event types are
`book`, `price_change`, `trade`, `user_order`, `user_fill`, `game_event` and the rest of
`words.WORDS`; prices, sizes and fees in payloads are decimal text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from gametape.errors import TapeError
from gametape.model.amounts import micro_text
from gametape.model.book import Level
from gametape.model.events import (
    BookCheckpoint,
    BookSnapshot,
    Event,
    FillUpdate,
    GameEvent,
    LevelChange,
    OrderUpdate,
    PositionChange,
    TopOfBook,
    Trade,
)
from gametape.model.grid import PriceGrid
from gametape.replay.session import SessionFold
from gametape.replay.words import word_of
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder


class Row(msgspec.Struct, frozen=True, gc=False):
    """One event; `timestamp` is the receive time in milliseconds."""

    session_id: str
    timestamp: int
    sequence: int
    event_type: str
    payload: dict[str, object]


def session_rows(folder: SessionFolder) -> Iterator[Row]:
    """Every event on a session's tape; raises TapeError if the tape cannot be read.

    Some own fills are known by the wallet alone, which the manifest names: without it they cannot
    be told from others'.
    """
    try:
        wallet = Manifest.load(folder.manifest_path).wallet
    except TapeError:
        wallet = ""
    return rows(folder.slug, read_tape(folder), wallet)


def rows(session: str, lines: Iterable[Line], wallet: str = "") -> Iterator[Row]:
    """Every event of a session in order; copies from a second connection are left out.

    `wallet` is the trader's address, if it is known.
    """
    fold = SessionFold(wallet)
    for line in lines:
        step = fold.feed(line)
        for event in step.fresh:
            yield Row(
                session_id=session,
                timestamp=line.t // 1000,
                sequence=line.q,
                event_type=word_of(event),
                payload=payload(event, step.grid),
            )


def payload(event: Event, grid: PriceGrid) -> dict[str, object]:
    """An event's own fields, prices and sizes as text; times stay in microseconds."""
    match event:
        case BookSnapshot() | BookCheckpoint():
            return {
                "asset": event.asset,
                "market": event.market,
                "bids": _levels(event.bids, grid),
                "asks": _levels(event.asks, grid),
                "venue_us": event.venue_us,
                "hash": event.hash,
            }
        case LevelChange():
            return {
                "asset": event.asset,
                "side": event.side,
                "price": grid.text(event.cell),
                "size": micro_text(event.size),
                "best_bid": None if event.best_bid is None else grid.text(event.best_bid),
                "best_ask": None if event.best_ask is None else grid.text(event.best_ask),
                "venue_us": event.venue_us,
            }
        case Trade():
            return {
                "asset": event.asset,
                "side": event.side,
                "price": f"{event.price:f}",
                "size": micro_text(event.size),
                "transaction": event.transaction,
                "venue_us": event.venue_us,
            }
        case TopOfBook():
            return {
                "asset": event.asset,
                "best_bid": grid.text(event.best_bid),
                "best_ask": grid.text(event.best_ask),
                "venue_us": event.venue_us,
            }
        case OrderUpdate() | FillUpdate() | PositionChange():
            return _own(event)
        case GameEvent():
            fields = msgspec.structs.asdict(event)
            return {k: v for k, v in fields.items() if v not in ("", None) and k not in _STAMP}
        case _:
            fields = msgspec.to_builtins(event)
            return {k: v for k, v in fields.items() if k not in _STAMP}


_STAMP = ("seq", "recv_us")


def _own(event: OrderUpdate | FillUpdate | PositionChange) -> dict[str, object]:
    """What concerns the trader's own orders, fills and positions."""
    match event:
        case OrderUpdate():
            return {
                "action": event.action,
                **msgspec.to_builtins(event.order),
                "size": micro_text(event.order.size),
                "matched": micro_text(event.order.matched),
            }
        case FillUpdate():
            fill = event.fill
            return {
                **msgspec.to_builtins(fill),
                "size": micro_text(fill.size),
                "fee": None if fill.fee is None else micro_text(fill.fee),
            }
        case PositionChange():
            fields = msgspec.structs.asdict(event)
            stated = {key: fields[key] for key in fields if key not in _STAMP}
            cash = None if event.cash is None else micro_text(event.cash)
            return {**stated, "size": micro_text(event.size), "cash": cash}


def _levels(levels: Iterable[Level], grid: PriceGrid) -> list[tuple[str, str]]:
    return [(grid.text(cell), micro_text(size)) for cell, size in levels]
