"""Layout: a JSON document around channel messages or market descriptions.

A test fixture with remarks, a page `{"data": [...], "next_cursor": ".."}`, `{"book": {...}}`
beside its tick: the inner objects become frames of their own, and what stands around them is kept
as a frame without events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.venues.polymarket.layouts.documents import (
    elements_in,
    fields_in,
    sniff,
    units,
    wrapped,
)
from gametape.venues.polymarket.layouts.envelopes import is_envelope, opened
from gametape.venues.polymarket.layouts.kept import SOURCE as KEPT_SOURCE
from gametape.venues.polymarket.layouts.messages import is_message, message_frame
from gametape.venues.polymarket.layouts.metadata import description_frame, description_source


class Wrapped:
    """One document whose top-level fields hold messages, recorded lines, or descriptions."""

    name = "Polymarket messages or descriptions inside a document"
    clock: RecordedClock = "venue"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        fields = sniff(file.head)
        return not _is_inner(fields) and any(_is_wrapped(value) for value in fields.values())

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        at_us = 0
        for unit in units(file):
            for document in unit.values:
                around: dict[str, bytes] = {}
                for name, value in fields_in(document).items():
                    if not _is_inner(sniff(value)):
                        around[name] = value
                        continue
                    for frame in _frames_of(value, at_us):
                        at_us = frame.recv_us
                        yield frame
                if around:
                    yield Frame(Kind.MARKET, KEPT_SOURCE, at_us, wrapped(**around))
        warnings.append("What matters was taken out of a document; what stood around it is kept.")


def _is_inner(fields: Mapping[str, object]) -> bool:
    return is_message(fields) or is_envelope(fields) or description_source(fields) is not None


def _is_wrapped(value: object) -> bool:
    if isinstance(value, list):
        value = value[0] if value else None
    return isinstance(value, Mapping) and _is_inner(value)


def _frames_of(value: bytes, before_us: int) -> Iterator[Frame]:
    for one in elements_in(value):
        fields = sniff(one)
        if is_envelope(fields):
            recv_us, messages, _, _ = opened(one)
            for raw in messages:
                yield message_frame(raw, recv_us, None, before_us)
        elif is_message(fields):
            yield message_frame(one, None, None, before_us)
        else:
            yield description_frame(one, before_us)
