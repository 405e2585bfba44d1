"""Rows come out of planes alike in both twins, whatever the planes hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel.twins import compiled

from gametape.replay.film.unfolding import (
    Counts,
    Room,
    Units,
    Where,
    store_plainly,
    unfold_plainly,
)

WIDTHS = st.integers(0, 8)


@st.composite
def jobs(draw: st.DrawFn) -> tuple[bytes, Counts, list[Where], Units, type[np.signedinteger]]:
    """Planes of any bytes, most of them small, with units that a reader lets through."""
    rows = draw(st.integers(1, 1_100) | st.integers(1, 12))
    kinds = draw(st.binary(min_size=(rows + 3) // 4, max_size=(rows + 3) // 4))
    stated = sum(kinds[row // 4] >> row % 4 * 2 & 3 != 1 for row in range(rows))
    sized = draw(st.sampled_from([stated, stated, stated, max(0, stated - 1), 0]))
    widths = draw(WIDTHS), 1, draw(st.integers(0, 2)), draw(WIDTHS)
    chance = np.random.default_rng(draw(st.integers(0, 1 << 32)))
    data, places = b"", []
    for width, count in zip(widths, (rows, len(kinds), rows, sized), strict=True):
        places.append((len(data), width))
        values = chance.integers(0, 256, (width, count), np.uint8)
        # High planes that are mostly empty, and a first step of 0, as writers write them.
        values[1:] *= chance.random((max(width - 1, 0), count)) < 0.01
        if draw(st.booleans()):
            values[:, :1] = 0
        if draw(st.booleans()):
            values[2:] = 0
        data += kinds if len(places) == 2 else values.tobytes()
    narrow, factor = draw(st.booleans()), draw(st.sampled_from([1, 100, 1_000_000]))
    most = ((1 << 31) - 1 if narrow else (1 << 62) - 1) // factor
    levels = draw(st.integers(1, 2_000))
    finer = draw(st.sampled_from([1, 10]))
    wide = (levels - 1) * finer + 1
    key = st.integers(0, levels - 1)
    units = Units(
        draw(st.integers(-(1 << 61), 1 << 61)), draw(st.sampled_from([1, 1_000, 1_000_000])),
        factor, most, draw(key), draw(key), levels, wide, finer,
    )  # fmt: skip
    return data, Counts(rows, sized), places, units, np.int32 if narrow else np.int64


@settings(deadline=None, max_examples=300)
@given(job=jobs())
def test_the_twins_give_the_same_rows_or_refuse_together(
    job: tuple[bytes, Counts, list[Where], Units, type[np.signedinteger]],
) -> None:
    data, counts, (dt, kind, place, size), units, dtype = job
    found: list[list[list[int]] | None] = []
    for unfold in (unfold_plainly, compiled().unfold_rows):  # type: ignore[attr-defined]
        room = Room.of(counts.rows)._replace(sizes=np.zeros(counts.rows, dtype))
        try:
            trades = unfold(data, counts, dt, kind, place, size, units, room)
        except ValueError:
            found.append(None)
            continue
        ends = (counts.rows,) * 3 + (trades,) * 3
        found.append([column[:end].tolist() for column, end in zip(room, ends, strict=True)])
    assert found[0] == found[1]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, (1 << 31) - 1))),
    st.sampled_from([np.int32, np.int64]),
)
def test_the_last_size_at_a_place_stays(
    rows: list[tuple[int, int]], dtype: type[np.signedinteger]
) -> None:
    expected = dict(rows)
    slots = np.array([slot for slot, _ in rows], np.uint16)
    sizes = np.array([size for _, size in rows], dtype)
    for store in (store_plainly, compiled().store_rows):  # type: ignore[attr-defined]
        book = np.zeros(10, dtype)
        store(book, slots, sizes)
        assert {slot: size for slot, size in enumerate(book.tolist()) if size} == {
            slot: size for slot, size in expected.items() if size
        }


def test_the_compiled_twin_writes_into_nothing_but_its_room() -> None:
    unfold, store = compiled().unfold_rows, compiled().store_rows  # type: ignore[attr-defined]
    units = Units(0, 1, 1, 100, 5, 5, 10, 10, 1)
    room = Room.of(4)
    where = [(0, 0), (0, 1), (0, 0), (0, 0)]
    assert unfold(b"\x55", Counts(4, 0), *where, units, room) == 0
    lies = [
        (b"\x55", Counts(5, 0), where, units),
        (b"\x55\x55", Counts(5, 0), where, units),
        (b"", Counts(4, 0), where, units),
        (b"\x55", Counts(4, 5), where, units),
        (b"\x55", Counts(4, -1), where, units),
        (b"\x55", Counts(-4, 0), where, units),
        (b"\x55", Counts(4, 0), [(0, 1), *where[1:]], units),
        (b"\x55", Counts(4, 0), [(1 << 62, 0), *where[1:]], units),
        (b"\x55", Counts(4, 0), [(-1, 0), *where[1:]], units),
        (b"\x55", Counts(4, 0), [(0, 9), *where[1:]], units),
        (b"\x55", Counts(4, 0), where, units._replace(wide=9)),
        (b"\x55", Counts(4, 0), where, units._replace(wide=1 << 15)),
        (b"\x55", Counts(4, 0), where, units._replace(levels=0)),
        (b"\x55", Counts(4, 0), where, units._replace(bid_key=10)),
        (b"\x55", Counts(4, 0), where, units._replace(most_size=1 << 62)),
        (b"\x55", Counts(4, 0), where, units._replace(time_unit=0)),
        (b"\x55", Counts(4, 0), where, units._replace(size_unit=0)),
    ]
    for data, counts, places, false_units in lies:
        with pytest.raises(ValueError):
            unfold(data, counts, *places, false_units, room)
    narrow: Any = room.keys
    with pytest.raises(ValueError, match="8 aligned"):
        unfold(b"\x55", Counts(4, 0), *where, units, room._replace(times=narrow))
    book = np.zeros(3, np.int64)
    for slots, sizes in (([3], [1]), ([0, 1], [1])):
        with pytest.raises(ValueError, match="no room"):
            store(book, np.array(slots, np.uint16), np.array(sizes, np.int64))
    with pytest.raises(ValueError, match="no room"):
        store(book, np.array([0], np.uint16), np.array([1], np.int32))
    assert not book.any()
