"""The path of the mid, worked out the long way, is what attribution leaves after costs."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from analyze.moving import moving
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.analyze.evening.evening import Evening
from gametape.analyze.metrics.measuring import measure


@settings(max_examples=15)
@given(seed=st.integers(0, 60))
def test_the_path_is_what_was_held_times_each_move(seed: int) -> None:
    """With every order counted from its match there is no delay: then it is sum(E dm) exactly."""
    evening = moving(seed)
    evening = Evening(replace(evening.material, orders=[]))  # no placements: decided at the match
    evening.__dict__["decisions"] = tuple(replace(one, taking=False) for one in evening.decisions)
    measured = measure(evening)
    (course,) = evening.courses.values()
    for account, episode in evening.episodes:
        found = measured.trades[account.market, account.asset, episode.number]
        if episode.ended != "trade" or found["path"].value is None:
            continue
        legs = [account.legs[number] for number in episode.legs]
        moments = sorted({leg.opened_us for leg in legs} | {leg.closed_us for leg in legs})
        total = 0.0
        for begin, end in pairwise(moments):
            size = sum(leg.size for leg in legs if leg.opened_us <= begin < leg.closed_us)
            inside = course.times[(course.times >= begin) & (course.times < end)]
            mids = course.mids(np.concatenate([[begin - 1], inside]).astype(np.int64))
            moves = np.diff(np.append(mids, course.mid(end - 1)))
            total += episode.direction * size * moves.sum() / 100.0
        assert found["delay_usd"].value == 0
        assert found["path"].value == pytest.approx(total, abs=2 * len(legs) + 2)
