"""What a view tells of the last minutes is what a look through the whole evening finds."""

from __future__ import annotations

from statistics import median

from analyze.made import us
from analyze.moving import moving
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.analyze.detectors import burst
from gametape.analyze.detectors.detecting import Scored


@settings(max_examples=25)
@given(
    seed=st.integers(0, 40),
    moments=st.lists(st.integers(0, us(420)), min_size=1, max_size=8),
    back_us=st.integers(0, us(400)),
)
def test_orders_usual_size_and_bursts(seed: int, moments: list[int], back_us: int) -> None:
    evening = moving(seed, orders=30)
    for now_us in [*moments, *(one.decided_us for one in evening.decisions)]:
        view = evening.view(now_us)
        told = [
            one for one in evening.asked[0] if one.decided_us < now_us and one.told_us <= now_us
        ]
        assert view.orders == told
        since_us = now_us - back_us
        assert list(view.orders_since(since_us)) == [
            one for one in told if one.decided_us >= since_us
        ]
        entered = [one for one in told if one.enters]
        usual = median(one.ordered for one in entered[-20:]) if entered else 0
        assert view.usual_size == usual
        lately = [one for one in entered if one.decided_us >= now_us - us(burst.WINDOW_S)]
        for decision in evening.decisions[:3]:
            answer = burst.score(view, decision)
            if decision.enters:
                assert isinstance(answer, Scored)
                assert answer.inputs["entries"] == 1 + len(lately)
