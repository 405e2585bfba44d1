"""One book read from a closed file is the book of the whole track, and reads little of the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replay.film.made_rows import ROWS, T0, Row, track

from gametape.replay.film.glimpse import Glimpse, glimpse
from gametape.replay.film.reading import TrackFile
from gametape.replay.film.track import Track


@settings(deadline=None)
@given(ROWS, st.data())
def test_it_is_the_book_of_the_whole_track(rows: list[Row], data: st.DataObject) -> None:
    made = track(rows, data.draw(st.sampled_from(["zstd", "none"])))
    whole = Track.load(made)
    times = sorted({row[0] for row in rows}) or [T0]
    with TrackFile(made) as file:
        for at_us in data.draw(st.lists(st.sampled_from([T0 - 1, *times]), max_size=8)):
            row = whole.seek(at_us)
            seq = whole.seq_of(row - 1) if row else None
            assert glimpse(file, at_us) == Glimpse(seq, whole.bids(), whole.asks())


def test_only_the_ends_and_one_block_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(T0 + at, at, 0, at % 10_001, 5) for at in range(20_000)]
    path = tmp_path / "0.track"
    path.write_bytes(track(rows, "zstd", block_rows=512))
    read: list[int] = []
    plain = TrackFile._part

    def counting(self: TrackFile, at: int, length: int) -> Any:
        read.append(length)
        return plain(self, at, length)

    monkeypatch.setattr(TrackFile, "_part", counting)
    with TrackFile(path) as file:
        index = sum(read)
        assert glimpse(file, T0 + 10_000).seq == 10_000
        assert len(read) == 5  # head, header, trailer, index, block
        assert sum(read) - index == max(block.bytes for block in file.index.blocks[19:20])
