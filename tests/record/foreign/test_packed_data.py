"""The shared recordings packed as others might send them: the same sessions."""

from __future__ import annotations

import bz2
import gzip
import shutil
import tarfile
from pathlib import Path

import pytest
from record.imported import SHARED, Load


def packed(place: str, folder: Path, how: str) -> Path:
    """A set as others might have sent it."""
    source = SHARED / place
    if how == "tar":
        with tarfile.open(folder / "set.tar", "w") as archive:
            archive.add(source, arcname=source.name)
        return folder / "set.tar"
    if how == "tar.gz":
        with tarfile.open(folder / "set.tar.gz", "w:gz") as archive:
            archive.add(source, arcname=source.name)
        return folder / "set.tar.gz"
    pack = gzip.compress if how == "gz" else bz2.compress
    shutil.copytree(source, folder / source.name)
    for path in [path for path in (folder / source.name).rglob("*") if path.is_file()]:
        if path.suffix != ".bz2":
            path.with_name(f"{path.name}.{how}").write_bytes(pack(path.read_bytes()))
            path.unlink()
    return folder / source.name


@pytest.mark.parametrize("how", ["tar", "tar.gz", "gz", "bz2"])
@pytest.mark.parametrize(
    "place",
    [
        "betfair/racing_mid_file_images",
        "kalshi/ws_frames_production",
        "polymarket/ancestor_sessions/2026-01-19-clippers-vs-wizards-c4uzbo",
        "polymarket/ws_market_excerpt",
        "polymarket/full_depth_books/15m",
        "games/tennis_slam_points",
    ],
)
def test_a_packed_set_is_the_same_session(
    place: str, how: str, shared: Load, load: Load, tmp_path: Path
) -> None:
    plain = shared(place)
    other = load(packed(place, tmp_path, how))
    assert [(n.t, n.c, n.raw) for n in other.lines] == [(n.t, n.c, n.raw) for n in plain.lines]
    assert other.certificate.events == plain.certificate.events
    assert other.certificate.verdict == plain.certificate.verdict


@pytest.mark.parametrize(
    "place",
    ["polymarket/known_bad/rest_fallback_only", "polymarket/resolved_15m_books"],
)
def test_databases_and_parquet_files_may_be_packed_too(
    place: str, shared: Load, load: Load, tmp_path: Path
) -> None:
    plain = shared(place)
    assert load(packed(place, tmp_path, "gz")).report.frames == plain.report.frames
