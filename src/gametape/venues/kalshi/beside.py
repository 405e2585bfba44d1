"""The note that a recorder left beside a capture: `NAME.meta.json` for `NAME.json(l)`."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from gametape.errors import ParseError
from gametape.model.events import Event
from gametape.model.foreign import ForeignFile
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.model.times import epoch_us
from gametape.venues.kalshi import wire

_SUFFIX = ".meta.json"


SOURCE = "kalshi.note"
"""The source of frames that hold a note; they carry no events."""


class Note(msgspec.Struct):
    """What was asked, when, and of which host; times as the note has them."""

    host: str
    environment: str = ""
    method: str = ""
    path: str = ""
    status: int | None = None
    request_body: msgspec.Raw = wire.NOTHING
    recorded_at_epoch_ms: int | None = None
    captured_at: str | None = None
    subscribe_cmd: msgspec.Raw = wire.ABSENT
    subscribe_cmds: list[msgspec.Raw] = []

    @property
    def commands(self) -> list[msgspec.Raw]:
        """The subscribe commands as they were sent."""
        return [command for command in (self.subscribe_cmd, *self.subscribe_cmds) if bytes(command)]

    @property
    def recorded_us(self) -> int:
        """When the answer was written down, in microseconds; 0 if the note does not say."""
        if self.recorded_at_epoch_ms is not None:
            return epoch_us(self.recorded_at_epoch_ms)
        return wire.moment(self.captured_at) if self.captured_at else 0


def read_note(raw: bytes) -> Note | None:
    """The note, if this is one about Kalshi."""
    try:
        note = wire.decode(raw, Note)
        known = note.recorded_us
    except ParseError:
        return None
    return note if known and "kalshi" in note.host else None


def is_note(file: ForeignFile) -> bool:
    """Whether this file is such a note itself."""
    return file.name.endswith(_SUFFIX) and read_note(file.head) is not None


def note_beside(file: ForeignFile) -> Note | None:
    """The note beside a file, if the file lies on disk and there is one."""
    if file.path is None or file.name.endswith(_SUFFIX):
        return None
    beside = file.path.with_name(file.path.name.rpartition(".")[0] + _SUFFIX)
    try:
        return read_note(beside.read_bytes())
    except OSError:
        return None


class NoteDecoder:
    """A recorder's note about its own capture: understood, and without events."""

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:  # noqa: ARG002
        """See `Decoder.decode`."""
        wire.decode(raw, dict[str, object])
        return ()
