"""Tracks on disk: what is written is read, and the page's twin is the same track."""

from __future__ import annotations

import gzip
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replay.film.made_rows import CELLS, ROWS, Row, arrays, header, track

from gametape.errors import TapeError
from gametape.replay.film.reading import TrackFile
from gametape.replay.film.stack import RowStack
from gametape.replay.film.writing import FileSink, TrackWriter, write_twin


@settings(deadline=None)
@given(ROWS, st.data())
def test_a_file_written_block_by_block_is_the_track(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("track") / "0.track"
    stack = RowStack(CELLS, 16)
    writer = TrackWriter(FileSink(path), header("zstd"))
    stack.add(arrays(rows))
    for block in stack.blocks(all_of_them=True):
        writer.add(block)
    writer.finish(None)
    with TrackFile(path) as file, TrackFile(track(rows, "zstd")) as whole:
        assert file.header == whole.header
        assert file.index.blocks == whole.index.blocks
        assert file.index.seconds is None


@settings(deadline=None)
@given(ROWS)
def test_the_twin_is_the_same_track_unpacked(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row]
) -> None:
    folder = tmp_path_factory.mktemp("twin")
    (folder / "a").write_bytes(track(rows, "zstd"))
    write_twin(folder / "a", folder / "b")
    plain = gzip.decompress((folder / "b").read_bytes())
    with TrackFile(plain) as twin, TrackFile(track(rows, "none")) as own:
        assert twin.header == own.header
        assert twin.header.codec == "none"
        for number in range(len(own.index.blocks)):
            entry, same = twin.index.blocks[number], own.index.blocks[number]
            assert msgspec.structs.replace(entry, at=same.at) == same
            assert twin.stored(entry) == own.stored(same)
        ours, theirs = twin.seconds(), own.seconds()
        assert (ours is None) == (theirs is None) == (not rows)
        if ours and theirs:
            assert {k: v.tolist() for k, v in ours.items()} == {
                k: v.tolist() for k, v in theirs.items()
            }


def test_equal_tracks_have_equal_twins(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(track([], "zstd"))
    write_twin(tmp_path / "a", tmp_path / "b")
    write_twin(tmp_path / "a", tmp_path / "c")
    assert (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()


def test_a_full_disk_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="cannot be written"):
        FileSink(tmp_path / "absent" / "0.track")
    (tmp_path / "a").write_bytes(track([], "zstd"))
    with pytest.raises(TapeError, match="cannot be written"):
        write_twin(tmp_path / "a", tmp_path / "absent" / "b")


def test_names_beyond_all_bounds_are_refused(tmp_path: Path) -> None:
    long = msgspec.structs.replace(header(), asset="x" * 70_000)
    with pytest.raises(TapeError, match="shorter"):
        TrackWriter(FileSink(tmp_path / "0.track"), long)
