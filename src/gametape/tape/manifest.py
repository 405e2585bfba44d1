"""A session's manifest: what was recorded, from where, under which rules."""

from __future__ import annotations

from pathlib import Path

import msgspec

from gametape import __version__
from gametape.errors import TapeError
from gametape.model.foreign import RecordedClock
from gametape.model.market import MarketRules
from gametape.tape.durable import replace_file
from gametape.tape.versions import FORMAT, READER, migration


class Manifest(msgspec.Struct, kw_only=True):
    """The words about a session that are not on its tape; `created_us` is in microseconds.

    `clock` says whose the tape's receive times are: ours while recording, else those of the file
    that was imported. `wallet` is the trader's address where it is known, to tell own fills.
    `warnings` are sentences a person should read before trusting the session.
    """

    session: str
    venue: str
    title: str
    created_us: int
    clock: RecordedClock = "receiver"
    event_slug: str = ""
    wallet: str = ""
    markets: list[MarketRules] = []
    sources: list[str] = []
    imported_from: list[str] = []
    warnings: list[str] = []
    made_by: str = f"gametape {__version__}"
    format: int = FORMAT
    reader: str = READER

    def save(self, path: Path) -> None:
        """Write it to `path`, whole or not at all; raises TapeError if the disk refuses."""
        data = msgspec.json.format(msgspec.json.encode(self), indent=2)
        try:
            replace_file(path, data + b"\n")
        except OSError as error:
            raise TapeError(f"{path} cannot be written: {error.strerror}.") from error

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """Read it from `path`; raises TapeError if it is absent, unreadable or too new."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise TapeError(f"{path} cannot be read: {error.strerror}.") from error
        try:
            version = msgspec.json.decode(data, type=_Version)
            migration(version.format, version.reader)
            return msgspec.json.decode(data, type=cls)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise TapeError(f"{path} is not a manifest: {error}.") from None


class _Version(msgspec.Struct):
    format: int
    reader: str = ""
