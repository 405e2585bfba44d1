"""Recorded Kalshi REST traffic: exchanges one a line, and answers with a note beside them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator

import msgspec

from gametape.errors import ParseError
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.times import iso_text
from gametape.venues.kalshi import beside, rest, wire
from gametape.venues.kalshi.beside import Note, is_note, note_beside, read_note
from gametape.venues.kalshi.captures import as_json

_USER_PATHS = ("/portfolio/",)
_HEAD_BYTES = 64 * 1024
_PAST = re.compile(
    rb'(?:last_updated_ts|last_update_time|updated_time|created_time)\\?":\s*\\?"([0-9T:.+Z-]+)'
)
"""Fields that speak of the past (inside a JSON string their quotes are escaped)."""


class _Named(msgspec.Struct, gc=False):
    """An element of an answer, by the names that only Kalshi gives together."""

    ticker: str = ""
    event_ticker: str = ""
    order_id: str = ""
    trade_id: str = ""

    @property
    def kalshi(self) -> bool:
        return bool(self.event_ticker or (self.ticker and (self.order_id or self.trade_id)))


class _Answer(msgspec.Struct, gc=False):
    orderbook_fp: msgspec.Raw = wire.ABSENT
    fills: list[_Named] = []
    order: _Named | None = None
    orders: list[_Named] = []
    trades: list[_Named] = []
    market: _Named | None = None
    markets: list[_Named] = []
    events: list[_Named] = []
    event_positions: list[_Named] = []

    @property
    def kalshi(self) -> bool:
        rows = (
            *self.fills, *self.orders, *self.trades, *self.markets, *self.events,
            *self.event_positions, *filter(None, (self.order, self.market)),
        )  # fmt: skip
        return bool(bytes(self.orderbook_fp)) or any(row.kalshi for row in rows)


class ExchangeLines:
    """One REST exchange a line, with URL and bodies, and no time of its own.

    They cannot be older than the latest change that an answer reports, and stand there.
    """

    name = "Kalshi REST exchanges"
    clock: RecordedClock = "venue"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`: the first line is an exchange with a host of Kalshi."""
        line = file.head.lstrip().partition(b"\n")[0]
        try:
            return "kalshi" in wire.decode(line, rest.Exchange).url
        except ParseError:
            return False

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`; all stand at one time, 0 if no answer mentions any."""
        unread = 0
        when_us = _latest_us(file.lines())
        for line in map(bytes.strip, file.lines()):
            if not line:
                continue
            try:
                kind = _kind(wire.decode(line, rest.Exchange).url)
            except ParseError:
                kind = Kind.MARKET
                unread += 1
            yield Frame(kind, rest.SOURCE, when_us, as_json(line))
        when = f"the latest that they mention, {iso_text(when_us)}" if when_us else "0"
        warnings.append(f"The exchanges carry no times of their own; they stand at {when}.")
        if unread:
            warnings.append(f"{unread:,} lines are not exchanges; they are kept as they are.")


class AnswerWithNote:
    """One REST answer as a JSON file, with `NAME.meta.json` beside it for what was asked and when.

    The frame joins the two, the answer's bytes untouched. Without the note the answer is taken for
    a success at the latest time it mentions, and an order book cannot say of which market it is.
    """

    name = "Kalshi REST answers"
    clock: RecordedClock = "receiver"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`: an answer that names tickers, or has a note of Kalshi's host."""
        if not file.head.lstrip().startswith(b"{") or is_note(file):
            return False
        if note_beside(file) is not None:
            return not file.name.endswith(".jsonl")
        if b'ticker"' not in file.head and b'"orderbook_fp"' not in file.head:
            return False
        try:
            return wire.decode(_whole(file), _Answer).kalshi
        except ParseError:
            return False

    def reading(self, file: ForeignFile) -> str:
        """See `AnswerLayout.reading`: what was asked, and when."""
        note = note_beside(file)
        return "" if note is None else f"{note.method} {note.path} {note.recorded_us}"

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        answer = file.whole().strip()
        note = note_beside(file)
        if note is None:
            warnings.append("No note beside the answer says what was asked and when.")
            note = Note(host="", status=200)
        try:
            body = wire.decode(answer, msgspec.Raw)
        except ParseError as error:
            raise ParseError(f"{file.name}: {error.what}") from None
        raw = msgspec.json.encode(
            {
                "method": note.method or "GET",
                "path": note.path,
                "status": 200 if note.status is None else note.status,
                "request_body": note.request_body,
                "body": body,
            }
        )
        when_us = note.recorded_us or _latest_us([answer])
        yield Frame(_kind(note.path), rest.SOURCE, when_us, raw)
        if note.status is not None and note.status >= 300:
            warnings.append(f"The venue refused this request with status {note.status}.")


class NoteFile:
    """The note itself: kept, so that nothing of a capture is lost."""

    name = "notes beside a Kalshi capture"
    clock: RecordedClock = "receiver"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        return is_note(file)

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:  # noqa: ARG002
        """See `Layout.frames`."""
        raw = file.whole().strip()
        note = read_note(raw)
        if note is None:
            raise ParseError(f"{file.name} is not a note about a Kalshi capture.")
        yield Frame(Kind.MARKET, beside.SOURCE, note.recorded_us, raw)


def _latest_us(texts: Iterable[bytes]) -> int:
    """The latest past time that these answers mention, in microseconds; 0 if none."""
    latest_us = 0
    for text in texts:
        for stamp in _PAST.findall(text):
            with contextlib.suppress(ParseError):
                latest_us = max(latest_us, wire.moment(stamp.decode()))
    return latest_us


def _whole(file: ForeignFile) -> bytes:
    return file.head if len(file.head) < _HEAD_BYTES else file.whole()


def _kind(target: str) -> Kind:
    if any(path in target for path in _USER_PATHS):
        return Kind.USER
    return Kind.MARKET if "/orderbook" in target or "/trades" in target else Kind.RULES
