"""Recordings of Betfair's streams: official historical files and what people recorded themselves.

A market file holds one message a line (`op: mcm`); order streams (`ocm`) and cricket scores
(`ccm`) are recorded the same way. Samples from documentation hold one message, or an array of
them, printed over many lines. The messages carry Betfair's time and no receive time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from gametape.errors import ParseError
from gametape.model.foreign import ForeignFile, Layout, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.venues.betfair import orders, stream
from gametape.venues.betfair.wire import MILLISECOND, Millis

CRICKET = "betfair.cricket"
"""The `source` of cricket score frames; `gametape.games.cricket` reads them."""

_SOURCES = {
    "mcm": (Kind.MARKET, stream.SOURCE),
    "ocm": (Kind.USER, orders.SOURCE),
    "ccm": (Kind.GAME, CRICKET),
    "connection": (Kind.MARKET, stream.SOURCE),
    "status": (Kind.MARKET, stream.SOURCE),
}
_HEAD = re.compile(rb'\s*\[?\s*\{\s*"op"\s*:\s*"(?:mcm|ocm|ccm|connection|status)"')


_HEAD_BYTES = 65_536
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class _Change(msgspec.Struct, gc=False):
    id: str = ""
    img: bool = False


class _Peek(msgspec.Struct, gc=False):
    op: str
    pt: Millis | None = None
    mc: tuple[_Change, ...] = ()


class _Watch:
    """What a person should know about a file, counted while it is read."""

    def __init__(self) -> None:
        self.unread = self.timeless = 0
        self._backwards = self._equal = self._images = 0
        self._last: dict[str, int] = {}
        self._markets: set[str] = set()

    def see(self, message: _Peek) -> None:
        """Count one message in; streams recorded in one file are compared each with itself."""
        if message.pt:
            last = self._last.get(message.op, 0)
            self._backwards += message.pt < last
            self._equal += message.pt == last
            self._last[message.op] = message.pt
        for change in message.mc:
            self._images += change.img and change.id in self._markets
            self._markets.add(change.id)

    def say(self) -> Iterator[str]:
        """One sentence for each thing that happened."""
        for count, words in (
            (self.unread, "lines are no Betfair stream messages and are kept unread"),
            (self.timeless, "messages carry no time and stand at that of their neighbour"),
            (self._backwards, "messages are older than the one before them"),
            (self._equal, "messages carry the same time as the one before them"),
            (self._images, "whole-market images stand in mid-file and replace the books"),
        ):
            if count:
                yield f"{count:,} {words}."
        if len(self._markets) > 1:
            yield f"{len(self._markets):,} markets share this file."


class StreamLines:
    """One message a line: official historical files, self-recorded streams, cricket scores."""

    name = "Betfair stream recordings"
    clock: RecordedClock = "venue"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`: the first line is a message of a Betfair stream."""
        head = file.head.lstrip()
        first, line_end, _ = head.partition(b"\n")
        if not line_end and len(file.head) >= _HEAD_BYTES:
            return head[:1] == b"{" and _HEAD.match(head) is not None
        message = _peek(first)
        return message is not None and message.op in _SOURCES

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        return _frames((line.strip() for line in file.lines()), warnings)


class StreamSamples:
    """One message, or an array of messages, printed over many lines."""

    name = "Betfair stream messages in a document"
    clock: RecordedClock = "venue"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        return _HEAD.match(file.head) is not None

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`; each frame is the message's own bytes, line breaks and all."""
        whole = file.whole().strip()
        try:
            parts = _array.decode(whole) if whole[:1] == b"[" else [_one.decode(whole)]
        except _UNREADABLE as error:
            raise ParseError(f"{file.name}: not Betfair stream messages: {error}.") from None
        return _frames((bytes(part).strip() for part in parts), warnings)


LAYOUTS: tuple[Layout, ...] = (StreamLines(), StreamSamples())
"""In the order in which to ask them."""

_peeks = msgspec.json.Decoder(_Peek)
_array = msgspec.json.Decoder(list[msgspec.Raw])
_one = msgspec.json.Decoder(msgspec.Raw)


def _frames(messages: Iterable[bytes], warnings: list[str]) -> Iterator[Frame]:
    watch = _Watch()
    now_us: int | None = None
    waiting: list[tuple[Kind, str, bytes]] = []
    for raw in messages:
        if not raw:
            continue
        message = _peek(raw)
        if message is None or message.op not in _SOURCES:
            watch.unread += 1
            waiting.append((Kind.MARKET, stream.SOURCE, _as_json(raw)))
        else:
            watch.see(message)
            watch.timeless += not message.pt
            waiting.append((*_SOURCES[message.op], raw))
            now_us = message.pt * MILLISECOND if message.pt else now_us
        if now_us is not None:
            yield from (Frame(kind, source, now_us, raw) for kind, source, raw in waiting)
            waiting.clear()
    yield from (Frame(kind, source, 0, raw) for kind, source, raw in waiting)
    warnings.extend(watch.say())


def _peek(raw: bytes) -> _Peek | None:
    try:
        return _peeks.decode(raw)
    except _UNREADABLE:
        return None


def _as_json(raw: bytes) -> bytes:
    """The bytes themselves if they are JSON, else as a JSON string."""
    try:
        _one.decode(raw)
    except _UNREADABLE:
        return msgspec.json.encode(raw.decode("utf-8", "backslashreplace"))
    return raw
