"""Small real tapes for the tests of the tape."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

T0 = 1_700_000_000_000_000
SOURCE = "polymarket.market#1"


def messages(count: int, seed: int = 1) -> list[bytes]:
    """Messages that look like a market's: repeated words, random numbers."""
    rng = random.Random(seed)
    return [
        b'{"event_type":"price_change","price":"0.%02d","size":"%d","hash":"%016x"}'
        % (rng.randrange(100), rng.randrange(10**6), rng.getrandbits(64))
        for _ in range(count)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    return SessionFolder.create(tmp_path, "evening")


@pytest.fixture
def record(folder: SessionFolder) -> Callable[..., list[bytes]]:
    """Record messages in flushes of `every` lines and close; gives the messages."""

    def run(count: int = 100, every: int = 7, **settings: int) -> list[bytes]:
        sent = messages(count)
        with TapeWriter(folder, **settings) as tape:  # type: ignore[arg-type]
            for number, raw in enumerate(sent):
                tape.append("market", SOURCE, raw, T0 + number)
                if number % every == every - 1:
                    tape.flush()
                    tape.wait_written(tape.last_q)
        return sent

    return run
