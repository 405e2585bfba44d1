"""A cut track has the book and the prints of the whole one, at every moment of the stretch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.replay.film.rows import Int64s, Rows
from gametape.replay.film.stored import Film
from gametape.replay.film.track import Track
from gametape.share.choice import Stretch
from gametape.share.rows import cut_track, row_times

WHOLE_US = 120_000_000


def same(rows: Rows) -> Int64s:
    return rows.sizes


@given(
    start=st.integers(0, WHOLE_US),
    length=st.integers(0, WHOLE_US),
    parts=st.lists(st.floats(0, 1), min_size=1, max_size=4),
)
def test_the_book_is_the_same_at_every_moment(
    film: Film, start: int, length: int, parts: list[float]
) -> None:
    timeline = film.timeline()
    stretch = Stretch(
        timeline.from_us + start, min(timeline.from_us + start + length, timeline.to_us)
    )
    with film.file(0) as file:
        cut = Track.load(cut_track(file, stretch, "basis", same).data)
        count = len(row_times(file, stretch))
    whole = film.track(0)
    assert cut.rows - count in (0, 1)
    for part in [0.0, *parts, 1.0]:
        at_us = stretch.from_us + int((stretch.to_us - stretch.from_us) * part)
        cut.seek(at_us)
        whole.seek(at_us)
        assert (cut.bids(), cut.asks()) == (whole.bids(), whole.asks())
    first, last = whole.times.searchsorted([stretch.from_us, stretch.to_us + 1])
    prints = [n for n, row in enumerate(whole.trades.tolist()) if first <= row < last]
    found = [cut.trade(n) for n in range(len(cut.trades))]
    assert [(one.at_us, one.seq, one.cell, one.size, one.side) for one in found] == [
        (one.at_us, one.seq, one.cell, one.size, one.side) for one in map(whole.trade, prints)
    ]


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_stretch_without_rows_has_the_book_that_stands(film: Film, side: str) -> None:
    timeline = film.timeline()
    whole = film.track(0)
    at = timeline.from_us - 5_000_000 if side == "before" else whole.time_us(whole.rows - 1) + 1
    with film.file(0) as file:
        cut = Track.load(cut_track(file, Stretch(at, at + 10), "basis", same).data)
    cut.seek(at)
    whole.seek(at)
    assert (cut.bids(), cut.asks()) == (whole.bids(), whole.asks())
    assert cut.rows == (0 if side == "before" else 1)
