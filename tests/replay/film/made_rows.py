"""Rows made up for tests of tracks: whole messages, times that never fall."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import numpy as np
from hypothesis import strategies as st

from gametape.replay.film.layout import ASK, BID, TRADE_BUY, TRADE_UNKNOWN, Codec, Header
from gametape.replay.film.rows import Rows
from gametape.replay.film.seconds import SecondsFold
from gametape.replay.film.stack import RowStack
from gametape.replay.film.writing import new_header, track_bytes

CELLS = 10_001
T0 = 1_790_000_000_000_000
Row = tuple[int, int, int, int, int]
"""(time, sequence, kind, cell, size)."""

STEPS = st.sampled_from([0, 0, 1, 7, 1_000, 50_000, 3_000_000, (1 << 32) + 5])
CELL = st.one_of(
    st.integers(0, 100).map(lambda cents: cents * 100),
    st.integers(0, 1_000).map(lambda mills: mills * 10),
    st.integers(0, CELLS - 1),
)
SIZE = st.one_of(
    st.just(0),
    st.integers(1, 99).map(lambda n: n * 1_000_000),
    st.integers(1, 10**6).map(lambda n: n * 10_000_000),
    st.integers(1, (1 << 53) - 1),
)
MESSAGE = st.tuples(
    STEPS,
    st.integers(1, 3),
    st.lists(st.tuples(st.integers(BID, TRADE_UNKNOWN), CELL, SIZE), min_size=1, max_size=5),
)


def rows_of(messages: Iterable[tuple[int, int, list[tuple[int, int, int]]]]) -> list[Row]:
    """Messages of (microseconds later, numbers further, entries) as rows."""
    at_us, seq, rows = T0, 0, []
    for step, numbers, entries in messages:
        at_us, seq = at_us + step, seq + numbers
        for kind, cell, size in sorted(entries, key=lambda entry: entry[0] >= TRADE_BUY):
            rows.append((at_us, seq, kind, cell, size))
    return rows


def arrays(rows: list[Row], tops: list[int] | None = None) -> Rows:
    """Rows as arrays; without `tops` the book counts as one-sided throughout."""
    table = np.array(rows, np.int64).reshape(-1, 5)
    times, seqs, kinds, cells, sizes = (table[:, at].copy() for at in range(5))
    told = [-1 if kind >= TRADE_BUY else 0 for _, _, kind, _, _ in rows] if tops is None else tops
    return Rows(times, seqs, kinds, cells, sizes, np.array(told, np.int64))


ROWS = st.lists(MESSAGE, max_size=60).map(rows_of)


def header(codec: Codec = "none", block_rows: int = 16) -> Header:
    """Of a made track."""
    made = new_header(
        session="made", asset="yes", market="0xaa", grid="uniform", cells=CELLS, codec=codec,
        basis="b",
    )  # fmt: skip
    return msgspec.structs.replace(made, block_rows=block_rows)


def track(rows: list[Row], codec: Codec = "none", block_rows: int = 16) -> bytes:
    """A whole track file of these rows."""
    stack, seconds = RowStack(CELLS, block_rows), SecondsFold()
    stack.add(arrays(rows))
    seconds.add(arrays(rows))
    return track_bytes(header(codec, block_rows), stack.blocks(all_of_them=True), seconds.finish())


def folded(rows: Iterable[Row]) -> dict[tuple[int, int], int]:
    """The levels after these rows, one after the other: (side, cell) to size."""
    levels: dict[tuple[int, int], int] = {}
    for _, _, kind, cell, size in rows:
        if kind in (BID, ASK):
            levels[kind, cell] = size
    return {level: size for level, size in levels.items() if size}
