"""The steady stream: its rate, its mix, and that every action of it is possible."""

from __future__ import annotations

import pytest
from simulate.performer import Performer

from gametape.errors import UsageError
from gametape.simulate.script import Script
from gametape.simulate.stress import make_stress


def test_the_mix_and_the_rate_are_as_promised() -> None:
    script: Script = make_stress(rate_per_s=4000, seconds=5, markets=5, seed=3)
    played = Performer(script).run()
    changes, prints = played.counts["SetLevels"], played.counts["PrintTrade"]
    frames = changes + 2 * played.top_changes + 3 * prints
    assert frames == pytest.approx(20_000, rel=0.002)
    assert changes / frames == pytest.approx(0.90, abs=0.005)
    assert 2 * played.top_changes / frames == pytest.approx(0.04, abs=0.005)
    assert prints / frames == pytest.approx(0.02, abs=0.005)
    assert [update.ended for update in played.feed] == [False, True]


def test_it_is_steady_and_repeatable() -> None:
    script = make_stress(rate_per_s=1000, seconds=4, markets=2)
    actions = list(script.actions())
    assert actions == list(script.actions())
    assert actions != list(make_stress(rate_per_s=1000, seconds=4, markets=2, seed=2).actions())
    per_second = [sum(1 for a in actions if a.at_us // 1_000_000 == s) for s in range(4)]
    assert max(per_second) - min(per_second) < 30
    for bids, asks in script.opening.values():
        assert 20 <= len(bids) <= 60
        assert 20 <= len(asks) <= 60


@pytest.mark.parametrize("wrong", [{"rate_per_s": 0}, {"seconds": -1}, {"markets": 0}])
def test_impossible_numbers_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="above 0"):
        make_stress(**wrong)
