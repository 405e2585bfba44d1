"""The manifest: saved whole, read back equal, refused when it is none."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import TapeError
from gametape.model.market import FeeSchedule, MarketRules, Outcome
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder

MANIFEST = Manifest(
    session="lal-bos",
    venue="polymarket",
    title="Lakers v Celtics",
    created_us=1_700_000_000_000_000,
    markets=[
        MarketRules(
            market="0x1",
            question="Lakers?",
            outcomes=(Outcome("1", "Lakers"), Outcome("2", "Celtics")),
            tick=Decimal("0.01"),
            fees=FeeSchedule(rate=Decimal("0.03")),
        )
    ],
    sources=["polymarket.market"],
    warnings=["A sentence."],
)


def test_it_comes_back_as_it_was_saved(folder: SessionFolder) -> None:
    MANIFEST.save(folder.manifest_path)
    assert Manifest.load(folder.manifest_path) == MANIFEST
    assert MANIFEST.made_by.startswith("gametape ")
    assert sorted(path.name for path in folder.root.iterdir()) == ["manifest.json", "raw"]


def test_saving_that_fails_leaves_the_old_one(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    MANIFEST.save(folder.manifest_path)

    def refuse(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(TapeError, match="No space left"):
        msgspec.structs.replace(MANIFEST, title="other").save(folder.manifest_path)
    monkeypatch.undo()
    assert Manifest.load(folder.manifest_path) == MANIFEST
    assert sorted(path.name for path in folder.root.iterdir()) == ["manifest.json", "raw"]


def test_absent_or_newer_ones_are_refused_in_words(folder: SessionFolder) -> None:
    with pytest.raises(TapeError, match="cannot be read"):
        Manifest.load(folder.manifest_path)
    folder.manifest_path.write_text('{"format": 9, "reader": "3.1.0", "what": "ever"}')
    with pytest.raises(TapeError, match=r"3\.1\.0"):
        Manifest.load(folder.manifest_path)


@given(noise=st.binary(max_size=100), at=st.integers(0, 400))
def test_only_our_error_comes_out(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.json"
    whole = msgspec.json.encode(MANIFEST)
    for data in (noise, whole[:at] + noise + whole[at + len(noise) :]):
        path.write_bytes(data)
        with contextlib.suppress(TapeError):
            Manifest.load(path)
