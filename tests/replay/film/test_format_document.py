"""The reader in docs/track-format.md reads what our writer writes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from replay.film.golden_sessions import T0
from replay.film.made_rows import folded, track
from replay.film.test_reading import MADE

from gametape.replay.film import layout
from gametape.replay.film.track import Track

ROOT = Path(__file__).parents[3]
DOCUMENT = (ROOT / "docs" / "track-format.md").read_text("utf-8")
GOLDEN = sorted((ROOT / "tests" / "golden" / "film").glob("*/*.track"))


def stranger() -> Callable[[bytes, int], dict[tuple[int, int], int]]:
    """The reader as it stands in the document."""
    (program,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    names: dict[str, Any] = {"__name__": "document"}
    exec(compile(program, "track-format.md", "exec"), names)
    book_at: Callable[[bytes, int], dict[tuple[int, int], int]] = names["book_at"]
    return book_at


@pytest.mark.parametrize("path", GOLDEN, ids=[f"{p.parent.name}-{p.name}" for p in GOLDEN])
def test_a_stranger_reads_the_golden_tracks(path: Path) -> None:
    data, book_at, rng = path.read_bytes(), stranger(), Random(2)
    found = Track.load(data)
    for at_us in [T0 - 1, *rng.choices(found.times.tolist(), k=8)]:
        found.seek(at_us)
        levels = {(0, cell): size for cell, size in found.bids()}
        assert book_at(data, at_us) == levels | {(1, cell): size for cell, size in found.asks()}


@pytest.mark.parametrize("codec", ["none", "zstd"])
def test_a_stranger_reads_packed_tracks(codec: layout.Codec) -> None:
    data, at_us = track(MADE, codec), MADE[40][0]
    assert stranger()(data, at_us) == folded(row for row in MADE if row[0] <= at_us)


def test_the_document_names_every_member_and_section() -> None:
    for struct in (layout.Header, layout.BlockEntry, layout.SecondsEntry, layout.Index):
        for name in struct.__struct_fields__:
            assert f"`{name}`" in DOCUMENT or f'"{name}"' in DOCUMENT, name
    for name in ("kf_key", "kf_size", "dt", "dseq", "kind", "place", "size", "high", "volume"):
        assert f"`{name}`" in DOCUMENT
