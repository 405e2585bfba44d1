"""Layout: channel messages inside the envelope of whoever recorded them, one a line.

`{"t":..,"m":..}`, `{"recv_ms":..,"raw":..}` with or without a frame number, monotonic and wall
nanoseconds beside a payload, the message as JSON or as the text of the frame. The envelope's time
is the frame's receive time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gametape.errors import ParseError
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame
from gametape.venues.polymarket.layouts.documents import (
    fields_of,
    scalar_of,
    sniff,
    time_of,
    units,
)
from gametape.venues.polymarket.layouts.messages import is_message, message_frame
from gametape.venues.polymarket.layouts.notices import Notices
from gametape.venues.polymarket.wire import split_frame

PAYLOADS = ("raw", "m", "payload", "msg", "message", "data", "frame", "event")
"""Names under which recorders keep the message."""

TIMES = (
    "recv_us", "recv_ms", "recv_ns", "recv_ts_us", "recv_ts_ms", "recv_ts_ns", "recv_ts", "recv",
    "ts_wall_ns", "wall_ns", "received_at", "receive_time", "local_timestamp", "local_ts",
    "t", "ts", "time", "timestamp",
)  # fmt: skip
"""Names under which recorders keep the receive time, the plainest first."""

_NUMBERS = ("f", "frame_no", "n", "seq")


def is_envelope(fields: Mapping[str, object]) -> bool:
    """Whether the fields are an envelope around a channel message."""
    if time_name(fields) is None:
        return False
    return any(_holds_message(fields[name]) for name in PAYLOADS if name in fields)


def _holds_message(payload: object) -> bool:
    if isinstance(payload, str) and payload[:1] in "{[":
        payload = sniff(payload.encode())
    if isinstance(payload, list):
        payload = payload[0] if payload else None
    return isinstance(payload, Mapping) and is_message(payload)


def time_name(fields: Mapping[str, object]) -> str | None:
    """The name of the receive time among an envelope's fields."""
    return next((name for name in TIMES if name in fields), None)


def opened(envelope: bytes) -> tuple[int | None, list[bytes], bool, int | None]:
    """What an envelope holds: receive time, messages, whether they were an array, frame number.

    Raises ParseError if it is not an envelope.
    """
    fields = fields_of(envelope)
    payload = next((fields[name] for name in PAYLOADS if name in fields), None)
    if payload is None:
        raise ParseError("line holds no message.")
    time = time_name(fields)
    recv_us = time_of(scalar_of(fields[time])) if time else None
    number = next((scalar_of(fields[name]) for name in _NUMBERS if name in fields), None)
    if payload[:1] == b'"':
        payload = str(scalar_of(payload)).encode("utf-8", "replace")
    values = split_frame(payload)
    array = payload.lstrip()[:1] == b"["
    return recv_us, values, array, number if isinstance(number, int) else None


class EnvelopedMessages:
    """Channel messages in a recorder's envelopes."""

    name = "Polymarket messages with receive time"
    clock: RecordedClock = "receiver"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        return is_envelope(sniff(file.head))

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        notices = Notices(warnings, "message", repeats=False)
        numbers = _FrameNumbers()
        for unit in units(file):
            for line in unit.values:
                for frame in _frames_of(line, notices.last_us, numbers):
                    notices.row(frame.recv_us, frame.raw)
                    yield frame
        numbers.tell(notices)
        notices.close()


def _frames_of(line: bytes, before_us: int, numbers: _FrameNumbers) -> Iterator[Frame]:
    try:
        recv_us, values, array, number = opened(line)
    except ParseError:
        # A stray line between envelopes is kept as it is; its decoder counts it.
        yield message_frame(line, before_us, None, before_us)
        return
    numbers.saw(number)
    for place, raw in enumerate(values):
        yield message_frame(raw, recv_us, place if array else None, before_us)


class _FrameNumbers:
    """Holes in a recorder's own numbering of its frames."""

    def __init__(self) -> None:
        self._last: int | None = None
        self._missing = 0

    def saw(self, number: int | None) -> None:
        if number is None:
            return
        if self._last is not None and number > self._last + 1:
            self._missing += number - self._last - 1
        self._last = number

    def tell(self, notices: Notices) -> None:
        if self._missing:
            notices.say(
                f"The recorder's frame numbers skip {self._missing:,}: those frames were lost or "
                "left out."
            )
