"""A book's past: the same steps as a plain deque would hold, in whatever portions they come."""

from __future__ import annotations

import struct
from collections import deque
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from gametape.model.book import Side
from gametape.replay import past
from gametape.replay.past import Past, Undo, unpacked

_TIME = st.integers(0, 60).map(lambda seconds: seconds * 1_000_000)
_CHANGE = st.tuples(_TIME, st.sampled_from(list(Side)), st.integers(0, 9), st.integers(0, 5))
_LEVELS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), max_size=3).map(tuple)
_STEP = st.one_of(
    st.tuples(st.just("change"), st.lists(_CHANGE, min_size=1, max_size=6)),
    st.tuples(st.just("changes"), st.lists(_CHANGE, min_size=1, max_size=6)),
    st.tuples(st.just("whole"), st.tuples(_TIME, _LEVELS, _LEVELS, st.booleans())),
)


class Plain:
    """What `Past` does, one step after the other."""

    def __init__(self, depth: int) -> None:
        self.steps: deque[Undo] = deque(maxlen=depth)

    def add(self, step: Undo) -> None:
        while self.steps and step.venue_us - self.steps[0].venue_us > past.UNDO_US:
            self.steps.popleft()
        self.steps.append(step)


@given(steps=st.lists(_STEP, max_size=12), depth=st.integers(1, 12))
def test_a_past_holds_what_a_deque_would(steps: list[tuple[str, object]], depth: int) -> None:
    plain, kept, seq = Plain(depth), Past(), 0
    with patch.object(past, "UNDO_DEPTH", depth):
        for name, what in steps:
            if name == "whole":
                at_us, bids, asks, is_packed = what  # type: ignore[misc]
                seq += 1
                levels = (bids, asks)
                plain.add(Undo(seq, at_us, Side.BUY, 0, 0, levels))
                kept.whole(seq, at_us, packed(levels) if is_packed else levels)
                continue
            rows = []
            for at_us, side, cell, size in what:  # type: ignore[attr-defined]
                seq += 1
                plain.add(Undo(seq, at_us, side, cell, size))
                rows.append((seq, at_us, 0 if side == "BUY" else 1, cell, size))
                if name == "change":
                    kept.change(seq, at_us, side, cell, size)
            if name == "changes":
                kept.changes(b"".join(struct.pack("=5q", *row) for row in rows))
            assert list(kept) == list(reversed(plain.steps))
    assert len(kept) == len(plain.steps)


def packed(levels: past.Levels) -> bytes:
    numbers = [len(levels[0]), len(levels[1])]
    for side in levels:
        for level in side:
            numbers += level
    return struct.pack(f"={len(numbers)}q", *numbers)


@given(bids=_LEVELS, asks=_LEVELS)
def test_packed_levels_come_back(bids: past.Levels, asks: past.Levels) -> None:
    levels = (bids, asks)
    assert unpacked(packed(levels)) == levels  # type: ignore[arg-type, comparison-overlap]
