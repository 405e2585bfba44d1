"""Seeks in any order give the book that a fold from the first row gives."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replay.film import made_rows
from replay.film.made_rows import CELLS, ROWS, T0, Row, arrays, folded, header, track

from gametape.errors import TapeError
from gametape.kernel.choice import KERNEL
from gametape.model.book import Side
from gametape.replay.film import track as tracks
from gametape.replay.film.layout import ASK, BID, TRADE_BUY, TRADE_SELL, TRADE_UNKNOWN
from gametape.replay.film.stack import increments
from gametape.replay.film.track import Track
from gametape.replay.film.writing import track_bytes


@pytest.fixture(autouse=True)
def short_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies of the book every few rows, so that short tracks have many."""
    monkeypatch.setattr(tracks, "FRAME_ROWS", ((512, 4), (4_096, 8), (1 << 62, 16)))


def levels(found: Track) -> dict[tuple[int, int], int]:
    bids, asks = found.bids(), found.asks()
    assert bids == sorted(bids, reverse=True)
    assert asks == sorted(asks)
    return {(BID, cell): size for cell, size in bids} | {(ASK, cell): size for cell, size in asks}


@settings(deadline=None)
@given(ROWS, st.data())
def test_random_seeks_equal_a_fold_from_zero(rows: list[Row], data: st.DataObject) -> None:
    found = Track.load(track(rows, data.draw(st.sampled_from(["zstd", "none"]))))
    times = sorted({row[0] for row in rows}) or [T0]
    moments = st.sampled_from(times).flatmap(lambda t: st.sampled_from([t - 1, t, t + 1]))
    for at_us in data.draw(st.lists(moments, max_size=12)):
        applied = found.seek(at_us)
        assert applied == sum(row[0] <= at_us for row in rows)
        assert levels(found) == folded(row for row in rows if row[0] <= at_us)
    for seq in data.draw(st.lists(st.integers(0, rows[-1][1] + 1 if rows else 3), max_size=6)):
        found.seek_seq(seq)
        assert levels(found) == folded(row for row in rows if row[1] <= seq)


@settings(deadline=None)
@given(ROWS)
def test_playing_visits_every_message_once(rows: list[Row]) -> None:
    found = Track.load(track(rows))
    ends = [at for at in range(1, len(rows)) if rows[at][1] != rows[at - 1][1]]
    expected = ends + ([len(rows)] if rows else [])
    visited = []
    for row in found.play():
        visited.append(row)
        assert levels(found) == folded(rows[:row])
    assert visited == expected


@settings(deadline=None)
@given(ROWS, st.lists(st.integers(0, 200), max_size=4), st.integers(0, 200))
def test_rows_that_come_later_make_the_same_track(
    rows: list[Row], cuts: list[int], seen: int
) -> None:
    ends = [at for at in range(1, len(rows)) if rows[at][1] != rows[at - 1][1]]
    edges = sorted({0, len(rows), *(end for end in ends if end in cuts)})
    found, whole = Track.load(track(rows[:0])), arrays(rows)
    for start, end in pairwise(edges):
        found.append(track_bytes(header(), increments(whole[start:end], CELLS, 8)))
        found.seek_row(min(seen, end))
    whole_track = Track.load(track(rows))
    assert found.rows == len(rows)
    for at in range(0, len(rows) + 1, 5):
        found.seek_row(at)
        whole_track.seek_row(at)
        assert levels(found) == levels(whole_track) == folded(rows[:at])
    numbers = range(len(whole_track.trades))
    assert [found.trade(n).cell for n in numbers] == [whole_track.trade(n).cell for n in numbers]


@given(ROWS, st.integers(0, 300))
def test_the_last_trade_is_the_last_one_before(rows: list[Row], at: int) -> None:
    at = min(at, len(rows))
    found = Track.load(track(rows)).last_trade(at)
    trades = [row for row in rows[:at] if row[2] >= TRADE_BUY]
    if not trades:
        assert found is None
        return
    at_us, seq, kind, cell, size = trades[-1]
    side = {TRADE_BUY: Side.BUY, TRADE_SELL: Side.SELL, TRADE_UNKNOWN: None}[kind]
    assert found is not None
    assert (found.at_us, found.seq, found.side) == (at_us, seq, side)
    assert (found.cell, found.size) == (cell, size)


def test_a_finer_tick_keeps_what_there_was() -> None:
    coarse = [(T0, 1, BID, 5_000, 10), (T0, 1, ASK, 5_200, 20)]
    fine = [(T0 + 5, 2, BID, 5_010, 30), (T0 + 6, 3, ASK, 5_195, 40)]
    found = Track.load(track(coarse))
    assert found.stride == 100
    found.seek(T0)
    found.append(track_bytes(header(), increments(arrays(fine), CELLS)))
    assert found.stride == 1
    assert (found.bids(), found.asks()) == ([(5_000, 10)], [(5_200, 20)])
    found.seek(T0 + 9)
    assert found.bids() == [(5_010, 30), (5_000, 10)]
    assert found.asks() == [(5_195, 40), (5_200, 20)]
    found.seek(T0)
    assert (found.bids(), found.asks()) == ([(5_000, 10)], [(5_200, 20)])


def test_rows_of_another_asset_or_time_are_refused() -> None:
    found = Track.load(track([(T0 + 5, 1, BID, 5_000, 10)]))
    earlier = track([(T0, 2, BID, 5_000, 10)])
    with pytest.raises(TapeError, match="earlier"):
        found.append(earlier)
    other = made_rows.track([(T0 + 9, 2, BID, 5_000, 10)]).replace(b'"yes"', b'"no" ')
    with pytest.raises(TapeError, match="another"):
        found.append(other)
    assert found.rows == 1


@settings(deadline=None)
@given(ROWS)
def test_its_rows_go_into_the_kernels_fold(rows: list[Row]) -> None:
    found = Track.load(track(rows))
    tops: list[tuple[int, int]] = []
    bids, asks = np.zeros(found.levels, np.int64), np.zeros(found.levels, np.int64)
    kind, key, size = found.columns()
    KERNEL.fold_each(bids, asks, kind, key, size, lambda _, *told: tops.append(told))
    for at in range(len(rows)):
        found.seek_row(at + 1)
        best = [*found.bids(), (-1, 0)], [*found.asks(), (-1, 0)]
        keys = best[0][0][0], best[1][0][0]
        assert tops[at] == tuple(-1 if key < 0 else key // found.stride for key in keys)
