"""Layout: a JSON document around channel messages, such as a test fixture with remarks.

`{"count": 3, "data": [book, ...]}`, `{"book": {...}, "tick_size": ...}`, or remarks beside one
recorded line. What stands around the messages is kept as a frame of its own, without events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.venues.polymarket.layouts.documents import (
    elements_of,
    fields_of,
    sniff,
    units,
    wrapped,
)
from gametape.venues.polymarket.layouts.envelopes import is_envelope, opened
from gametape.venues.polymarket.layouts.kept import SOURCE as KEPT_SOURCE
from gametape.venues.polymarket.layouts.messages import is_message, message_frame


class WrappedMessages:
    """One document whose top-level fields hold messages, arrays of them, or recorded lines."""

    name = "Polymarket messages inside a document"
    clock: RecordedClock = "venue"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        fields = sniff(file.head)
        return not is_message(fields) and any(_is_wrapped(value) for value in fields.values())

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        at_us = 0
        for unit in units(file):
            for document in unit.values:
                around: dict[str, bytes] = {}
                for name, value in fields_of(document).items():
                    fields = sniff(value)
                    if not _is_wrapped(fields):
                        around[name] = value
                        continue
                    for frame in _frames_of(value, is_message(fields), at_us):
                        at_us = frame.recv_us
                        yield frame
                if around:
                    yield Frame(Kind.MARKET, KEPT_SOURCE, at_us, wrapped(**around))
        warnings.append("Messages were taken out of a document; what stood around them is kept.")


def _is_wrapped(value: object) -> bool:
    if isinstance(value, list):
        value = value[0] if value else None
    return isinstance(value, Mapping) and (is_message(value) or is_envelope(value))


def _frames_of(value: bytes, bare: bool, before_us: int) -> Iterator[Frame]:
    for one in elements_of(value) if value[:1] == b"[" else [value]:
        if bare:
            yield message_frame(one, None, None, before_us)
            continue
        recv_us, messages, _, _ = opened(one)
        for raw in messages:
            yield message_frame(raw, recv_us, None, before_us)
