"""Messages as Betfair writes them, made here, and the real recordings where they are at hand."""

import bz2
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from gametape.model.foreign import ForeignFile

SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "betfair"


@lru_cache
def _bytes(path: str) -> bytes:
    file = SHARED / path
    if not file.exists():
        pytest.skip(f"no recordings in {SHARED}")
    data = file.read_bytes()
    return bz2.decompress(data) if path.endswith(".bz2") else data


@pytest.fixture(scope="session")
def recording() -> Callable[[str], bytes]:
    """Unpacked bytes of a shared recording; skips where there is none."""
    return _bytes


@pytest.fixture(scope="session")
def foreign() -> Callable[[str, bytes], ForeignFile]:
    """Bytes as the importer hands them to a layout."""

    def make(name: str, data: bytes) -> ForeignFile:
        return ForeignFile(
            name=Path(name).name.removesuffix(".bz2"),
            folder=Path(name).parent.name,
            head=data[:65_536],
            lines=lambda: iter(data.splitlines()),
            whole=lambda: data,
        )

    return make


@pytest.fixture(scope="session")
def mcm() -> Callable[..., bytes]:
    """A market message of these market changes."""

    def make(*changes: dict[str, Any], pt: int | None = 1_600_000_000_000, **more: Any) -> bytes:
        return json.dumps({"op": "mcm", "clk": "AA", "pt": pt, "mc": changes, **more}).encode()

    return make


@pytest.fixture(scope="session")
def definition() -> Callable[..., dict[str, Any]]:
    """A market definition: two runners, open, before the start."""

    def make(**fields: Any) -> dict[str, Any]:
        return {
            "status": "OPEN",
            "inPlay": False,
            "betDelay": 0,
            "eventId": "77",
            "eventName": "Home v Away",
            "name": "Match Odds",
            "marketType": "MATCH_ODDS",
            "marketTime": "2020-09-13T12:30:00.000Z",
            "numberOfWinners": 1,
            "runners": [
                {"id": 11, "name": "Home", "status": "ACTIVE", "sortPriority": 1},
                {"id": 22, "name": "Away", "status": "ACTIVE", "sortPriority": 2},
            ],
            **fields,
        }

    return make
