"""Messages as Kalshi writes them, made here, and the real recordings where they are at hand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gametape.model.foreign import ForeignFile
from gametape.model.frames import Frame
from gametape.replay.decoders import decoder_for
from gametape.replay.state import SessionState
from gametape.venues.kalshi.files import LAYOUTS

SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "kalshi"


def opened(path: Path) -> ForeignFile:
    """A file on disk as the importer hands it to a layout."""
    data = path.read_bytes()
    return ForeignFile(
        name=path.name,
        folder=path.parent.name,
        head=data[:65_536],
        lines=lambda: iter(data.splitlines()),
        whole=lambda: data,
        path=path,
    )


@pytest.fixture(scope="session")
def recording() -> Callable[[str], ForeignFile]:
    """A shared recording; skips where there is none."""

    def find(name: str) -> ForeignFile:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"no recordings in {SHARED}")
        return opened(path)

    return find


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, bytes], ForeignFile]:
    """Bytes in a file of this name."""

    def write(name: str, data: bytes) -> ForeignFile:
        path = tmp_path / name
        path.write_bytes(data)
        return opened(path)

    return write


class Reading:
    """What came of a file: frames, warnings, events in order, and the folded state."""

    def __init__(self, file: ForeignFile) -> None:
        layouts = [layout for layout in LAYOUTS if layout.recognises(file)]
        assert len(layouts) == 1, [layout.name for layout in layouts]
        self.layout = layouts[0]
        self.warnings: list[str] = []
        self.frames: list[Frame] = list(self.layout.frames(file, self.warnings))
        self.state = SessionState()
        self.events: list[Any] = []
        decoders = {frame.source: decoder_for(frame.source) for frame in self.frames}
        for seq, frame in enumerate(self.frames):
            decoder = decoders[frame.source]
            events = decoder.decode(frame.raw, seq, frame.recv_us)
            self.state.apply(frame.source, decoder.grid, seq, frame.recv_us, events)
            self.events.extend(events)

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if type(event) is kind]

    def named(self, kind: type[Any]) -> dict[str, Any]:
        return {event.asset: event for event in self.of(kind)}


@pytest.fixture(scope="session")
def read() -> Callable[[ForeignFile], Reading]:
    """Lay out, decode and fold a file of exactly one layout."""
    return Reading


@pytest.fixture(scope="session")
def frame() -> Callable[..., bytes]:
    """A message of Kalshi's socket."""

    def make(kind: str, seq: int | None = None, sid: int | None = 1, **msg: Any) -> bytes:
        numbered = {} if seq is None else {"seq": seq}
        return json.dumps({"type": kind, "sid": sid, **numbered, "msg": msg}).encode()

    return make


@pytest.fixture(scope="session")
def subscribed() -> Callable[[str, int], bytes]:
    """The venue's word that a channel is subscribed under a number."""

    def make(channel: str, sid: int) -> bytes:
        msg = {"channel": channel, "sid": sid}
        return json.dumps({"type": "subscribed", "id": 1, "msg": msg}).encode()

    return make


@pytest.fixture(scope="session")
def snapshot(frame: Callable[..., bytes]) -> Callable[..., bytes]:
    """A whole book: YES and NO bids."""

    def make(seq: int, ticker: str = "T", **sides: list[list[str]]) -> bytes:
        ladders = {f"{side}_dollars_fp": levels for side, levels in sides.items()}
        return frame("orderbook_snapshot", seq, market_ticker=ticker, **ladders)

    return make


@pytest.fixture(scope="session")
def delta(frame: Callable[..., bytes]) -> Callable[..., bytes]:
    """A signed change of a level."""

    def make(seq: int, side: str, price: str, change: str, ticker: str = "T") -> bytes:
        return frame(
            "orderbook_delta",
            seq,
            market_ticker=ticker,
            side=side,
            price_dollars=price,
            delta_fp=change,
            ts="2026-07-01T02:31:45.308599Z",
        )

    return make
