"""The tape's own records: JSON bodies of the lines that the recorder writes itself."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from gametape.errors import ParseError
from gametape.model.events import LinkState
from gametape.model.frames import Kind
from gametape.tape.lines import OwnKind

TAG_SOURCE = "gametape.tag"
"""The source of a trader's tags; they are game lines."""


class _Record(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    pass


class Link(_Record, frozen=True, kw_only=True):
    """A connection's state changed (kind link); see `model.events.LinkChange`."""

    connection: str
    state: LinkState
    detail: str = ""
    assets: tuple[str, ...] = ()
    since_us: int | None = None


class Hole(_Record, frozen=True, kw_only=True):
    """What was missed, from when to when in microseconds, and why (kind gap)."""

    from_us: int
    to_us: int
    cause: str
    scope: tuple[str, ...] = ()


class NoteRecord(_Record, frozen=True, kw_only=True):
    """The trader's own words at a moment (kind note)."""

    text: str
    at_us: int


class ClockRecord(_Record, frozen=True, kw_only=True):
    """How far apart clocks are, in microseconds (kind clock); see `model.events.ClockReading`."""

    offset_us: int | None = None
    round_trip_us: int | None = None
    step_us: int | None = None


class Tag(_Record, frozen=True, kw_only=True):
    """A key the trader pressed (kind game, source `gametape.tag`).

    `at_us` is when it was pressed; what it marks happened `ago_us` before that.
    """

    tag: str
    label: str = ""
    ago_us: int = 0
    at_us: int


class Previous(_Record, frozen=True, kw_only=True):
    """The last line before a segment: its segment, number, time, and whether it was the end.

    `damage` says what was wrong with the tail of that segment when this one was begun.
    """

    segment: int
    q: int
    t: int
    closed: bool
    damage: str = ""


class SegmentHead(_Record, frozen=True, kw_only=True):
    """The first line of every segment (kind segment).

    `reader` is the oldest gametape that reads this format; `restart` is True when the segment
    begins another run of the recorder.
    """

    format: int
    session: str
    segment: int
    made_by: str
    reader: str
    restart: bool
    previous: Previous | None = None


class OpeningBook(_Record, frozen=True, kw_only=True):
    """A book as it stood when a segment began (kind books), so that the segment stands alone.

    Derived, never a source: readers that come from the previous segment skip it. Levels are
    `[price, size]` as decimal text, best first, of the price grid named `grid`; `valid` is False
    when the fold did not trust the book, for this `reason`. `q` is the last line that told of it,
    `snapshot_us` when its last snapshot was received (0: never; None: not said).
    """

    asset: str
    market: str = ""
    valid: bool
    reason: str = ""
    q: int | None = None
    bids: tuple[tuple[str, str], ...]
    asks: tuple[tuple[str, str], ...]
    grid: str = "uniform"
    tick: Decimal | None = None
    last_trade: Decimal | None = None
    venue_us: int | None = None
    snapshot_us: int | None = None


class End(_Record, frozen=True, kw_only=True):
    """The session was closed in order (kind end)."""

    reason: str


Record = Link | Hole | NoteRecord | ClockRecord | Tag | SegmentHead | OpeningBook | End

KIND_OF: dict[type[Record], Kind | OwnKind] = {
    Link: Kind.LINK,
    Hole: Kind.GAP,
    NoteRecord: Kind.NOTE,
    ClockRecord: Kind.CLOCK,
    Tag: Kind.GAME,
    SegmentHead: OwnKind.SEGMENT,
    OpeningBook: OwnKind.BOOKS,
    End: OwnKind.END,
}
"""The kind of line each record stands in."""

_READERS: dict[str, msgspec.json.Decoder[Record]] = {
    kind: msgspec.json.Decoder(record) for record, kind in KIND_OF.items()
}


def encode_record(record: Record) -> bytes:
    """The JSON body of a record's line."""
    return msgspec.json.encode(record)


def decode_record(kind: str, raw: bytes) -> Record:
    """The record in a line of this kind; of the game lines only those of `gametape.tag`.

    Raises ParseError when the body is not what the kind promises, or the kind is not the tape's.
    """
    reader = _READERS.get(kind)
    if reader is None:
        raise ParseError(f"lines of kind {kind[:40]!r} are not the tape's own.")
    try:
        return reader.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ParseError(f"{kind} line is not readable: {error}.") from None
