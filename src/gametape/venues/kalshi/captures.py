"""Recorded Kalshi sockets: bare frames, one a line, and frames in an envelope with receive time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from gametape.errors import ParseError
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.venues.kalshi import stream, wire
from gametape.venues.kalshi.beside import note_beside

_USER = frozenset({"fill", "user_order", "order", "order_group_updates"})


class _Inside(msgspec.Struct, gc=False):
    """What is looked at of a message's content to place and to describe it."""

    market_ticker: str = ""
    ticker: str = ""
    ts: int | str | None = None
    ts_ms: int | None = None
    last_updated_ts_ms: int | None = None
    last_update_time: str | None = None
    side: str = ""
    bid: msgspec.Raw = wire.ABSENT
    code: int | None = None
    msg: str = ""


class _Peek(msgspec.Struct, gc=False):
    type: str
    sid: int | None = None
    msg: _Inside | None = None


class _Received(msgspec.Struct, gc=False):
    recv_ts_ns: int
    raw: str


class _Watch:
    """What a person should know about the frames of a file, counted while they are read."""

    def __init__(self) -> None:
        self.unread = self.untimed = self.backwards = self.snapshots = 0
        self.errors: Counter[str] = Counter()
        self.perpetuals: Counter[str] = Counter()

    def see(self, message: _Peek) -> None:
        inside = message.msg or _Inside()
        perpetual = inside.side in ("bid", "ask") or bool(bytes(inside.bid))
        self.snapshots += message.type == "orderbook_snapshot" and not perpetual
        if message.type == "error":
            self.errors[f"{inside.msg} (code {inside.code})"] += 1
        if perpetual:
            self.perpetuals[inside.market_ticker or inside.ticker] += 1

    def say(self) -> Iterator[str]:
        if self.unread:
            yield f"{self.unread:,} lines are not Kalshi frames; they are kept as they are."
        if self.backwards:
            yield f"{self.backwards:,} frames are earlier than one before them."
        for what, count in self.errors.items():
            yield f"{count:,} frames are errors of the venue: {what}."
        if self.perpetuals:
            yield (
                f"{self.perpetuals.total():,} frames are about perpetual contracts "
                f"({', '.join(sorted(self.perpetuals))}), priced beyond 1 dollar: they are kept "
                "and give orders, fills and prints, but no order book."
            )


class BareFrames:
    """One frame a line as the socket gave it; blank lines between them are no messages.

    Nobody wrote down when a frame arrived: the venue's own times stand in, never running back; a
    frame without one stands with the frame before it (at the start: the next one that has one).
    The subscribe commands, where a note beside the file has them, come first.
    """

    name = "Kalshi socket frames"
    clock: RecordedClock = "venue"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`: the first line is a message of Kalshi's socket."""
        message = _peek(file.head.lstrip().partition(b"\n")[0])
        return message is not None and message.type in stream.TYPES and message.msg is not None

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        watch = _Watch()
        note = note_beside(file)
        commands = [] if note is None else note.commands
        waiting = [(Kind.MARKET, bytes(command)) for command in commands]
        now_us = 0
        for line in _lines(file):
            kind, raw, message = _understood(line, watch)
            waiting.append((kind, raw))
            sent_us = None if message is None else _sent_us(message)
            if sent_us is None:
                watch.untimed += 1
            else:
                # Some messages say milliseconds where others say microseconds.
                watch.backwards += sent_us // 1000 < now_us // 1000
                now_us = max(now_us, sent_us)
            if now_us:
                yield from (Frame(kind, stream.SOURCE, now_us, raw) for kind, raw in waiting)
                waiting.clear()
        yield from (Frame(kind, stream.SOURCE, now_us, raw) for kind, raw in waiting)
        warnings.append(
            "The frames carry no receive time: the venue's times stand in, and "
            f"{watch.untimed:,} frames without one stand at their neighbour's."
        )
        if watch.snapshots and not commands:
            warnings.append(
                "Nothing says whether NO levels were asked for as YES prices; they are read as NO "
                "prices unless a snapshot would be crossed that way."
            )
        warnings.extend(watch.say())


class ReceivedFrames:
    """Lines of `{"recv_ts_ns": ..., "raw": "<frame text>"}`."""

    name = "Kalshi socket frames with receive time"
    clock: RecordedClock = "receiver"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`: the first line holds a message of Kalshi's socket."""
        line = _received(file.head.lstrip().partition(b"\n")[0])
        message = None if line is None else _peek(line.raw.encode())
        return message is not None and message.type in stream.TYPES

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`; line ends around the recorded text are not part of a frame."""
        watch = _Watch()
        last_us = now_us = 0
        for line in _lines(file):
            received = _received(line)
            if received is None:
                watch.unread += 1
                yield Frame(Kind.MARKET, stream.SOURCE, now_us, as_json(line))
                continue
            now_us = received.recv_ts_ns // 1000
            watch.backwards += now_us < last_us
            last_us = max(last_us, now_us)
            kind, raw, _ = _understood(received.raw.strip().encode(), watch)
            yield Frame(kind, stream.SOURCE, now_us, raw)
        warnings.extend(watch.say())


def as_json(raw: bytes) -> bytes:
    """The bytes themselves if they are JSON, else as a JSON string."""
    try:
        msgspec.json.decode(raw, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return msgspec.json.encode(raw.decode("utf-8", "backslashreplace"))
    return raw


def _lines(file: ForeignFile) -> Iterable[bytes]:
    return (line for line in map(bytes.strip, file.lines()) if line)


def _understood(raw: bytes, watch: _Watch) -> tuple[Kind, bytes, _Peek | None]:
    message = _peek(raw)
    if message is None:
        watch.unread += 1
        return Kind.MARKET, as_json(raw), None
    watch.see(message)
    return Kind.USER if message.type in _USER else Kind.MARKET, raw, message


def _peek(raw: bytes) -> _Peek | None:
    try:
        return wire.decode(raw, _Peek)
    except ParseError:
        return None


def _received(raw: bytes) -> _Received | None:
    try:
        line = wire.decode(raw, _Received)
    except ParseError:
        return None
    return line if 0 <= line.recv_ts_ns < 10**20 else None


def _sent_us(message: _Peek) -> int | None:
    """The venue's time of a message, in microseconds; None if it has none that can be read."""
    inside = message.msg
    if inside is None:
        return None
    try:
        ms = inside.ts_ms if inside.ts_ms is not None else inside.last_updated_ts_ms
        return wire.venue_time(inside.ts, ms, inside.last_update_time)
    except ParseError:
        return None
