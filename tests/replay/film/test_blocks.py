"""Blocks give back their rows and the book before them, in the coarsest units that fit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from replay.film.made_rows import CELLS, ROWS, T0, Row, arrays, folded

from gametape.replay.film.blocks import COLUMNS, Keyframe, check_entry, decode_block, encode_block
from gametape.replay.film.layout import ASK, BID, TRADE_SELL
from gametape.replay.film.sections import read_sections
from gametape.replay.film.unfolding import GONE, LEVEL, TRADE


def keyframe(rows: list[Row]) -> Keyframe:
    levels = sorted((kind * CELLS + cell, size) for (kind, cell), size in folded(rows).items())
    slots, sizes = zip(*levels, strict=True) if levels else ((), ())
    return Keyframe(np.array(slots, np.int64), np.array(sizes, np.int64))


@given(ROWS.filter(bool), ROWS)
def test_a_block_comes_back(rows: list[Row], earlier: list[Row]) -> None:
    before = keyframe(earlier)
    data, entry = encode_block(arrays(rows), before, CELLS, 0)
    block = decode_block(data, entry, CELLS, "none")
    check_entry(entry, CELLS)
    columns = block.rows().columns[:5]
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == rows
    assert block.before.keyframe().slots.tolist() == before.slots.tolist()
    assert block.before.keyframe().sizes.tolist() == before.sizes.tolist()
    assert (entry.first_us, entry.last_us) == (rows[0][0], rows[-1][0])


@pytest.mark.parametrize(
    ("cell", "stride"), [(5_000, 100), (5_010, 10), (5_005, 1), (0, 100), (10_000, 100)]
)
def test_the_stride_is_the_coarsest_that_fits_rows_and_keyframe(cell: int, stride: int) -> None:
    rows = [(T0, 1, BID, 4_900, 7), (T0 + 5, 2, TRADE_SELL, cell, 1)]
    assert encode_block(arrays(rows), keyframe([]), CELLS, 0)[1].stride == stride
    before = keyframe([(T0, 0, ASK, cell, 3)])
    assert encode_block(arrays(rows[:1]), before, CELLS, 0)[1].stride == stride


def test_an_odds_ladder_has_no_stride() -> None:
    rows = [(T0, 1, BID, 100, 7)]
    assert encode_block(arrays(rows), keyframe([]), 350, 0)[1].stride == 1


@pytest.mark.parametrize(
    ("size", "unit", "width"),
    [(3_000_000, 1_000_000, 1), (25_700_000, 100_000, 2), (7, 1, 1), ((1 << 32) + 1, 1, 5)],
)
def test_sizes_take_the_largest_unit_and_the_least_room(size: int, unit: int, width: int) -> None:
    rows = [(T0, 1, BID, 100, size), (T0, 1, ASK, 200, 0)]
    entry = encode_block(arrays(rows), keyframe([]), CELLS, 0)[1]
    assert entry.size_unit == unit
    # The level that is gone has none.
    assert ("size", width, 1) in entry.sections


@pytest.mark.parametrize(
    ("step", "unit", "width"),
    [(0, 1, 0), (4_000_000, 1_000_000, 1), (70_001, 1, 3), ((1 << 32) + 1, 1, 5)],
)
def test_times_take_the_largest_unit_and_the_least_room(step: int, unit: int, width: int) -> None:
    rows = [(T0 + 1, 1, BID, 100, 5), (T0 + 1 + step, 2, BID, 100, 5)]
    entry = encode_block(arrays(rows), keyframe([]), CELLS, 0)[1]
    assert entry.time_unit == unit
    assert ("dt", width, 2) in entry.sections


def test_both_sides_are_counted_from_what_is_nearest_to_the_other() -> None:
    rows = [(T0, 1, BID, 4_900, 7), (T0, 1, ASK, 5_200, 7), (T0, 2, BID, 4_800, 0),
            (T0, 3, TRADE_SELL, 4_900, 7), (T0, 4, ASK, 5_300, 7)]  # fmt: skip
    data, entry = encode_block(arrays(rows), keyframe([]), CELLS, 0)
    assert (entry.bid_key, entry.ask_key) == (49, 52)
    sections = read_sections(data, entry.sections, COLUMNS, "none")
    assert sections.ints("place").tolist() == [0, 1, 2, 0, 3]
    assert sections.ints("kind").tolist() == [LEVEL | GONE << 4 | TRADE << 6, LEVEL]
