"""A book's past: the same steps as a plain deque would hold, in whatever portions they come."""

from __future__ import annotations

import struct
from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from gametape.model.book import Level, Side
from gametape.replay.certificate import past
from gametape.replay.certificate.past import Past, Undo, packed, unpacked

_TIME = st.integers(0, 60).map(lambda seconds: seconds * 1_000_000)
_CHANGE = st.tuples(_TIME, st.sampled_from(list(Side)), st.integers(0, 9), st.integers(0, 5))
_LEVELS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), max_size=3).map(tuple)
_STEP = st.one_of(
    st.tuples(st.just("change"), st.lists(_CHANGE, min_size=1, max_size=6)),
    st.tuples(st.just("changes"), st.lists(_CHANGE, min_size=1, max_size=6)),
    st.tuples(st.just("whole"), st.tuples(_TIME, _LEVELS, _LEVELS)),
)


class Plain:
    """What `Past` says it holds, worked out from everything it was ever told."""

    def __init__(self) -> None:
        self.steps: list[Undo] = []

    def held(self, depth: int) -> list[Undo]:
        oldest_us = max((step.venue_us for step in self.steps), default=0) - past.UNDO_US
        kept = self.steps[-depth:]
        while kept and kept[0].venue_us < oldest_us:
            del kept[0]
        return kept[::-1]


@given(
    steps=st.lists(_STEP, max_size=12),
    depth=st.integers(1, 12),
    portion=st.integers(1, 6),
    wholes=st.integers(1, 3),
)
def test_a_past_holds_what_it_says_in_whatever_portions_it_came(
    steps: list[tuple[str, Any]], depth: int, portion: int, wholes: int
) -> None:
    plain, kept, seq = Plain(), Past(), 0
    with patch.multiple(past, UNDO_DEPTH=depth, _PORTION=5 * portion, _WHOLES=wholes):
        for name, what in steps:
            if name == "whole":
                at_us, bids, asks = what
                seq += 1
                plain.steps.append(Undo(seq, at_us, Side.BUY, 0, 0, (bids, asks)))
                kept.whole(seq, at_us, packed(bids, asks))
            else:
                seq = changed(plain, kept, name, what, seq)
            assert list(kept) == plain.held(depth)
        assert len(kept._levels) <= len(steps)


def changed(plain: Plain, kept: Past, name: str, what: list[Any], seq: int) -> int:
    rows = []
    for at_us, side, cell, size in what:
        seq += 1
        plain.steps.append(Undo(seq, at_us, side, cell, size))
        rows.append((seq, at_us, 0 if side == "BUY" else 1, cell, size))
        if name == "change":
            kept.change(seq, at_us, side, cell, size)
    if name == "changes":
        kept.changes(b"".join(struct.pack("=5q", *row) for row in rows))
    return seq


def test_what_is_too_old_takes_no_memory() -> None:
    kept = Past()
    for second in range(2_000):
        for number in range(20):
            kept.change(second * 20 + number, second * 1_000_000, Side.BUY, 1, 1)
        kept.whole(second, second * 1_000_000, packed((), ()))
    assert kept._count < 3_000
    assert len(kept._levels) < 200
    assert len(list(kept)) == 11 * 21


def test_a_giant_frame_of_snapshots_takes_little() -> None:
    """Thousands of whole books may come in one frame, and none of them is too old for a while."""
    kept = Past()
    for seq in range(2_000):
        side = [(cell, 10**7) for cell in range(100)]
        kept.whole(seq, seq, packed(side, side))
    assert len(list(kept)) == 2_000
    assert len({id(levels) for levels in kept._levels.values()}) == 1
    assert len(kept._last) == 8 * (2 + 2 * 200)


@given(bids=_LEVELS, asks=_LEVELS)
def test_packed_levels_come_back(bids: tuple[Level, ...], asks: tuple[Level, ...]) -> None:
    assert unpacked(packed(bids, asks)) == (bids, asks)
