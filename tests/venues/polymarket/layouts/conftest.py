"""Files as the importer hands them to a layout, made here or shared recordings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from gametape.errors import ParseError
from gametape.model.decoder import Decoder
from gametape.model.events import Event
from gametape.model.foreign import ForeignFile, Layout
from gametape.model.frames import Frame
from gametape.venues.polymarket.layouts import LAYOUTS

SHARED = Path(__file__).parents[4].parent / "shared" / "data" / "polymarket"


def _file(name: str, data: bytes, path: Path | None = None) -> ForeignFile:
    def lines() -> Iterator[bytes]:
        yield from data.splitlines()

    return ForeignFile(
        name=Path(name).name,
        folder=Path(name).parent.name,
        head=data[:65_536],
        lines=lines,
        whole=lambda: data,
        path=path,
    )


@pytest.fixture(scope="session")
def foreign() -> Callable[[str, bytes], ForeignFile]:
    """A file of these bytes that lies nowhere on disk."""
    return _file


@pytest.fixture(scope="session")
def recorded() -> Callable[[str], ForeignFile]:
    """A shared recording on disk; skips where there is none."""

    def find(path: str) -> ForeignFile:
        if not (SHARED / path).exists():
            pytest.skip(f"no recordings in {SHARED}")
        return _file(path, (SHARED / path).read_bytes(), SHARED / path)

    return find


@pytest.fixture(scope="session")
def load() -> Callable[[Layout, ForeignFile], tuple[list[Frame], list[str]]]:
    """All frames and warnings of a file that this layout, and no other, recognises."""

    def read(layout: Layout, file: ForeignFile) -> tuple[list[Frame], list[str]]:
        assert layout.recognises(file)
        assert [type(one) for one in LAYOUTS if one.recognises(file)] == [type(layout)]
        warnings: list[str] = []
        return list(layout.frames(file, warnings)), warnings

    return read


Decoded = tuple[list[Event], Counter[str]]


@pytest.fixture(scope="session")
def decoded() -> Callable[[Decoder, Sequence[Frame]], Decoded]:
    """Events of frames, and the reasons of those that are refused, counted."""

    def decode(decoder: Decoder, frames: Sequence[Frame]) -> Decoded:
        events: list[Event] = []
        refused: Counter[str] = Counter()
        for seq, frame in enumerate(frames):
            try:
                events += decoder.decode(frame.raw, seq, frame.recv_us)
            except ParseError as error:
                refused[str(error)] += 1
        return events, refused

    return decode
