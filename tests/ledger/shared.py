"""Where real recordings lie, if this machine has them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@cache
def recorded(path: str) -> bytes:
    """A recording's bytes; the test is skipped where there is none."""
    file = SHARED / path
    if not file.exists():
        pytest.skip(f"no recordings in {SHARED}")
    return file.read_bytes()


def rows(path: str) -> Any:
    """A recording that is one JSON document."""
    return json.loads(recorded(path))
