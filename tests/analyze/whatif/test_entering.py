"""Not trading, trading smaller, later, without adding: by hand, with the placebo beside."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from analyze.made import LINE, course, filled, ladder, material, placed, us
from analyze.moving import fee, moving
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.analyze.evening.evening import Evening
from gametape.analyze.whatif.answers import (
    Total,
    best_of,
    delay_placebo,
    over_sessions,
    skip_placebo,
)
from gametape.analyze.whatif.contract import scene_of
from gametape.analyze.whatif.entering import (
    capped,
    cooldown_delay,
    cooldown_skip,
    no_add,
    no_trade,
    scale,
)
from gametape.model.book import Side

SEEDS = st.integers(0, 60)


def added() -> Evening:
    """Bought 100, added 100 when it was four cents down, sold all."""
    told = course({0: ladder(50), 20: ladder(45), 60: ladder(47)}, end=900)
    return Evening(
        material(
            told,
            [
                placed("o1", 9.7, Side.BUY, 99, 100),
                placed("o2", 29.7, Side.BUY, 99, 100),
                placed("o3", 69.7, Side.SELL, 1, 200),
            ],
            [
                filled("o1", 10, Side.BUY, "50.5", 100),
                filled("o2", 30, Side.BUY, "45.5", 100),
                filled("o3", 70, Side.SELL, "46.5", 200),
            ],
            bankroll=500_000_000,
        )
    )


def test_not_trading_gives_back_the_result() -> None:
    evening = added()
    found = no_trade(scene_of(evening))
    assert sum(one.delta or 0 for one in found) == -evening.account.net
    assert all("skipped" in one.flags for one in found)


def test_without_adding_to_a_loser() -> None:
    evening = added()
    first, second = no_add(scene_of(evening))
    assert first.delta == 0
    assert second.delta == -evening.account.lines[0].legs[1].net
    assert second.evidence == {"order": "o2"}


@settings(max_examples=12)
@given(seed=SEEDS)
def test_the_whole_size_is_what_happened(seed: int) -> None:
    for one in scale(scene_of(moving(seed)), Fraction(1)):
        assert one.delta == pytest.approx(0, abs=25)


def test_half_the_size_in_a_deep_book_is_half_the_money() -> None:
    evening = added()
    found = scale(scene_of(evening), Fraction(1, 2))
    assert sum(one.delta or 0 for one in found) == pytest.approx(-evening.account.net / 2, abs=30)


def test_half_the_size_walks_less_far() -> None:
    bids, asks = [(49.0, 50.0), (40.0, 500.0)], [(51.0, 50.0), (60.0, 500.0)]
    # Its own fills eat the best levels: what it is measured in is the book before them.
    after_buying, after_selling = (bids, [(60.0, 450.0)]), ([(40.0, 450.0)], asks)
    told = course({0: (bids, asks), 10: after_buying, 50: after_selling}, end=900)
    evening = Evening(
        material(
            told,
            [placed("o1", 9.7, Side.BUY, 99, 100), placed("o2", 49.7, Side.SELL, 1, 100)],
            [filled("o1", 10, Side.BUY, "55.5", 100), filled("o2", 50, Side.SELL, "44.5", 100)],
        )
    )
    (found,) = scale(scene_of(evening), Fraction(1, 2))
    fees = fee("51", 50) + fee("49", 50)
    assert found.delta == -1_000_000 - fees - evening.account.net


def test_the_bankroll_caps_the_stake() -> None:
    first, second = capped(scene_of(added()))  # stakes 50.5 and 45.5 of a tenth of 500
    assert first.evidence["size"] == int(100e6 * Fraction(500, 505))
    assert second.delta == 0
    without = Evening(replace(added().material, bankroll=None))
    assert {one.status for one in capped(scene_of(without))} == {"not_feasible"}


def test_a_cooldown_skips_what_was_entered_in_it() -> None:
    evening = added()
    scene = scene_of(evening, onsets={LINE: (us(20),)})
    first, second = cooldown_skip(scene, 30)
    assert first.delta == 0
    assert second.delta == -evening.account.lines[0].legs[1].net
    assert cooldown_skip(scene, 5)[1].delta == 0  # 9.7 s after the onset it is over
    dead = scene_of(evening, onsets={LINE: (us(-60),)})
    assert all(one.delta == 0 for one in cooldown_skip(dead, 300))  # no longer alive


def test_a_cooldown_delays_what_was_decided_in_it() -> None:
    evening = added()
    scene = scene_of(evening, onsets={LINE: (us(20),)})
    first, second = cooldown_delay(scene, 45)
    assert first.delta == 0
    assert second.evidence["entry_trigger_us"] == us(65)
    assert second.evidence["entry_cents"] == 47.5
    gone = cooldown_delay(scene, 50)[1]
    assert "skipped" in gone.flags  # it was left before the cooldown was over


def test_skipping_at_random_stands_beside_it() -> None:
    scenes = [
        scene_of(moving(seed), onsets={LINE: tuple(range(us(30), us(400), us(60)))})
        for seed in range(6)
    ]
    rng = np.random.default_rng(1)
    told = skip_placebo(scenes, 30, rng, 300)
    skipped = sum((one.delta or 0) / 1e6 for scene in scenes for one in cooldown_skip(scene, 30))
    assert told.total == pytest.approx(skipped)
    # A taker without edge loses: leaving out anything at random gains as well.
    assert told.chance > 0
    assert told.excess == pytest.approx(told.total - told.chance)
    late = delay_placebo(scenes, 30, rng, 300)
    assert late.excess == pytest.approx(late.total - late.chance)
    assert delay_placebo([scene_of(moving(1))], 30, rng, 10).total == 0


def totals(deltas: list[float], rule: str = "hold_30") -> list[Total]:
    return [
        Total(f"s{number}", rule, round(one * 1e6), round(one * 1e6), 3, 4, 3, {"ok": 3, "gap": 1})
        for number, one in enumerate(deltas)
    ]


def test_many_sessions_have_an_interval_and_few_have_none() -> None:
    told = over_sessions("hold_30", totals([1.0, 2.0, -1.0]))
    assert (told.total, told.clear, told.sum) == (None, False, 2.0)
    told = over_sessions("hold_30", totals([3.0, 2.5, 3.5, 2.0, 4.0, 3.0, 2.0, 3.0]))
    assert told.total is not None
    assert told.clear
    assert (told.sessions, told.legs, told.of) == (8, 24, 32)
    assert told.total.low < told.sum < told.total.high


def test_the_best_of_many_is_scored_where_it_was_not_chosen() -> None:
    rng = np.random.default_rng(5)
    rules = {f"hold_{n}": totals(rng.normal(0, 1, 30).tolist()) for n in (15, 30, 60)}
    rules["hold_120"] = totals((rng.normal(0, 1, 30) + 3).tolist())
    chosen = best_of(rules)
    assert chosen is not None
    assert chosen.picked == 3
    assert best_of({"hold_15": []}) is None
