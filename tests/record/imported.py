"""An imported session with all that is said of it, and small recordings made here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from gametape.record.foreign.importing import ImportReport
from gametape.replay.certificate.certificate import Certificate
from gametape.replay.certificate.verifying import verify_session
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

SHARED = Path(__file__).parents[2].parent / "shared" / "data"

OWN = frozenset(("segment", "books", "end"))


class Imported:
    """An imported session with all that is said of it."""

    def __init__(self, home: Path, report: ImportReport) -> None:
        self.folder = SessionFolder.named(home, report.session)
        self.report = report
        self._certificate: Certificate | None = None

    @property
    def certificate(self) -> Certificate:
        if self._certificate is None:
            self._certificate = verify_session(self.folder)
        return self._certificate

    @property
    def manifest(self) -> Manifest:
        return Manifest.load(self.folder.manifest_path)

    @property
    def lines(self) -> list[Line]:
        """The messages, without what the tape writes about itself."""
        return [line for line in read_tape(self.folder) if line.k not in OWN]


Load = Callable[..., Imported]


def market_line(at_ms: int, runner: int = 11, back: float = 2.0, stake: int = 10) -> bytes:
    """One Betfair message: a price somebody offers."""
    change = {"id": "1.5", "rc": [{"id": runner, "atb": [[back, stake]]}]}
    return json.dumps({"op": "mcm", "pt": at_ms, "mc": [change]}).encode()


def definition_line(at_ms: int, *, in_play: bool = False, event: str = "Home v Away") -> bytes:
    """One Betfair message: the market's definition."""
    definition = {
        "status": "OPEN",
        "inPlay": in_play,
        "betDelay": 5 * in_play,
        "eventId": "77",
        "eventName": event,
        "name": "Match Odds",
        "marketType": "MATCH_ODDS",
        "marketTime": "2020-09-13T12:30:00.000Z",
        "numberOfWinners": 1,
        "runners": [
            {"id": 11, "name": "Home", "status": "ACTIVE", "sortPriority": 1},
            {"id": 22, "name": "Away", "status": "ACTIVE", "sortPriority": 2},
        ],
    }
    change = {"id": "1.5", "marketDefinition": definition, "img": True}
    return json.dumps({"op": "mcm", "pt": at_ms, "mc": [change]}).encode()


def written(path: Path, lines: Iterable[bytes]) -> Path:
    """A file of lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path
