"""Messages that real venues sent, from all the recordings at hand: each comes back as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"no recordings in {DATA}")
LARGEST = 2_000_000


def messages() -> Iterator[bytes]:
    for path in sorted(DATA.rglob("*.json*")):
        data = path.read_bytes()[:LARGEST]
        yield data  # a REST answer, often pretty-printed; sometimes cut in the middle
        yield from data.split(b"\n")[:2000]


def test_every_message_comes_back_byte_for_byte(folder: SessionFolder) -> None:
    sent: list[bytes] = []
    with TapeWriter(folder) as tape:
        for number, raw in enumerate(messages()):
            tape.append("market", "real#1", raw, number)
            sent.append(raw)
    assert len(sent) > 10_000
    found = (line.raw for line in read_tape(folder) if line.k == "market")
    assert all(was == now for was, now in zip(sent, found, strict=True))
