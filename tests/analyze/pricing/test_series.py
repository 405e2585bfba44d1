"""A series of prices is the walk after every message, though most messages are not looked at."""

from __future__ import annotations

import numpy as np
from analyze.made import SHARE, course, us
from analyze.moving import ladders
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.analyze.material.ladder import Ladder
from gametape.analyze.pricing.series import Pieces, series


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_it_holds_the_walk_after_every_message(seed: int) -> None:
    rng = np.random.default_rng(seed)
    told = course(ladders(rng, 80, deep=12), end=100)
    made = Ladder(told)
    begin = rng.integers(us(0), us(60), 6)
    pieces = Pieces(
        begin, begin + rng.integers(1, us(40), 6), rng.choice([-1, 1], 6),
        rng.integers(1, 3_500, 6) * SHARE,
    )  # fmt: skip
    found = series(made, pieces)
    for number in range(6):
        part = found.of(number)
        inside = (told.times > begin[number]) & (told.times < pieces.to_us[number])
        moments = np.concatenate([begin[number : number + 1], told.times[inside]])
        many = len(moments)
        sizes = np.full(many, pieces.sizes[number])
        walked = made.walks(moments, np.full(many, pieces.directions[number]), sizes).cents(sizes)
        known = found.cents[part][found.times[part].searchsorted(moments, "right") - 1]
        np.testing.assert_array_equal(walked, known)


def test_nothing_asked_is_nothing_told() -> None:
    made = Ladder(course(ladders(np.random.default_rng(1), 10), end=20))
    nothing = np.zeros(0, np.int64)
    assert len(series(made, Pieces(nothing, nothing, nothing, nothing)).times) == 0
