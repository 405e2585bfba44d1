"""The rows of each table, one session at a time, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from gametape.analyze.evidence import EvidenceLedger
from gametape.export.schema import BY_NAME, OWN_EVENTS, Values
from gametape.model.grid import PriceGrid
from gametape.replay.film.fold import GRIDS
from gametape.replay.film.layout import ASK, BID, TRADE_BUY, TRADE_SELL
from gametape.replay.film.stored import Film
from gametape.replay.table import session_rows
from gametape.replay.timeline import Entry, Timeline
from gametape.tape.session import SessionFolder


@dataclass(frozen=True)
class Written:
    """A note as it goes into a table; see `schema`. `voice` is the file of a voice note."""

    kind: str
    at_us: int
    to_us: int | None
    title: str
    text: str
    tags: list[str]
    voice: str | None = None
    voice_us: int | None = None


@dataclass(frozen=True)
class Subject:
    """A session to be exported: its tape, its film, the library's notes, its analysis if any."""

    folder: SessionFolder
    film: Film
    timeline: Timeline
    notes: list[Written]
    ledger: EvidenceLedger | None
    own: bool = True

    @property
    def name(self) -> str:
        """The session's name."""
        return self.folder.slug


_Rows = Callable[[Subject], Iterator[Values]]


def rows_of(table: str, subject: Subject) -> Iterator[Values]:
    """The rows of a table for one session, in order. Raises TapeError if tape or film fails.

    Text that is not known is empty, so that CSV can tell it; other values are None then.
    """
    texts = [column.kind == "text" for column in BY_NAME[table].columns]
    for values in _ROWS[table](subject):
        yield tuple(
            "" if value is None and is_text else value
            for value, is_text in zip(values, texts, strict=True)
        )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _events(subject: Subject) -> Iterator[Values]:
    for row in session_rows(subject.folder):
        if subject.own or row.event_type not in OWN_EVENTS:
            payload = _json(row.payload)
            yield row.session_id, row.timestamp, row.sequence, row.event_type, payload


def _outcomes(subject: Subject) -> Iterator[Values]:
    timeline = subject.timeline
    for market in timeline.markets:
        for number, outcome in enumerate(market.outcomes):
            place = timeline.assets.get(outcome.asset)
            track = None if place is None else timeline.tracks[place.track]
            yield (
                subject.name, market.market, market.question, outcome.asset, outcome.label, number,
                track.grid if track else "", track.asset if track else "",
                place.mirror if place else False,
            )  # fmt: skip


def _levels(subject: Subject) -> Iterator[Values]:
    for asset, grid, seq, at_us, kind, cell, size in _film_rows(subject):
        if kind in (BID, ASK):
            side = "bid" if kind == BID else "ask"
            yield subject.name, asset, seq, at_us, side, grid.text(cell), grid.label(cell), size


def _trades(subject: Subject) -> Iterator[Values]:
    """Prices off the grid stand in the track at the nearest cell, and exactly in the timeline."""
    odd: dict[tuple[str, int, int], str] = {}
    for one in subject.timeline.odd_trades:
        place = subject.timeline.assets.get(one.asset)
        if place is not None:
            exact = f"{1 - Decimal(one.price):f}" if place.mirror else one.price
            odd[subject.timeline.tracks[place.track].asset, one.seq, one.size] = exact
    for asset, grid, seq, at_us, kind, cell, size in _film_rows(subject):
        if kind in (BID, ASK):
            continue
        side = {TRADE_BUY: "BUY", TRADE_SELL: "SELL"}.get(kind)
        average = odd.get((asset, seq, size))
        price, native = (average, "") if average else (grid.text(cell), grid.label(cell))
        yield subject.name, asset, seq, at_us, side, price, native, size


def _film_rows(
    subject: Subject,
) -> Iterator[tuple[str, PriceGrid, int, int, int, int, int]]:
    """Asset, grid, sequence, time, kind, cell and size of every row of every track."""
    for index in range(len(subject.film.facts.tracks)):
        with subject.film.file(index) as file:
            asset, grid = file.header.asset, GRIDS[file.header.grid]
            for number in range(len(file.index.blocks)):
                rows = file.block(number).rows()
                columns = (rows.seqs, rows.times, rows.kinds, rows.cells, rows.sizes)
                for values in zip(*(column.tolist() for column in columns), strict=True):
                    yield (asset, grid, *values)


def _told(list_of: Callable[[Timeline], Iterable[Entry]], *fields: str) -> _Rows:
    """Rows of a list of the timeline: session, line, time, and these fields."""

    def rows(subject: Subject) -> Iterator[Values]:
        for entry in list_of(subject.timeline):
            values = (_plain(getattr(entry, name)) for name in fields)
            yield subject.name, entry.seq, entry.at_us, *values

    return rows


def _plain(value: object) -> int | str | bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    return str(value) if isinstance(value, str) else _json(value)


def _notes(subject: Subject) -> Iterator[Values]:
    spoken = [
        Written("spoken", one.noted_us, None, "", one.text, [])
        for one in subject.timeline.notes_on_tape
    ]
    for one in sorted([*subject.notes, *spoken], key=lambda note: note.at_us):
        yield (
            subject.name, one.kind, one.at_us, one.to_us, one.title, one.text, _json(one.tags),
            one.voice, one.voice_us,
        )  # fmt: skip


def _judged(subject: Subject) -> Iterator[Values]:
    for one in subject.ledger.trades if subject.ledger else ():
        yield (
            subject.name, one.id, one.market, one.question, one.outcome, one.opened_us,
            one.closed_us, one.ended, one.size, one.entry, one.exit, one.gross, one.fees, one.net,
            one.provisional, one.fee_assumed, one.accuracy, _json(one.metrics),
            _json(one.withheld),
        )  # fmt: skip


def _decisions(subject: Subject) -> Iterator[Values]:
    for trade in subject.ledger.trades if subject.ledger else ():
        for one in trade.orders:
            yield (
                subject.name, trade.id, one.id, one.order_id, one.kind, one.side, one.decided_us,
                one.decided_how, one.matched_us, one.price, one.size, one.role, one.judgement,
                _json(one.metrics), _json(one.withheld),
            )  # fmt: skip


def _labels(subject: Subject) -> Iterator[Values]:
    for trade in subject.ledger.trades if subject.ledger else ():
        for one in trade.labels:
            yield (
                subject.name, trade.id, one.order, one.id, one.name, one.title, one.match,
                one.chance, one.confidence, one.words, one.rule, _json(one.inputs),
                _json(one.thresholds), _json(one.consequence),
            )  # fmt: skip


_ROWS: dict[str, _Rows] = {
    "session_events": _events,
    "outcomes": _outcomes,
    "level_changes": _levels,
    "trades": _trades,
    "own_orders": _told(
        lambda timeline: timeline.orders, "order_id", "action", "asset", "market", "side", "price",
        "size", "matched", "status", "order_type", "resting",
    ),
    "own_fills": _told(
        lambda timeline: timeline.fills, "key", "asset", "market", "side", "price", "size", "fee",
        "role", "status", "matched_us",
    ),
    "own_changes": _told(
        lambda timeline: timeline.changes, "key", "kind", "market", "asset", "size", "cash",
        "happened_us", "transaction",
    ),
    "game_events": _told(
        lambda timeline: timeline.game, "happened_us", "name", "text", "game", "score", "period",
        "game_clock", "status", "team", "tag",
    ),
    "gaps": _told(lambda timeline: timeline.gaps, "from_us", "to_us", "cause", "scope"),
    "notes": _notes,
    "judged_trades": _judged,
    "decisions": _decisions,
    "labels": _labels,
}  # fmt: skip
