"""The shared recordings where they are at hand, and spoilt messages for every reader."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gametape.errors import ParseError

SHARED = Path(__file__).parents[3].parent / "shared" / "data"


@pytest.fixture(scope="session")
def recording() -> Callable[[str], bytes]:
    """Bytes of a shared recording; skips where there is none."""

    def read(path: str) -> bytes:
        if not (SHARED / path).exists():
            pytest.skip(f"no recordings in {SHARED}")
        return (SHARED / path).read_bytes()

    return read


ODDITIES: list[Any] = [
    None, "", "0", "-1", "x", "NaN", "1e999999", "0." + "1" * 60, "9" * 30, "１", "\ud800",
    0, -1, 10**40, 1e308, 0.1, True, [], [None], [[]], {}, {"a": 1}, "[1,", "[[]]",
    "2026-13-01", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
]  # fmt: skip


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) inside a JSON value."""
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    else:
        return []
    return [(value, key) for key, _ in inner] + [place for _, v in inner for place in _places(v)]


@st.composite
def spoilt(draw: st.DrawFn, samples: Sequence[bytes]) -> bytes:
    """A good message with one value exchanged, some bytes damaged, or its end cut off."""
    raw = draw(st.sampled_from(samples))
    how = draw(st.sampled_from(["value", "value", "value", "bytes", "cut", "noise"]))
    if how == "value":
        message = json.loads(raw)
        places = _places(message)
        if places:
            container, key = places[draw(st.integers(0, len(places) - 1))]
            container[key] = draw(st.sampled_from(ODDITIES))
        return json.dumps(message).encode("utf-8", "replace")
    if how == "noise":
        return draw(st.binary(max_size=60))
    at = draw(st.integers(0, len(raw)))
    if how == "cut":
        return raw[:at]
    return raw[:at] + draw(st.binary(min_size=1, max_size=4)) + raw[at + 1 :]


@pytest.fixture
def survives() -> Callable[[Callable[[bytes], object], Sequence[bytes]], None]:
    """Checks that of a reader of foreign bytes only ParseError comes out, whatever goes in."""

    def check(read: Callable[[bytes], object], samples: Sequence[bytes]) -> None:
        for sample in samples:
            read(sample)

        @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
        @given(spoilt(samples))
        def run(raw: bytes) -> None:
            with suppress(ParseError):
                read(raw)

        run()
        deep = b"[" * 100_000
        for nested in (deep, b'{"data":' + deep, b'{"a":' * 100_000):
            with pytest.raises(ParseError):
                read(nested)

    return check
